//! `greatest(a, b, …)`

use crate::functions::{Datum::*, Example, Function};

pub(super) static GREATEST: Function = Function {
    name: "greatest",
    summary: "The greatest of 2 to 8 values of one type, in the order that `max` uses: NaN is above every number. Numbers of different \
              types are first brought to one that holds them all.",
    signatures: &["greatest(a: T, b: T, …) -> T"],
    examples: &[
        Example { given: &[Int(3), Int(1), Int(2)], gives: Int(3) },
        Example { given: &[F64(2.5), Int(2)], gives: F64(2.5) },
        Example { given: &[Text("b"), Text("a")], gives: Text("b") },
        Example { given: &[F64(f64::NAN), F64(1.0)], gives: F64(f64::NAN) },
        Example { given: &[Bool(false), Bool(true)], gives: Bool(true) },
    ],
    resolve: |call| super::least::resolve(call, &SYMBOLS, &SYMBOLS_F64),
    evaluate: |_, given| Ok(given.iter().rev().max().expect("`greatest` has at least two arguments").clone()),
};

/// One Rust function a number of arguments, from two.
const SYMBOLS: [&str; 7] =
    ["greatest_2", "greatest_3", "greatest_4", "greatest_5", "greatest_6", "greatest_7", "greatest_8"];
/// f64 has no order in Rust, so it has its own.
const SYMBOLS_F64: [&str; 7] = [
    "greatest_f64_2",
    "greatest_f64_3",
    "greatest_f64_4",
    "greatest_f64_5",
    "greatest_f64_6",
    "greatest_f64_7",
    "greatest_f64_8",
];
