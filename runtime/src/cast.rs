//! Casts between types, named `FROM_to_TO`. Those that give new text take the scratch memory first.

use crate::arithmetic::Integer;
use crate::calendar::{self, DAY_US};
use crate::decimal;
use crate::failure::Failure;
use crate::text;
use bumpalo::Bump;

/// Fails out of range.
#[inline(always)]
pub fn int_to_int<A: Integer, B: Integer>(x: A) -> Result<B, Failure> {
    B::from_i128(x.to_i128()).ok_or(Failure::Cast)
}

/// The nearest.
#[inline(always)]
pub fn int_to_f64<T: Integer>(x: T) -> f64 {
    x.to_f64()
}

/// Truncates; fails out of range and for NaN.
#[inline(always)]
pub fn f64_to_int<T: Integer>(x: f64) -> Result<T, Failure> {
    let whole = x.trunc();
    if whole >= T::LEAST_F64 && whole < T::BEYOND_F64 { Ok(T::from_f64(whole)) } else { Err(Failure::Cast) }
}

/// Fails over `precision` digits.
#[inline(always)]
pub fn int_to_decimal(x: i128, precision: u8, scale: u8) -> Result<i128, Failure> {
    decimal::rescale(x, 0, scale, precision).map_err(|_| Failure::Cast)
}

/// Half-even; fails over `to_precision` digits.
#[inline(always)]
pub fn decimal_to_decimal(
    mantissa: i128,
    scale: u8,
    to_precision: u8,
    to_scale: u8,
) -> Result<i128, Failure> {
    decimal::rescale(mantissa, scale, to_scale, to_precision).map_err(|_| Failure::Cast)
}

/// The nearest.
#[inline(always)]
pub fn decimal_to_f64(mantissa: i128, scale: u8) -> f64 {
    decimal::to_f64(mantissa, scale)
}

/// Half-even; fails over `precision` digits and for what is no number.
#[inline(always)]
pub fn f64_to_decimal(x: f64, precision: u8, scale: u8) -> Result<i128, Failure> {
    decimal::from_f64(x, precision, scale).ok_or(Failure::Cast)
}

/// Truncates; fails out of range.
#[inline(always)]
pub fn decimal_to_int<T: Integer>(mantissa: i128, scale: u8) -> Result<T, Failure> {
    T::from_i128(mantissa / decimal::power_of_ten(scale)).ok_or(Failure::Cast)
}

/// See [`text::parse_int`].
#[inline]
pub fn string_to_int<T: Integer>(text: &str) -> Result<T, Failure> {
    text::parse_int(text.as_bytes()).ok_or(Failure::Cast)
}

/// See [`text::parse_f64`].
#[inline]
pub fn string_to_f64(text: &str) -> Result<f64, Failure> {
    text.parse().map_err(|_| Failure::Cast)
}

/// See [`text::parse_decimal`].
#[inline]
pub fn string_to_decimal(text: &str, precision: u8, scale: u8) -> Result<i128, Failure> {
    text::parse_decimal(text.as_bytes(), precision, scale).ok_or(Failure::Cast)
}

/// See [`text::parse_bool`].
#[inline]
pub fn string_to_bool(text: &str) -> Result<bool, Failure> {
    text::parse_bool(text.as_bytes()).ok_or(Failure::Cast)
}

/// See [`text::parse_timestamp`].
#[inline]
pub fn string_to_timestamp(text: &str) -> Result<i64, Failure> {
    text::parse_timestamp(text.as_bytes()).ok_or(Failure::Cast)
}

/// See [`text::parse_date`].
#[inline]
pub fn string_to_date(text: &str) -> Result<i32, Failure> {
    text::parse_date(text.as_bytes()).ok_or(Failure::Cast)
}

/// The index of the variant of this name.
#[inline]
pub fn string_to_enum(text: &str, variants: &[&str]) -> Result<u32, Failure> {
    variants.iter().position(|variant| *variant == text).map(|index| index as u32).ok_or(Failure::Cast)
}

