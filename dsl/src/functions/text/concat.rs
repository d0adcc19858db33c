//! `concat(a, b, …) -> string`

use crate::functions::access::text;
use crate::functions::{Arguments, Datum::*, Example, Function, FunctionError, Resolution};
use crate::plan::Expr;
use crate::types::Type;
use crate::value::Value;

pub(super) static CONCAT: Function = Function {
    name: "concat",
    summary: "Its arguments as text, one behind the other: 1 to 8 of any type that has a text.",
    signatures: &["concat(a, b, …) -> string"],
    examples: &[
        Example { given: &[Text("a"), Text("b"), Text("c")], gives: Text("abc") },
        Example { given: &[Text("n = "), Int(5)], gives: Text("n = 5") },
        Example { given: &[F64(30.0), Text(" °C")], gives: Text("30.0 °C") },
    ],
    resolve,
    evaluate: |_, given| {
        let parts: Vec<&str> = (0..given.len()).map(|at| text(given, at)).collect();
        Ok(Value::String(parts.concat().into()))
    },
};

/// One Rust function a number of arguments.
const SYMBOLS: [&str; 8] =
    ["concat_1", "concat_2", "concat_3", "concat_4", "concat_5", "concat_6", "concat_7", "concat_8"];

fn resolve(call: &Arguments<'_>) -> Result<Resolution, FunctionError> {
    call.count(1, SYMBOLS.len())?;
    for (argument, ty) in call.types.iter().enumerate() {
        if ty.is_optional() || Expr::cast_fails(ty, &Type::String).is_none() {
            return Err(call.wrong_type(argument, "a value with a text"));
        }
    }
    let arguments = vec![Type::String; call.types.len()];
    Ok(call.to(SYMBOLS[arguments.len() - 1], arguments, Type::String).scratch())
}
