//! From a symbol to the Rust function of `weir_runtime::functions`, as generated code calls it.

use crate::failure;
use bumpalo::Bump;
use weir_dsl::plan::{Call, Failure};
use weir_dsl::types::Type;
use weir_dsl::value::Value;
use weir_runtime::functions as f;

/// The call on the compiled side; `None` where this file does not know the symbol.
pub(crate) fn call(call: &Call, arguments: &[Value], result: &Type) -> Option<Result<Value, Failure>> {
    let c = |index: usize| call.constants[index];
    let a = Arguments(arguments);
    Some(Ok(match call.symbol {
        "round_f64" => Value::F64(f::round_f64(a.f64(0))),
        "round_f64_digits" => Value::F64(f::round_f64_digits(a.f64(0), a.i64(1))),
        "round_decimal" => Value::Decimal(f::round_decimal(a.wide(0), c(0))),
        "round_decimal_digits" => {
            let rounded = f::round_decimal_digits(a.wide(0), a.i64(1), c(0), c(1));
            return Some(rounded.map(Value::Decimal).map_err(failure));
        }
        "floor_f64" => Value::F64(f::floor_f64(a.f64(0))),
        "ceil_f64" => Value::F64(f::ceil_f64(a.f64(0))),
        "floor_decimal" => Value::Decimal(f::floor_decimal(a.wide(0), c(0))),
        "ceil_decimal" => Value::Decimal(f::ceil_decimal(a.wide(0), c(0))),
        "round_int" => whole(f::round_int(a.wide(0)), result),
        "floor_int" => whole(f::floor_int(a.wide(0)), result),
        "ceil_int" => whole(f::ceil_int(a.wide(0)), result),
        "is_nan" => Value::Bool(f::is_nan(a.f64(0))),
        "hash_i64" => whole(f::hash_i64(a.i64(0)), result),
        "hash_string" => whole(f::hash_string(a.text(0)), result),
        _ => return abs(call, &a, result).or_else(|| text(call, &a)).or_else(|| time(call, &a, result)),
    }))
}

struct Arguments<'v>(&'v [Value]);

impl Arguments<'_> {
    fn wide(&self, at: usize) -> i128 {
        match &self.0[at] {
            Value::Int(x) | Value::Decimal(x) => *x,
            Value::Timestamp(us) | Value::Duration(us) => i128::from(*us),
            Value::Date(days) => i128::from(*days),
            other => unreachable!("{other:?} is no whole number"),
        }
    }

    fn i64(&self, at: usize) -> i64 {
        self.wide(at) as i64
    }

    fn i32(&self, at: usize) -> i32 {
        self.wide(at) as i32
    }

    fn f64(&self, at: usize) -> f64 {
        match &self.0[at] {
            Value::F64(x) => *x,
            other => unreachable!("{other:?} is no f64"),
        }
    }

    fn text(&self, at: usize) -> &str {
        match &self.0[at] {
            Value::String(x) => x,
            other => unreachable!("{other:?} is no string"),
        }
    }
}

/// A whole number as a value of the type.
fn whole(x: impl Into<i128>, ty: &Type) -> Value {
    let x = x.into();
    match ty.required() {
        Type::Decimal { .. } => Value::Decimal(x),
        Type::Timestamp => Value::Timestamp(x as i64),
        Type::Duration => Value::Duration(x as i64),
        Type::Date => Value::Date(x as i32),
        _ => Value::Int(x),
    }
}

fn abs(call: &Call, a: &Arguments<'_>, result: &Type) -> Option<Result<Value, Failure>> {
    let size = match call.symbol {
        "abs_i8" => f::abs_i8(a.i64(0) as i8).map(i128::from),
        "abs_i16" => f::abs_i16(a.i64(0) as i16).map(i128::from),
        "abs_i32" => f::abs_i32(a.i32(0)).map(i128::from),
        "abs_i64" => f::abs_i64(a.i64(0)).map(i128::from),
        "abs_duration" => f::abs_duration(a.i64(0)).map(i128::from),
        "abs_unsigned" => Ok(f::abs_unsigned(a.wide(0))),
        "abs_decimal" => Ok(f::abs_decimal(a.wide(0))),
        "abs_f64" => return Some(Ok(Value::F64(f::abs_f64(a.f64(0))))),
        _ => return None,
    };
    Some(size.map(|x| whole(x, result)).map_err(failure))
}

/// What a function gives for a text to look for, the same whether that was made ready or not.
fn alike<T: PartialEq + std::fmt::Debug>(as_it_is: T, ready: T) -> T {
    assert_eq!(as_it_is, ready);
    as_it_is
}

