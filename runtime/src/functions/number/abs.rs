//! `abs(x)`

use crate::failure::Failure;

macro_rules! signed {
    ($($name:ident($ty:ty);)+) => { $(
        /// Its size; the least value has none.
        #[inline(always)]
        pub fn $name(x: $ty) -> Result<$ty, Failure> {
            x.checked_abs().ok_or(Failure::Overflow)
        }
    )+ };
}

signed! {
    abs_i8(i8);
    abs_i16(i16);
    abs_i32(i32);
    abs_i64(i64);
    abs_duration(i64);
}

/// An unsigned number is its own size.
#[inline(always)]
pub fn abs_unsigned<T>(x: T) -> T {
    x
}

/// Its size.
#[inline(always)]
pub fn abs_f64(x: f64) -> f64 {
    x.abs()
}

/// Its size.
#[inline(always)]
pub fn abs_decimal(x: i128) -> i128 {
    x.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_integer_has_no_size() {
        assert_eq!(abs_i8(-127), Ok(127));
        assert_eq!(abs_i8(-128), Err(Failure::Overflow));
        assert_eq!(abs_decimal(-150), 150);
    }
}
