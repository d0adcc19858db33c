//! Randomness by counter: 64 bits out of (seed, event, field), each as good as independent of the others.
//!
//! The event's bits are mixed once with the seed, then once per field: two multiplications for the first field read, one for each
//! other.

/// Golden ratio and other odd constants without pattern.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
const SPREAD: u64 = 0xd6e8_feb8_6659_fd93;

/// Bits of one event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draw(u64);

/// Sixty-four bits of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bits(pub(crate) u64);

/// What a seed is turned into once.
pub(crate) fn key(seed: u64) -> u64 {
    fold(seed ^ SPREAD, STEP)
}

impl Draw {
    /// Of event number `n` under a [`key`].
    #[inline(always)]
    pub(crate) fn new(key: u64, n: u64) -> Draw {
        let mixed = (n ^ key).wrapping_mul(SPREAD);
        Draw(mixed ^ mixed >> 32)
    }

    /// The bits of one field; `FIELD` tells them apart.
    #[inline(always)]
    pub(crate) fn bits<const FIELD: u64>(self) -> Bits {
        let constant = const { (FIELD + 1).wrapping_mul(STEP) | 1 };
        Bits(fold(self.0 ^ constant, constant ^ SPREAD))
    }
}

impl Bits {
    /// True once in 2^`bits` times; uses the low bits, which [`Bits::below`] does not.
    #[inline(always)]
    pub(crate) fn one_in_power(self, bits: u32) -> bool {
        self.0 & ((1 << bits) - 1) == 0
    }

    /// Uniform in 0..`n`, for `n` up to 2^32; uses the high half.
    #[inline(always)]
    pub(crate) fn below(self, n: u64) -> u64 {
        ((self.0 >> 32) * n) >> 32
    }

    /// Uniform in 0..`n`, for small `n`; independent of [`Bits::below`].
    #[inline(always)]
    pub(crate) fn small_below(self, n: u64) -> u64 {
        ((self.0 & 0xffff_ffff) * n) >> 32
    }
}

/// High and low half of the product, folded.
#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product >> 64) as u64 ^ product as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_spread_evenly_and_fields_do_not_know_of_each_other() {
        let key = key(1);
        let mut cells = [0u32; 256];
        for n in 0..256 * 400 {
            let draw = Draw::new(key, n);
            let (a, b) = (draw.bits::<1>().below(16), draw.bits::<2>().below(16));
            cells[(a * 16 + b) as usize] += 1;
        }
        // 400 expected in each; six standard deviations are 120.
        assert!(cells.iter().all(|&n| (280..520).contains(&n)), "{cells:?}");
    }

    #[test]
    fn neighbouring_events_do_not_know_of_each_other() {
        let key = key(7);
        let mut cells = [0u32; 256];
        for n in 0..256 * 400 {
            let (a, b) = (Draw::new(key, n).bits::<3>(), Draw::new(key, n + 1).bits::<3>());
            cells[(a.below(16) * 16 + b.below(16)) as usize] += 1;
        }
        assert!(cells.iter().all(|&n| (280..520).contains(&n)), "{cells:?}");
    }

    #[test]
    fn the_two_halves_of_a_draw_do_not_know_of_each_other() {
        let key = key(3);
        let mut cells = [0u32; 64];
        for n in 0..64 * 400 {
            let bits = Draw::new(key, n).bits::<5>();
            cells[(bits.below(8) * 8 + (bits.0 & 7)) as usize] += 1;
        }
        assert!(cells.iter().all(|&n| (280..520).contains(&n)), "{cells:?}");
    }
}
