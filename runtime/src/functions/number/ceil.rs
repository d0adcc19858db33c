//! `ceil(x)`

use crate::decimal::power_of_ten;

/// An integer is whole.
#[inline(always)]
pub fn ceil_int<T>(x: T) -> T {
    x
}

/// The least whole number that is not below it.
#[inline(always)]
pub fn ceil_f64(x: f64) -> f64 {
    x.ceil()
}

/// The least whole number that is not below it, at scale 0.
#[inline(always)]
pub fn ceil_decimal(x: i128, scale: i64) -> i128 {
    -(-x).div_euclid(power_of_ten(scale as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_whole() {
        assert_eq!(ceil_decimal(-210, 2), -2);
        assert_eq!(ceil_decimal(210, 2), 3);
        assert_eq!(ceil_decimal(200, 2), 2);
        assert_eq!(ceil_f64(2.5), 3.0);
    }
}
