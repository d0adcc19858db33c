//! Numbers at the edges of their types, each with what becomes of it.

use super::*;

fn int<T: Integer>(text: &str) -> Result<T, Cause> {
    let mut cur = Cursor::new(text.as_bytes());
    let value = cur.int::<T>().map_err(|e| e.cause)?;
    cur.end().map_err(|e| e.cause)?;
    Ok(value)
}

fn f64(text: &str) -> Result<f64, Cause> {
    Cursor::new(text.as_bytes()).f64().map_err(|e| e.cause)
}

fn decimal(text: &str, precision: u8, scale: u8) -> Result<i128, Cause> {
    Cursor::new(text.as_bytes()).decimal(precision, scale).map_err(|e| e.cause)
}

#[test]
fn integers_reach_to_the_ends_of_their_types() {
    assert_eq!(int::<i64>("-9223372036854775808"), Ok(i64::MIN));
    assert_eq!(int::<i64>("9223372036854775807"), Ok(i64::MAX));
    assert_eq!(int::<i64>("9223372036854775808"), Err(Cause::OutOfRange("i64")));
    assert_eq!(int::<u64>("18446744073709551615"), Ok(u64::MAX));
    assert_eq!(int::<u64>("18446744073709551616"), Err(Cause::OutOfRange("u64")));
    assert_eq!(int::<u64>("-1"), Err(Cause::OutOfRange("u64")));
    assert_eq!(int::<i8>("-128"), Ok(-128));
    assert_eq!(int::<i8>("128"), Err(Cause::OutOfRange("i8")));
    assert_eq!(int::<u8>("255"), Ok(255));
    assert_eq!(int::<i64>("-0"), Ok(0));
    assert_eq!(int::<u8>("100000000000000000000000000000000"), Err(Cause::OutOfRange("u8")));
}

#[test]
fn an_integer_is_written_as_one() {
    for text in ["1.0", "1e3", "\"1\"", "null", "true", "{}"] {
        assert_eq!(int::<i64>(text), Err(Cause::Expected("an integer")), "{text}");
    }
    for text in ["01", "-", "-a", "1.", "1e"] {
        assert_eq!(int::<i64>(text), Err(Cause::InvalidNumber), "{text}");
    }
    assert_eq!(int::<i64>("+1"), Err(Cause::UnexpectedCharacter));
    assert_eq!(int::<i64>(""), Err(Cause::UnexpectedEnd));
    assert_eq!(int::<i64>("1 2"), Err(Cause::TrailingCharacters));
}

#[test]
fn floats_are_rounded_right_and_never_infinite() {
    for text in ["0", "-0.0", "1.5", "0.1", "123456.789", "9007199254740993", "1e-7", "4.35", "5e-324"] {
        assert_eq!(f64(text).unwrap().to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
    }
    assert_eq!(f64("1e400"), Err(Cause::OutOfRange("f64")));
    assert_eq!(f64("1.e5"), Err(Cause::InvalidNumber));
    assert_eq!(f64("\"1\""), Err(Cause::Expected("a number")));
}

#[test]
fn decimals_are_exact_and_rounded_half_even() {
    assert_eq!(decimal("12.5", 10, 2), Ok(1250));
    assert_eq!(decimal("-0.125", 10, 2), Ok(-12));
    assert_eq!(decimal("0.135", 10, 2), Ok(14));
    assert_eq!(decimal("0.1251", 10, 2), Ok(13));
    assert_eq!(decimal("1.5e3", 10, 2), Ok(150_000));
    assert_eq!(decimal("15e-1", 10, 0), Ok(2));
    assert_eq!(decimal("0e999999999", 10, 0), Ok(0));
    assert_eq!(decimal("1e-999999999999999999999", 10, 0), Ok(0));
    assert_eq!(decimal("999.995", 5, 2), Err(Cause::OutOfRange("decimal")));
    assert_eq!(decimal("1000", 5, 2), Err(Cause::OutOfRange("decimal")));
    assert_eq!(decimal("1e40", 38, 0), Err(Cause::OutOfRange("decimal")));
    assert_eq!(decimal("99999999999999999999999999999999999999", 38, 0), Ok(10i128.pow(38) - 1));
    assert_eq!(decimal("\"12.5\"", 10, 2), Ok(1250));
    assert_eq!(decimal("\"12.5x\"", 10, 2), Err(Cause::Unreadable("decimal")));
    assert_eq!(decimal("\"abc\"", 10, 2), Err(Cause::Unreadable("decimal")));
    assert_eq!(decimal("true", 10, 2), Err(Cause::Expected("a number")));
}
