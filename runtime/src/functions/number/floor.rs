//! `floor(x)`

use crate::decimal::power_of_ten;

/// An integer is whole.
#[inline(always)]
pub fn floor_int<T>(x: T) -> T {
    x
}

/// The greatest whole number that is not above it.
#[inline(always)]
pub fn floor_f64(x: f64) -> f64 {
    x.floor()
}

/// The greatest whole number that is not above it, at scale 0.
#[inline(always)]
pub fn floor_decimal(x: i128, scale: i64) -> i128 {
    x.div_euclid(power_of_ten(scale as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_whole() {
        assert_eq!(floor_decimal(-210, 2), -3);
        assert_eq!(floor_decimal(210, 2), 2);
        assert_eq!(floor_decimal(200, 2), 2);
        assert_eq!(floor_f64(2.5), 2.0);
    }
}
