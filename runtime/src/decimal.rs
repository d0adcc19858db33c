//! Exact decimal arithmetic on `i128` mantissas. Results round half-even; one of more digits than the type's precision fails.
//!
//! Scales and precisions come as constants of generated code, so that most of each function folds away. Mantissas of up to 64 bits,
//! which is nearly all there are, take short ways.

use crate::failure::Failure;

/// 10^0 … 10^38.
static POWERS: [i128; 39] = powers();

const fn powers() -> [i128; 39] {
    let mut powers = [1; 39];
    let mut exponent = 1;
    while exponent < powers.len() {
        powers[exponent] = powers[exponent - 1] * 10;
        exponent += 1;
    }
    powers
}

/// 10^`exponent`, at most 38.
#[inline(always)]
pub fn power_of_ten(exponent: u8) -> i128 {
    POWERS[usize::from(exponent)]
}

/// Whether the mantissa has at most so many digits.
#[inline(always)]
pub fn fits(mantissa: i128, precision: u8) -> bool {
    let bound = power_of_ten(precision);
    -bound < mantissa && mantissa < bound
}

#[inline(always)]
pub(crate) fn checked(mantissa: Option<i128>, precision: u8) -> Result<i128, Failure> {
    match mantissa {
        Some(mantissa) if fits(mantissa, precision) => Ok(mantissa),
        _ => Err(Failure::Overflow),
    }
}

/// `a + b` of one scale.
#[inline(always)]
pub fn add(a: i128, b: i128, precision: u8) -> Result<i128, Failure> {
    checked(a.checked_add(b), precision)
}

/// `a - b` of one scale.
#[inline(always)]
pub fn sub(a: i128, b: i128, precision: u8) -> Result<i128, Failure> {
    checked(a.checked_sub(b), precision)
}

/// `a * b`; the result's scale is the sum of theirs.
#[inline(always)]
pub fn mul(a: i128, b: i128, precision: u8) -> Result<i128, Failure> {
    match (i64::try_from(a), i64::try_from(b)) {
        (Ok(a), Ok(b)) => checked(Some(i128::from(a) * i128::from(b)), precision),
        _ => checked(a.checked_mul(b), precision),
    }
}

/// `a / b` at the scale `to`, which is at least that of `a`.
pub fn div(a: i128, a_scale: u8, b: i128, b_scale: u8, to: u8, precision: u8) -> Result<i128, Failure> {
    if b == 0 {
        return Err(Failure::DivisionByZero);
    }
    // The quotient of the mantissas has the scale `a_scale − b_scale`.
    let digits = to + b_scale - a_scale;
    let shifted = if digits <= 38 { a.checked_mul(power_of_ten(digits)) } else { None };
    match shifted {
        Some(shifted) => checked(Some(divide_half_even(shifted, b)), precision),
        None => checked(long_divide(a, b, digits), precision),
    }
}

/// `a % b` with the sign of `a`; the result's scale is the greater of theirs.
pub fn rem(a: i128, a_scale: u8, b: i128, b_scale: u8, precision: u8) -> Result<i128, Failure> {
    if b == 0 {
        return Err(Failure::DivisionByZero);
    }
    let scale = a_scale.max(b_scale);
    let (a, b) = (rescale(a, a_scale, scale, 38)?, rescale(b, b_scale, scale, 38)?);
    checked(Some(a % b), precision)
}

/// The same number at another scale.
#[inline(always)]
pub fn rescale(mantissa: i128, from: u8, to: u8, precision: u8) -> Result<i128, Failure> {
    if to > from {
        mul(mantissa, power_of_ten(to - from), precision)
    } else if to < from {
        checked(Some(divide_half_even(mantissa, power_of_ten(from - to))), precision)
    } else {
        checked(Some(mantissa), precision)
    }
}

/// Fewer digits behind the point, half to even, where the result is known to fit: `divisor` is the power of ten between the scales.
#[inline(always)]
pub fn rounded(mantissa: i128, divisor: i128) -> i128 {
    divide_half_even(mantissa, divisor)
}

/// The mean of `count` ≥ 1 numbers of this sum, at the scale max(`scale`, 6).
pub fn average(sum: i128, count: i64, scale: u8) -> Result<i128, Failure> {
    div(sum, scale, count.into(), 0, scale.max(6), 38)
}

/// The nearest `f64`.
pub fn to_f64(mantissa: i128, scale: u8) -> f64 {
    // Both are exact as floats up to 2^53 and 10^22, so that one division rounds once.
    match i64::try_from(mantissa) {
        Ok(small) if small.unsigned_abs() <= 1 << 53 && scale <= 22 => {
            small as f64 / power_of_ten(scale) as f64
        }
        _ => long_to_f64(mantissa, scale),
    }
}

#[cold]
fn long_to_f64(mantissa: i128, scale: u8) -> f64 {
    crate::text::parse_f64(crate::text::decimal(mantissa, scale).as_bytes()).expect("a decimal is a number")
}

/// The decimal nearest to the shortest text of the number, so that 0.145 is what it looks like.
pub fn from_f64(x: f64, precision: u8, scale: u8) -> Option<i128> {
    if x.is_finite() {
        crate::text::parse_decimal(crate::text::f64(x).as_bytes(), precision, scale)
    } else {
        None
    }
}

