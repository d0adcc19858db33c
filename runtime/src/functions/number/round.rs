//! `round(x)`, `round(x, digits)`

use crate::decimal::rescale;
use crate::failure::Failure;

/// An integer is whole.
#[inline(always)]
pub fn round_int<T>(x: T) -> T {
    x
}

/// The nearest whole number, a half away from zero.
#[inline(always)]
pub fn round_f64(x: f64) -> f64 {
    x.round()
}

/// The nearest number of so many digits behind the point, or before it where negative: shifts the point, rounds, shifts it back.
#[inline]
pub fn round_f64_digits(x: f64, digits: i64) -> f64 {
    let power = power_of_ten_f64(digits.unsigned_abs());
    if digits >= 0 {
        let rounded = (x * power).round() / power;
        if rounded.is_finite() { rounded } else { x }
    } else {
        let rounded = (x / power).round() * power;
        if rounded.is_finite() || !x.is_finite() { rounded } else { 0.0 }
    }
}

/// The nearest whole number, a half to the even one, at scale 0.
#[inline(always)]
pub fn round_decimal(x: i128, scale: i64) -> i128 {
    rescale(x, scale as u8, 0, 38).expect("rounding to a whole number needs no more digits than there are")
}

/// The same number at the scale `digits`, a half to the even one.
#[inline(always)]
pub fn round_decimal_digits(x: i128, digits: i64, scale: i64, precision: i64) -> Result<i128, Failure> {
    rescale(x, scale as u8, digits as u8, precision as u8)
}

#[inline]
fn power_of_ten_f64(exponent: u64) -> f64 {
    // Up to 10^22 a power of ten is exact as a float.
    match exponent {
        0..=22 => crate::decimal::power_of_ten(exponent as u8) as f64,
        _ => long_power(exponent),
    }
}

#[cold]
fn long_power(exponent: u64) -> f64 {
    let text = crate::text::uint(exponent.min(400));
    let mut power = *b"1e000";
    let at = power.len() - text.as_bytes().len();
    power[at..].copy_from_slice(text.as_bytes());
    crate::text::parse_f64(&power).expect("a power of ten is a number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(round_f64(-2.5), -3.0);
        assert_eq!(round_f64_digits(14.527, 2), 14.53);
        assert_eq!(round_f64_digits(1234.0, -2), 1200.0);
    }

    #[test]
    fn extreme_digits_change_nothing_or_leave_nothing() {
        assert_eq!(round_f64_digits(1.5e300, 200), 1.5e300);
        assert_eq!(round_f64_digits(1.6e-30, 30), 2.0 / 1e30);
        assert_eq!(round_f64_digits(5.0, i64::MIN), 0.0);
        assert!(round_f64_digits(f64::NAN, 1).is_nan());
    }

    #[test]
    fn decimal_halves_go_to_the_even_one() {
        assert_eq!(round_decimal(25, 1), 2);
        assert_eq!(round_decimal_digits(2355, 2, 3, 6), Ok(236));
    }
}
