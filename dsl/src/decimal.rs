//! Exact decimal arithmetic on mantissas, digit by digit where that is easier to believe. Results round half-even.
//!
//! The compiled job has its own in `weir_runtime::decimal`; a test compares the two.

use crate::plan::Failure;
use std::cmp::Ordering;

/// Whether the mantissa has at most so many digits.
pub fn fits(mantissa: i128, precision: u8) -> bool {
    mantissa.unsigned_abs() < 10u128.pow(u32::from(precision))
}

/// The mantissa, or an overflow where it has more digits.
pub fn checked(mantissa: Option<i128>, precision: u8) -> Result<i128, Failure> {
    mantissa.filter(|m| fits(*m, precision)).ok_or(Failure::Overflow)
}

/// Whether half-even rounding goes away from zero: above the half, and at the half from an odd number.
pub fn rounds_up(odd: bool, rest_to_half: Ordering) -> bool {
    rest_to_half.is_gt() || (rest_to_half.is_eq() && odd)
}

/// The same number at another scale, of at most `precision` digits.
pub fn rescale(mantissa: i128, from: u8, to: u8, precision: u8) -> Result<i128, Failure> {
    if to >= from {
        // A mantissa of more than 38 digits cannot fit: multiply step by step and stop early.
        let scaled = (from..to).try_fold(mantissa, |m, _| m.checked_mul(10));
        return checked(scaled, precision);
    }
    let unit = 10i128.pow(u32::from(from - to));
    checked(Some(divide_half_even(mantissa, unit)), precision)
}

/// The quotient of two whole numbers, rounded half-even.
fn divide_half_even(a: i128, b: i128) -> i128 {
    let (quotient, rest) = (a / b, (a % b).unsigned_abs());
    let to_half = rest.cmp(&(b.unsigned_abs() - rest));
    let away = if (a < 0) == (b < 0) { 1 } else { -1 };
    if rounds_up(quotient % 2 != 0, to_half) { quotient + away } else { quotient }
}

/// `a ÷ b` at the scale `to`, of at most `precision` digits: long division, one digit after the other.
pub fn divide(a: (i128, u8), b: (i128, u8), to: u8, precision: u8) -> Result<i128, Failure> {
    if b.0 == 0 {
        return Err(Failure::DivisionByZero);
    }
    let divisor = b.0.unsigned_abs();
    let (mut quotient, mut rest) = (a.0.unsigned_abs() / divisor, a.0.unsigned_abs() % divisor);
    // The quotient of the mantissas has the scale `a.1 − b.1`.
    let digits = i32::from(to) - i32::from(a.1) + i32::from(b.1);
    assert!(digits >= 0, "a quotient has at least the scale of its dividend");
    for _ in 0..digits {
        let digit;
        (digit, rest) = next_digit(rest, divisor);
        quotient = quotient.checked_mul(10).and_then(|q| q.checked_add(digit)).ok_or(Failure::Overflow)?;
    }
    let up = rounds_up(quotient % 2 != 0, rest.cmp(&(divisor - rest)));
    let size = i128::try_from(quotient).ok().and_then(|q| q.checked_add(i128::from(up)));
    let negative = (a.0 < 0) != (b.0 < 0);
    checked(size.map(|q| if negative { -q } else { q }), precision)
}

/// The digit of `rest × 10 ÷ divisor` and what is left: the rest is added ten times, for its tenfold may not fit.
fn next_digit(rest: u128, divisor: u128) -> (u128, u128) {
    let (mut digit, mut left) = (0, 0);
    for _ in 0..10 {
        left += rest;
        if left >= divisor {
            left -= divisor;
            digit += 1;
        }
    }
    (digit, left)
}

/// The nearest `f64`.
pub fn to_f64(mantissa: i128, scale: u8) -> f64 {
    format!("{mantissa}e-{scale}").parse().expect("digits with an exponent are a number")
}

/// The decimal nearest to the shortest text of the number, so that 0.145 is what it looks like.
pub fn from_f64(x: f64, precision: u8, scale: u8) -> Option<i128> {
    if x.is_finite() {
        crate::text::parse::decimal(&crate::text::float::shortest(x), precision, scale)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_go_up_exactly_and_down_half_even() {
        assert_eq!(rescale(15, 1, 3, 38), Ok(1500));
        assert_eq!(rescale(25, 1, 0, 38), Ok(2));
        assert_eq!(rescale(-35, 1, 0, 38), Ok(-4));
        assert_eq!(rescale(2451, 3, 1, 38), Ok(25));
        assert_eq!(rescale(999, 2, 1, 2), Err(Failure::Overflow));
        assert_eq!(rescale(10i128.pow(37), 0, 2, 38), Err(Failure::Overflow));
    }

    #[test]
    fn quotients_round_half_even() {
        assert_eq!(divide((1, 0), (3, 0), 6, 38), Ok(333_333));
        assert_eq!(divide((2, 0), (3, 0), 6, 38), Ok(666_667));
        assert_eq!(divide((-1, 0), (8, 0), 2, 38), Ok(-12));
        assert_eq!(divide((3, 0), (8, 0), 2, 38), Ok(38));
        assert_eq!(divide((100, 2), (25, 1), 6, 38), Ok(400_000));
        assert_eq!(divide((1, 0), (0, 0), 6, 38), Err(Failure::DivisionByZero));
    }

    #[test]
    fn long_numbers_divide_too() {
        let long = 10i128.pow(38) - 1;
        assert_eq!(divide((long, 0), (long, 0), 6, 38), Ok(1_000_000));
        assert_eq!(divide((long, 38), (long, 38), 38, 38), Err(Failure::Overflow));
        assert_eq!(divide((long, 0), (1, 0), 6, 38), Err(Failure::Overflow));
        assert_eq!(divide((1, 0), (long, 0), 38, 38), Ok(1));
    }

    #[test]
    fn floats_become_what_they_look_like() {
        assert_eq!(from_f64(0.145, 5, 2), Some(14));
        assert_eq!(from_f64(2.675, 5, 2), Some(268));
        assert_eq!(from_f64(f64::NAN, 5, 2), None);
        assert_eq!(to_f64(-150, 2), -1.5);
    }
}
