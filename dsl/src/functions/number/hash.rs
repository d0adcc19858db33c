//! `hash(x)`

use crate::functions::access::{int, text};
use crate::functions::{Arguments, Datum::*, Example, Function, FunctionError, Resolution};
use crate::types::Type;
use crate::value::Value;
use xxhash_rust::xxh3::xxh3_64;

pub(super) static HASH: Function = Function {
    name: "hash",
    summary: "A number that looks random and is the same for equal values, on every machine and in every version: XXH3 (64 bit, seed 0) of \
              the UTF-8 bytes of a text or of the eight little-endian bytes of an integer.",
    signatures: &["hash(x: i64) -> i64", "hash(x: string) -> i64"],
    examples: &[
        Example { given: &[Text("")], gives: Int(0x2d06_8005_38d3_94c2) },
        Example { given: &[Text("weir")], gives: Int(685_424_309_925_146_904) },
        Example { given: &[Int(1)], gives: Int(3_439_722_301_264_460_078) },
    ],
    resolve,
    evaluate: |call, given| {
        let hash = match call.symbol {
            "hash_i64" => xxh3_64(&(int(given, 0) as i64).to_le_bytes()),
            "hash_string" => xxh3_64(text(given, 0).as_bytes()),
            other => unreachable!("`hash` never resolves to {other}"),
        };
        Ok(Value::Int((hash as i64).into()))
    },
};

fn resolve(call: &Arguments<'_>) -> Result<Resolution, FunctionError> {
    call.count(1, 1)?;
    match &call.types[0] {
        Type::Int(_) => call.exactly("hash_i64", &[Type::I64], Type::I64),
        Type::String | Type::Enum(_) => call.exactly("hash_string", &[Type::String], Type::I64),
        _ => Err(call.wrong_type(0, "an integer or a string")),
    }
}
