//! Every cast that the plan knows, with the name that generated code forms for it.

use crate::failure;
use crate::random::{Random, same, types};
use bumpalo::Bump;
use weir_dsl::plan::{Expr, Failure};
use weir_dsl::types::{Int, Type};
use weir_dsl::value::Value;
use weir_runtime::arithmetic::Integer;
use weir_runtime::{cast, text};

macro_rules! with_int {
    ($int:expr, $T:ident => $body:expr) => {
        match $int {
            Int::I8 => {
                type $T = i8;
                $body
            }
            Int::I16 => {
                type $T = i16;
                $body
            }
            Int::I32 => {
                type $T = i32;
                $body
            }
            Int::I64 => {
                type $T = i64;
                $body
            }
            Int::U8 => {
                type $T = u8;
                $body
            }
            Int::U16 => {
                type $T = u16;
                $body
            }
            Int::U32 => {
                type $T = u32;
                $body
            }
            Int::U64 => {
                type $T = u64;
                $body
            }
        }
    };
}

fn wide<T: Integer>(x: T) -> Value {
    Value::Int(x.to_i128())
}

/// The cast on the compiled side.
fn compiled(value: &Value, from: &Type, to: &Type) -> Result<Value, Failure> {
    let scratch = Bump::new();
    match (value, from, to) {
        (value, from, to) if from == to => Ok(value.clone()),
        (value, from, Type::String) => Ok(Value::String(to_string(&scratch, value, from).into())),
        (Value::String(x), _, to) => from_string(x, to),
        (Value::Int(x), Type::Int(a), Type::Int(b)) => with_int!(*a, A => with_int!(*b, B => {
            cast::int_to_int::<A, B>(*x as A).map(wide).map_err(failure)
        })),
        (Value::Int(x), Type::Int(a), Type::F64) => {
            Ok(Value::F64(with_int!(*a, A => cast::int_to_f64(*x as A))))
        }
        (Value::F64(x), _, Type::Int(b)) => {
            with_int!(*b, B => cast::f64_to_int::<B>(*x).map(wide).map_err(failure))
        }
        (Value::Int(x), _, Type::Decimal { precision, scale }) => {
            cast::int_to_decimal(*x, *precision, *scale).map(Value::Decimal).map_err(failure)
        }
        (Value::Decimal(m), Type::Decimal { scale: s, .. }, Type::Decimal { precision, scale }) => {
            cast::decimal_to_decimal(*m, *s, *precision, *scale).map(Value::Decimal).map_err(failure)
        }
        (Value::Decimal(m), Type::Decimal { scale, .. }, Type::F64) => {
            Ok(Value::F64(cast::decimal_to_f64(*m, *scale)))
        }
        (Value::Decimal(m), Type::Decimal { scale, .. }, Type::Int(b)) => {
            with_int!(*b, B => cast::decimal_to_int::<B>(*m, *scale).map(wide).map_err(failure))
        }
        (Value::F64(x), _, Type::Decimal { precision, scale }) => {
            cast::f64_to_decimal(*x, *precision, *scale).map(Value::Decimal).map_err(failure)
        }
        (Value::Timestamp(us), _, Type::Date) => Ok(Value::Date(cast::timestamp_to_date(*us))),
        (Value::Date(days), _, Type::Timestamp) => Ok(Value::Timestamp(cast::date_to_timestamp(*days))),
        (value, from, to) => unreachable!("{value:?} from {from} to {to}"),
    }
}

fn to_string(scratch: &Bump, value: &Value, from: &Type) -> String {
    match (value, from) {
        (Value::Bool(x), _) => cast::bool_to_string(*x).to_owned(),
        (Value::Int(x), Type::Int(a)) => with_int!(*a, A => cast::int_to_string(scratch, *x as A)).to_owned(),
        (Value::F64(x), _) => cast::f64_to_string(scratch, *x).to_owned(),
        (Value::Decimal(m), Type::Decimal { scale, .. }) => {
            cast::decimal_to_string(scratch, *m, *scale).to_owned()
        }
        (Value::Timestamp(us), _) => cast::timestamp_to_string(scratch, *us).to_owned(),
        (Value::Date(days), _) => cast::date_to_string(scratch, *days).to_owned(),
        (Value::Duration(us), _) => cast::duration_to_string(scratch, *us).to_owned(),
        (value, from) => unreachable!("{value:?} of {from}"),
    }
}