/// The name of a variant.
#[inline]
pub fn enum_to_string(variant: u32, variants: &[&'static str]) -> &'static str {
    variants[variant as usize]
}

/// `true` or `false`.
#[inline]
pub fn bool_to_string(x: bool) -> &'static str {
    if x { "true" } else { "false" }
}

/// Decimal digits.
#[inline]
pub fn int_to_string<T: Integer>(scratch: &Bump, x: T) -> &str {
    let x = x.to_i128();
    match i64::try_from(x) {
        Ok(x) => scratch.alloc_str(text::int(x).as_str()),
        // What is no i64 is a large u64.
        Err(_) => scratch.alloc_str(text::uint(x as u64).as_str()),
    }
}

/// See [`text::f64`](fn@text::f64).
#[inline]
pub fn f64_to_string(scratch: &Bump, x: f64) -> &str {
    scratch.alloc_str(text::f64(x).as_str())
}

/// See [`text::decimal`].
#[inline]
pub fn decimal_to_string(scratch: &Bump, mantissa: i128, scale: u8) -> &str {
    scratch.alloc_str(text::decimal(mantissa, scale).as_str())
}

/// See [`text::timestamp_iso`].
#[inline]
pub fn timestamp_to_string(scratch: &Bump, us: i64) -> &str {
    scratch.alloc_str(text::timestamp_iso(us).as_str())
}

/// See [`text::date`].
#[inline]
pub fn date_to_string(scratch: &Bump, days: i32) -> &str {
    scratch.alloc_str(text::date(days).as_str())
}

/// See [`text::duration`].
#[inline]
pub fn duration_to_string(scratch: &Bump, us: i64) -> &str {
    scratch.alloc_str(text::duration(us).as_str())
}

/// The day it lies in, UTC.
#[inline(always)]
pub fn timestamp_to_date(us: i64) -> i32 {
    calendar::day_of_timestamp(us)
}

/// Midnight UTC. Only dates beyond the range of timestamps saturate.
#[inline(always)]
pub fn date_to_timestamp(days: i32) -> i64 {
    i64::from(days).saturating_mul(DAY_US)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_must_fit() {
        assert_eq!(int_to_int::<i64, u8>(200), Ok(200));
        assert_eq!(int_to_int::<i64, u8>(-1), Err(Failure::Cast));
        assert_eq!(int_to_int::<u64, i64>(u64::MAX), Err(Failure::Cast));
    }

    #[test]
    fn floats_truncate_and_must_fit() {
        assert_eq!(f64_to_int::<u8>(255.9), Ok(255));
        assert_eq!(f64_to_int::<u8>(-0.9), Ok(0));
        assert_eq!(f64_to_int::<u8>(256.0), Err(Failure::Cast));
        assert_eq!(f64_to_int::<i64>(9_223_372_036_854_775_808.0), Err(Failure::Cast));
        assert_eq!(f64_to_int::<i64>(-9_223_372_036_854_775_808.0), Ok(i64::MIN));
        assert_eq!(f64_to_int::<i32>(f64::NAN), Err(Failure::Cast));
    }

    #[test]
    fn text_is_made_in_scratch_memory() {
        let scratch = Bump::new();
        assert_eq!(int_to_string(&scratch, u64::MAX), "18446744073709551615");
        assert_eq!(f64_to_string(&scratch, 30.0), "30.0");
        assert_eq!(decimal_to_string(&scratch, -5, 2), "-0.05");
        assert_eq!(date_to_string(&scratch, 0), "1970-01-01");
    }

    #[test]
    fn enums_have_names() {
        assert_eq!(string_to_enum("green", &["red", "green"]), Ok(1));
        assert_eq!(string_to_enum("blue", &["red", "green"]), Err(Failure::Cast));
        assert_eq!(enum_to_string(0, &["red", "green"]), "red");
    }
}