/// `b` is not 0. The quotient of two mantissas is at most as long as the first.
#[inline(always)]
fn divide_half_even(a: i128, b: i128) -> i128 {
    if let (Ok(a), Ok(b)) = (i64::try_from(a), i64::try_from(b)) {
        // −2^63 ÷ −1 does not fit, and a unit of −1 is never needed fast.
        if b != -1 {
            let (quotient, rest) = (a / b, (a % b).unsigned_abs());
            let away = i64::from(rounds_up(quotient % 2 != 0, rest.into(), b.unsigned_abs().into()));
            return i128::from(quotient) + i128::from(if (a < 0) == (b < 0) { away } else { -away });
        }
    }
    let (quotient, rest) = (a / b, (a % b).unsigned_abs());
    let away = i128::from(rounds_up(quotient % 2 != 0, rest, b.unsigned_abs()));
    quotient + if (a < 0) == (b < 0) { away } else { -away }
}

/// Whether `rest / divisor` is above one half, or at it behind an odd digit.
#[inline(always)]
fn rounds_up(odd: bool, rest: u128, divisor: u128) -> bool {
    let to_next = divisor - rest;
    rest > to_next || (rest == to_next && odd)
}

/// `a × 10^digits ÷ b` where the product does not fit: one digit of the quotient after the other.
#[cold]
fn long_divide(a: i128, b: i128, digits: u8) -> Option<i128> {
    let divisor = b.unsigned_abs();
    let mut quotient = a.unsigned_abs() / divisor;
    let mut rest = a.unsigned_abs() % divisor;
    for _ in 0..digits {
        // rest × 10 may pass 128 bits, rest × 2 does not: ×10 = ×2 + ×8, by doubling and taking the divisor out on the way.
        let twice = double(0, rest, divisor);
        let eight = (0..2).fold(twice, |(q, r), _| double(q, r, divisor));
        let carry = divisor - eight.1 <= twice.1;
        let digit = twice.0 + eight.0 + u128::from(carry);
        rest = if carry { twice.1 - (divisor - eight.1) } else { twice.1 + eight.1 };
        quotient = quotient.checked_mul(10)?.checked_add(digit)?;
    }
    let up = rounds_up(!quotient.is_multiple_of(2), rest, divisor);
    let size = i128::try_from(quotient).ok()?.checked_add(i128::from(up))?;
    Some(if (a < 0) == (b < 0) { size } else { -size })
}

/// Twice `quotient × divisor + rest`, with `rest` below the divisor again.
fn double(quotient: u128, rest: u128, divisor: u128) -> (u128, u128) {
    if rest >= divisor - rest {
        (2 * quotient + 1, rest - (divisor - rest))
    } else {
        (2 * quotient, 2 * rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_products_stay_in_their_precision() {
        assert_eq!(add(150, 275, 5), Ok(425));
        assert_eq!(add(99_999, 1, 5), Err(Failure::Overflow));
        assert_eq!(sub(0, 5, 1), Ok(-5));
        assert_eq!(mul(908, 1_000_000, 22), Ok(908_000_000));
        assert_eq!(mul(10i128.pow(20), 10i128.pow(20), 38), Err(Failure::Overflow));
    }

    #[test]
    fn quotients_round_half_even() {
        assert_eq!(div(1, 0, 3, 0, 6, 38), Ok(333_333));
        assert_eq!(div(-1, 0, 8, 0, 2, 38), Ok(-12));
        assert_eq!(div(3, 0, 8, 0, 2, 38), Ok(38));
        assert_eq!(div(1, 0, 0, 0, 6, 38), Err(Failure::DivisionByZero));
        let long = 10i128.pow(38) - 1;
        assert_eq!(div(long, 0, long, 0, 6, 38), Ok(1_000_000));
        assert_eq!(div(1, 0, long, 0, 38, 38), Ok(1));
        assert_eq!(div(i128::from(i64::MIN), 0, -1, 0, 0, 38), Ok(1 << 63));
    }

    #[test]
    fn remainders_have_the_finer_scale() {
        assert_eq!(rem(75, 1, 2, 0, 38), Ok(15));
        assert_eq!(rem(-75, 1, 200, 2, 38), Ok(-150));
        assert_eq!(rem(1, 0, 0, 2, 38), Err(Failure::DivisionByZero));
    }

    #[test]
    fn scales_change_half_even() {
        assert_eq!(rescale(15, 1, 3, 38), Ok(1500));
        assert_eq!(rescale(25, 1, 0, 38), Ok(2));
        assert_eq!(rescale(-35, 1, 0, 38), Ok(-4));
        assert_eq!(average(10, 4, 0), Ok(2_500_000));
    }

    #[test]
    fn floats_convert_to_the_nearest() {
        assert_eq!(to_f64(-150, 2), -1.5);
        assert_eq!(to_f64(10i128.pow(38) - 1, 38), 1.0);
        assert_eq!(from_f64(0.145, 5, 2), Some(14));
        assert_eq!(from_f64(2.675, 5, 2), Some(268));
        assert_eq!(from_f64(f64::INFINITY, 5, 2), None);
    }
}
