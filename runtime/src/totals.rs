//! Totals: the state of `sum` and `avg` over integers and decimals. A total is exact whatever is added in whatever order, so it does not depend on how
//! rows are spread over slices and workers; that it fits the type of the result is seen when the result is asked for.
//!
//! Two's complement in words of eight bytes, so that a group's state is not padded to sixteen. Sums of floats are plain `f64`s.

use crate::decimal;
use crate::failure::Failure;

/// A sum of up to 2^63 integers of 64 bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IntTotal {
    low: u64,
    high: i64,
}

/// A sum of up to 2^63 decimals of one scale: 192 bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DecimalTotal {
    low: u64,
    middle: u64,
    high: i64,
}

impl IntTotal {
    /// Nothing added yet.
    pub const ZERO: IntTotal = IntTotal { low: 0, high: 0 };

    /// With one more.
    #[inline(always)]
    pub fn add(&mut self, value: impl Into<i128>) {
        *self = IntTotal::of(self.value().wrapping_add(value.into()));
    }

    /// With all of another.
    #[inline]
    pub fn merge(&mut self, other: &IntTotal) {
        self.add(other.value());
    }

    /// Without what another has, which was merged.
    #[inline]
    pub fn retract(&mut self, other: &IntTotal) {
        *self = IntTotal::of(self.value().wrapping_sub(other.value()));
    }

    /// The exact sum.
    #[inline(always)]
    pub fn value(self) -> i128 {
        i128::from(self.high) << 64 | i128::from(self.low)
    }

    /// The sum in the type of the result.
    ///
    /// # Errors
    /// [`Failure::Overflow`] where it does not fit.
    #[inline]
    pub fn result<T: TryFrom<i128>>(self) -> Result<T, Failure> {
        T::try_from(self.value()).map_err(|_| Failure::Overflow)
    }

    /// The mean of `count` ≥ 1 integers of this sum.
    #[inline]
    pub fn mean(self, count: i64) -> f64 {
        // Sums up to 2^63 need no library call to become a float.
        match i64::try_from(self.value()) {
            Ok(sum) => sum as f64 / count as f64,
            Err(_) => self.value() as f64 / count as f64,
        }
    }

    #[inline(always)]
    fn of(value: i128) -> IntTotal {
        IntTotal { low: value as u64, high: (value >> 64) as i64 }
    }
}

impl DecimalTotal {
    /// Nothing added yet.
    pub const ZERO: DecimalTotal = DecimalTotal { low: 0, middle: 0, high: 0 };

    /// With one more, by its mantissa.
    #[inline(always)]
    pub fn add(&mut self, mantissa: i128) {
        let (high, low) = (if mantissa < 0 { -1 } else { 0 }, mantissa.cast_unsigned());
        self.add_words(high, low);
    }

    /// With all of another.
    #[inline]
    pub fn merge(&mut self, other: &DecimalTotal) {
        self.add_words(other.high, other.lower());
    }

    /// Without what another has, which was merged.
    #[inline]
    pub fn retract(&mut self, other: &DecimalTotal) {
        let (low, borrow) = self.lower().overflowing_sub(other.lower());
        (self.low, self.middle) = (low as u64, (low >> 64) as u64);
        self.high = self.high.wrapping_sub(other.high).wrapping_sub(borrow.into());
    }

    /// The sum's mantissa.
    ///
    /// # Errors
    /// [`Failure::Overflow`] where it has more than 38 digits.
    #[inline]
    pub fn result(self) -> Result<i128, Failure> {
        let low = self.lower().cast_signed();
        let fits = i128::from(self.high) == low >> 127;
        decimal::checked(fits.then_some(low), 38)
    }

    /// The mean of `count` ≥ 1 decimals of this sum, at the scale max(`scale`, 6).
    ///
    /// # Errors
    /// [`Failure::Overflow`] where the sum or the mean has more than 38 digits.
    #[inline]
    pub fn mean(self, count: i64, scale: u8) -> Result<i128, Failure> {
        decimal::average(self.result()?, count, scale)
    }

    #[inline(always)]
    fn lower(&self) -> u128 {
        u128::from(self.middle) << 64 | u128::from(self.low)
    }

    #[inline(always)]
    fn add_words(&mut self, high: i64, low: u128) {
        let (sum, carry) = self.lower().overflowing_add(low);
        (self.low, self.middle) = (sum as u64, (sum >> 64) as u64);
        self.high = self.high.wrapping_add(high).wrapping_add(carry.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_of_integers_is_exact_in_any_order() {
        let total = |values: &[i64]| {
            let mut total = IntTotal::ZERO;
            values.iter().for_each(|value| total.add(*value));
            total
        };
        assert_eq!(total(&[i64::MAX, 1, -1]).result(), Ok(i64::MAX));
        assert_eq!(total(&[i64::MIN, -1, 1]).result(), Ok(i64::MIN));
        assert_eq!(total(&[i64::MAX, 1]).result::<i64>(), Err(Failure::Overflow));
        assert_eq!(total(&[i64::MAX, i64::MAX]).mean(2), i64::MAX as f64);
        assert_eq!(total(&[1, 2]).mean(2), 1.5);
        let mut merged = total(&[i64::MAX]);
        merged.merge(&total(&[i64::MIN]));
        assert_eq!(merged.value(), -1);
    }

    #[test]
    fn a_sum_of_decimals_is_exact_beyond_their_digits() {
        const MOST: i128 = 10i128.pow(38) - 1;
        let total = |values: &[i128]| {
            let mut total = DecimalTotal::ZERO;
            values.iter().for_each(|value| total.add(*value));
            total
        };
        assert_eq!(total(&[MOST, MOST, MOST, -MOST, -MOST]).result(), Ok(MOST));
        assert_eq!(total(&[-MOST, -MOST, -MOST, MOST, MOST]).result(), Ok(-MOST));
        assert_eq!(total(&[MOST, 1]).result(), Err(Failure::Overflow));
        assert_eq!(total(&[-MOST, -MOST]).result(), Err(Failure::Overflow));
        assert_eq!(total(&[150, 151]).mean(2, 2), Ok(1_505_000));
        let mut merged = total(&[-MOST, -MOST]);
        merged.merge(&total(&[MOST, MOST, 7]));
        assert_eq!(merged.result(), Ok(7));
    }
}