fn from_string(x: &str, to: &Type) -> Result<Value, Failure> {
    let value = match to {
        Type::Int(b) => with_int!(*b, B => cast::string_to_int::<B>(x).map(wide)),
        Type::F64 => cast::string_to_f64(x).map(Value::F64),
        Type::Decimal { precision, scale } => {
            cast::string_to_decimal(x, *precision, *scale).map(Value::Decimal)
        }
        Type::Bool => cast::string_to_bool(x).map(Value::Bool),
        Type::Timestamp => cast::string_to_timestamp(x).map(Value::Timestamp),
        Type::Date => cast::string_to_date(x).map(Value::Date),
        to => unreachable!("{x:?} to {to}"),
    };
    value.map_err(failure)
}

fn agree(value: &Value, from: &Type, to: &Type) {
    let expected = weir_dsl::interpreter::cast(&[], value, from, to);
    let found = compiled(value, from, to);
    let agrees = match (&expected, &found) {
        (Ok(a), Ok(b)) => same(a, b),
        (a, b) => a == b,
    };
    assert!(agrees, "{value:?} from {from} to {to}: expected {expected:?}, found {found:?}");
    let may_fail = Expr::cast_fails(from, to).expect("there is such a cast");
    assert!(may_fail || expected.is_ok(), "{value:?} from {from} to {to} failed unannounced");
}

#[test]
fn every_cast_agrees_on_random_values() {
    let mut random = Random::new(2);
    for from in &types() {
        for to in &types() {
            if Expr::cast_fails(from, to).is_some() {
                for _ in 0..500 {
                    agree(&random.value(from), from, to);
                }
            }
        }
    }
}

#[test]
fn every_text_of_a_value_is_read_back() {
    let mut random = Random::new(3);
    for ty in &types() {
        if Expr::cast_fails(&Type::String, ty).is_none() {
            continue;
        }
        for _ in 0..2000 {
            let value = random.value(ty);
            let text = Value::String(to_string_or_itself(&value, ty).into());
            let back = compiled(&text, &Type::String, ty);
            assert!(
                back.as_ref().is_ok_and(|back| same(back, &value)),
                "{value:?} became {text:?}, then {back:?}"
            );
        }
    }
}

fn to_string_or_itself(value: &Value, ty: &Type) -> String {
    match value {
        Value::String(x) => x.to_string(),
        value => to_string(&Bump::new(), value, ty),
    }
}

/// Texts of values, then texts with a character changed, taken out or put in.
#[test]
fn texts_that_are_nearly_values_are_judged_alike() {
    let mut random = Random::new(4);
    let put_in = ['-', '+', '.', 'e', 'E', ' ', '0', '9', ':', 'T', 'Z', 'x', '५'];
    for from in &types() {
        for to in &types() {
            if Expr::cast_fails(&Type::String, to).is_none() || *to == Type::String {
                continue;
            }
            for _ in 0..150 {
                let mut text: Vec<char> = to_string_or_itself(&random.value(from), from).chars().collect();
                for _ in 0..random.below(3) {
                    let at = random.below(text.len() as u64 + 1) as usize;
                    match random.below(3) {
                        0 => text.insert(at, random.pick(&put_in)),
                        1 if at < text.len() => drop(text.remove(at)),
                        _ if at < text.len() => text[at] = random.pick(&put_in),
                        _ => {}
                    }
                }
                agree(&Value::String(text.into_iter().collect::<String>().into()), &Type::String, to);
            }
        }
    }
}

#[test]
fn parse_functions_take_bytes_that_are_no_text() {
    assert_eq!(text::parse_int::<i64>(b"1\xff"), None);
    assert_eq!(text::parse_f64(b"\xff"), None);
    assert_eq!(text::parse_decimal(b"1\xff", 5, 2), None);
    assert_eq!(text::parse_timestamp(b"2013-01-01T10:00:00\xff"), None);
    assert_eq!(text::parse_date(b"2013-01-0\xff"), None);
}
