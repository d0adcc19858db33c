//! Checked arithmetic of integers and `f64` with the language's failures. Timestamps and durations are `i64`s here.

use crate::failure::Failure;

/// The integer types of the language.
pub trait Integer: Copy {
    /// The least value, exact as a float.
    const LEAST_F64: f64;
    /// One more than the greatest value, exact as a float.
    const BEYOND_F64: f64;
    /// The value where it is in range.
    fn from_i128(x: i128) -> Option<Self>;
    /// The value where it is in range: cheaper than by way of `i128`.
    fn from_i64(x: i64) -> Option<Self>;
    /// As the widest type.
    fn to_i128(self) -> i128;
    /// The nearest float.
    fn to_f64(self) -> f64;
    /// Truncates; the caller has seen that it is in range.
    fn from_f64(x: f64) -> Self;
    /// Sum, difference, product: `None` out of range.
    fn sum(self, other: Self) -> Option<Self>;
    /// See [`Integer::sum`].
    fn difference(self, other: Self) -> Option<Self>;
    /// See [`Integer::sum`].
    fn product(self, other: Self) -> Option<Self>;
    /// Truncated toward zero. `None` out of range or by zero.
    fn quotient(self, other: Self) -> Option<Self>;
    /// With the sign of `self`. `None` by zero.
    fn remainder(self, other: Self) -> Option<Self>;
    /// Whether it is zero.
    fn is_zero(self) -> bool;
}

macro_rules! integers {
    ($($ty:ty)*) => { $(
        impl Integer for $ty {
            const LEAST_F64: f64 = <$ty>::MIN as f64;
            const BEYOND_F64: f64 = (<$ty>::MAX as i128 + 1) as f64;
            #[inline(always)]
            fn from_i128(x: i128) -> Option<Self> { x.try_into().ok() }
            #[inline(always)]
            fn from_i64(x: i64) -> Option<Self> { x.try_into().ok() }
            #[inline(always)]
            fn to_i128(self) -> i128 { self as i128 }
            #[inline(always)]
            fn to_f64(self) -> f64 { self as f64 }
            #[inline(always)]
            fn from_f64(x: f64) -> Self { x as $ty }
            #[inline(always)]
            fn sum(self, other: Self) -> Option<Self> { self.checked_add(other) }
            #[inline(always)]
            fn difference(self, other: Self) -> Option<Self> { self.checked_sub(other) }
            #[inline(always)]
            fn product(self, other: Self) -> Option<Self> { self.checked_mul(other) }
            #[inline(always)]
            fn quotient(self, other: Self) -> Option<Self> { self.checked_div(other) }
            #[inline(always)]
            fn remainder(self, other: Self) -> Option<Self> {
                if other == 0 { None } else { Some(self.wrapping_rem(other)) }
            }
            #[inline(always)]
            fn is_zero(self) -> bool { self == 0 }
        }
    )* };
}

integers!(i8 i16 i32 i64 u8 u16 u32 u64);

/// `a + b`; also timestamp + duration and duration + duration.
#[inline(always)]
pub fn int_add<T: Integer>(a: T, b: T) -> Result<T, Failure> {
    a.sum(b).ok_or(Failure::Overflow)
}

/// `a - b`; also timestamp − duration, timestamp − timestamp and duration − duration.
#[inline(always)]
pub fn int_sub<T: Integer>(a: T, b: T) -> Result<T, Failure> {
    a.difference(b).ok_or(Failure::Overflow)
}

/// `a * b`; also duration × integer.
#[inline(always)]
pub fn int_mul<T: Integer>(a: T, b: T) -> Result<T, Failure> {
    a.product(b).ok_or(Failure::Overflow)
}

/// `a / b`, truncated toward zero; also duration ÷ integer.
#[inline(always)]
pub fn int_div<T: Integer>(a: T, b: T) -> Result<T, Failure> {
    a.quotient(b).ok_or(if b.is_zero() { Failure::DivisionByZero } else { Failure::Overflow })
}

/// `a % b`, with the sign of `a`: the least value modulo −1 is 0.
#[inline(always)]
pub fn int_rem<T: Integer>(a: T, b: T) -> Result<T, Failure> {
    a.remainder(b).ok_or(Failure::DivisionByZero)
}

/// `-a`, out of range for the least value and for every unsigned number but 0.
#[inline(always)]
pub fn int_neg<T: Integer>(a: T) -> Result<T, Failure> {
    T::from_i64(0).and_then(|zero| zero.difference(a)).ok_or(Failure::Overflow)
}

/// `a / b`: IEEE, save by zero.
#[inline(always)]
pub fn f64_div(a: f64, b: f64) -> Result<f64, Failure> {
    if b == 0.0 { Err(Failure::DivisionByZero) } else { Ok(a / b) }
}

/// `a % b`: IEEE with the sign of `a`, save by zero.
#[inline(always)]
pub fn f64_rem(a: f64, b: f64) -> Result<f64, Failure> {
    if b == 0.0 { Err(Failure::DivisionByZero) } else { Ok(a % b) }
}

/// The order of `f64` in grouping, `min`, `max`, `top`, `least` and `greatest`: −0 equals 0, every NaN is equal and greatest.
#[inline]
pub fn f64_cmp(a: f64, b: f64) -> std::cmp::Ordering {
    // Numbers compare as such; only a NaN has no order to others.
    a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Ordering;

    #[test]
    fn integers_never_wrap() {
        assert_eq!(int_add(100i8, 27), Ok(127));
        assert_eq!(int_add(100i8, 28), Err(Failure::Overflow));
        assert_eq!(int_sub(0u8, 1), Err(Failure::Overflow));
        assert_eq!(int_div(i64::MIN, -1), Err(Failure::Overflow));
        assert_eq!(int_neg(1u32), Err(Failure::Overflow));
        assert_eq!(int_neg(0u32), Ok(0));
    }

    #[test]
    fn division_truncates_and_has_no_zero() {
        assert_eq!(int_div(-7, 2), Ok(-3));
        assert_eq!(int_rem(-7, 2), Ok(-1));
        assert_eq!(int_rem(i64::MIN, -1), Ok(0));
        assert_eq!(int_div(1, 0), Err(Failure::DivisionByZero));
        assert_eq!(int_rem(1u8, 0), Err(Failure::DivisionByZero));
        assert_eq!(f64_div(1.0, -0.0), Err(Failure::DivisionByZero));
    }

    #[test]
    fn floats_have_a_total_order() {
        assert_eq!(f64_cmp(-0.0, 0.0), Ordering::Equal);
        assert_eq!(f64_cmp(f64::NAN, f64::INFINITY), Ordering::Greater);
        assert_eq!(f64_cmp(1.0, f64::NAN), Ordering::Less);
        assert_eq!(f64_cmp(f64::NAN, -f64::NAN), Ordering::Equal);
    }
}