fn text(call: &Call, a: &Arguments<'_>) -> Option<Result<Value, Failure>> {
    let scratch = Bump::new();
    let string = |text: &str| Value::String(text.into());
    let optional = |text: Option<&str>| text.map_or(Value::Null, string);
    let t = |at: usize| a.text(at);
    Some(Ok(match call.symbol {
        "lower" => string(f::lower(&scratch, t(0))),
        "upper" => string(f::upper(&scratch, t(0))),
        "trim" => string(f::trim(t(0))),
        "length" => Value::Int(f::length(t(0)).into()),
        "contains" => Value::Bool(alike(f::contains(t(0), t(1)), f::contains(t(0), &f::Part::new(t(1))))),
        "starts_with" => Value::Bool(f::starts_with(t(0), t(1))),
        "ends_with" => Value::Bool(f::ends_with(t(0), t(1))),
        "replace" => {
            let ready = f::Part::new(t(1));
            string(alike(f::replace(&scratch, t(0), t(1), t(2)), f::replace(&scratch, t(0), &ready, t(2))))
        }
        "substring" => string(f::substring(t(0), a.i64(1), a.i64(2))),
        "split_part" => optional(f::split_part(t(0), t(1), a.i64(2))),
        "parameter" => optional(f::parameter(t(0), t(1))),
        "count_of" => {
            Value::Int(alike(f::count_of(t(0), t(1)), f::count_of(t(0), &f::Part::new(t(1)))).into())
        }
        "concat_1" => string(f::concat_1(&scratch, t(0))),
        "concat_2" => string(f::concat_2(&scratch, t(0), t(1))),
        "concat_3" => string(f::concat_3(&scratch, t(0), t(1), t(2))),
        "concat_4" => string(f::concat_4(&scratch, t(0), t(1), t(2), t(3))),
        "concat_5" => string(f::concat_5(&scratch, t(0), t(1), t(2), t(3), t(4))),
        "concat_6" => string(f::concat_6(&scratch, t(0), t(1), t(2), t(3), t(4), t(5))),
        "concat_7" => string(f::concat_7(&scratch, t(0), t(1), t(2), t(3), t(4), t(5), t(6))),
        "concat_8" => string(f::concat_8(&scratch, t(0), t(1), t(2), t(3), t(4), t(5), t(6), t(7))),
        "format_time" => string(f::format_time(&scratch, a.i64(0), t(1).to_owned().leak())),
        _ => return extreme(call, a),
    }))
}

fn time(call: &Call, a: &Arguments<'_>, result: &Type) -> Option<Result<Value, Failure>> {
    let number = match call.symbol {
        "year_timestamp" => f::year_timestamp(a.i64(0)),
        "year_date" => f::year_date(a.i32(0)),
        "month_timestamp" => f::month_timestamp(a.i64(0)),
        "month_date" => f::month_date(a.i32(0)),
        "day_timestamp" => f::day_timestamp(a.i64(0)),
        "day_date" => f::day_date(a.i32(0)),
        "day_of_week_timestamp" => f::day_of_week_timestamp(a.i64(0)),
        "day_of_week_date" => f::day_of_week_date(a.i32(0)),
        "hour" => f::hour(a.i64(0)),
        "minute" => f::minute(a.i64(0)),
        "second" => f::second(a.i64(0)),
        "epoch_ms" => f::epoch_ms(a.i64(0)),
        "date" => f::date(a.i64(0)).into(),
        "timestamp_ms" => match f::timestamp_ms(a.i64(0)) {
            Ok(us) => us,
            Err(cause) => return Some(Err(failure(cause))),
        },
        "truncate" => match f::truncate(a.i64(0), a.i64(1)) {
            Ok(us) => us,
            Err(cause) => return Some(Err(failure(cause))),
        },
        _ => return None,
    };
    Some(Ok(whole(number, result)))
}

/// `least` and `greatest`, of floats and, by way of the values' own order, of everything else.
fn extreme(call: &Call, a: &Arguments<'_>) -> Option<Result<Value, Failure>> {
    let v = |at: usize| a.0[at].clone();
    let x = |at: usize| a.f64(at);
    Some(Ok(match call.symbol {
        "least_2" => f::least_2(v(0), v(1)),
        "least_3" => f::least_3(v(0), v(1), v(2)),
        "least_4" => f::least_4(v(0), v(1), v(2), v(3)),
        "least_8" => f::least_8(v(0), v(1), v(2), v(3), v(4), v(5), v(6), v(7)),
        "greatest_2" => f::greatest_2(v(0), v(1)),
        "greatest_3" => f::greatest_3(v(0), v(1), v(2)),
        "greatest_4" => f::greatest_4(v(0), v(1), v(2), v(3)),
        "greatest_8" => f::greatest_8(v(0), v(1), v(2), v(3), v(4), v(5), v(6), v(7)),
        "least_f64_2" => Value::F64(f::least_f64_2(x(0), x(1))),
        "least_f64_3" => Value::F64(f::least_f64_3(x(0), x(1), x(2))),
        "least_f64_4" => Value::F64(f::least_f64_4(x(0), x(1), x(2), x(3))),
        "least_f64_8" => Value::F64(f::least_f64_8(x(0), x(1), x(2), x(3), x(4), x(5), x(6), x(7))),
        "greatest_f64_2" => Value::F64(f::greatest_f64_2(x(0), x(1))),
        "greatest_f64_3" => Value::F64(f::greatest_f64_3(x(0), x(1), x(2))),
        "greatest_f64_4" => Value::F64(f::greatest_f64_4(x(0), x(1), x(2), x(3))),
        "greatest_f64_8" => Value::F64(f::greatest_f64_8(x(0), x(1), x(2), x(3), x(4), x(5), x(6), x(7))),
        _ => return None,
    }))
}
