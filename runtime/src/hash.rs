//! PartitionHash: which worker a key belongs to. **A format**: key groups of stored state are computed with it, so it never changes
//! without a new name in manifests (`weir_protocol::Manifest::HASH`); golden values stand in the tests.
//!
//! Strings and bytes: XXH3-64, seed 0. Integers, times, enums, booleans: their two's complement as 64 bits, multiplied, then multiplied
//! to 128 bits and folded (1 ns). 128-bit mantissas: the two halves combined. Null: [`hash2`] of 0 and 0; a value of a column
//! that may be null: of 1 and its own.
//! A key of several columns: [`hash2`] from left to right. f64: bits after making NaN and zero one each.
//!
//! Key group = hash modulo 4096 (low bits); tables inside a worker use the high bits.

use xxhash_rust::xxh3::xxh3_64;

/// Hash of the empty key: one group for all rows.
pub const HASH_UNIT: u64 = 0;

/// How many key groups there are.
pub const KEY_GROUPS: u64 = 4096;

const SEED: u64 = 0x243f_6a88_85a3_08d3;
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
pub(crate) const STRIDE: u64 = 0xd6e8_feb8_6659_fd93;

/// 64 bits.
#[inline(always)]
pub fn hash_u64(x: u64) -> u64 {
    let spread = x.wrapping_mul(STRIDE);
    fold(spread ^ (spread >> 32) ^ SEED, FACTOR)
}

/// Any signed integer, widened; timestamps, dates, durations.
#[inline(always)]
pub fn hash_i64(x: i64) -> u64 {
    hash_u64(x.cast_unsigned())
}

/// A decimal's mantissa.
#[inline]
pub fn hash_i128(x: i128) -> u64 {
    let x = x.cast_unsigned();
    hash2(hash_u64(x as u64), hash_u64((x >> 64) as u64))
}

/// A bool.
#[inline]
pub fn hash_bool(x: bool) -> u64 {
    hash_u64(u64::from(x))
}

/// An f64; equal keys (−0 and 0, every NaN) have equal hashes.
#[inline]
pub fn hash_f64(x: f64) -> u64 {
    hash_u64(canonical_bits(x))
}

/// A string. A call: what it calls is too large to be compiled into every job.
#[inline(never)]
pub fn hash_str(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}

/// Bytes.
#[inline(never)]
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

/// The hash of what was hashed to `a`, followed by what was hashed to `b`.
#[inline(always)]
pub fn hash2(a: u64, b: u64) -> u64 {
    fold(a.rotate_left(29).wrapping_mul(STRIDE) ^ b ^ SEED, FACTOR)
}

/// The key group of a hash.
#[inline(always)]
pub fn key_group(hash: u64) -> u64 {
    hash % KEY_GROUPS
}

/// A float as a key or an extreme: of equal ones always the same, whichever came first.
#[inline]
pub fn canonical_f64(x: f64) -> f64 {
    f64::from_bits(canonical_bits(x))
}

/// Bits of a float as a key: one NaN, one zero.
#[inline]
pub fn canonical_bits(x: f64) -> u64 {
    if x.is_nan() {
        f64::NAN.to_bits()
    } else if x == 0.0 {
        0
    } else {
        x.to_bits()
    }
}

#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Changing any of these moves the state of every job: it needs a new name.
    #[test]
    fn golden_values() {
        assert_eq!(u64::from(weir_protocol::Manifest::KEY_GROUPS), KEY_GROUPS, "what manifests say");
        let pair = hash2(hash_i64(1), hash_str("UA"));
        let hashes = [hash_i64(0), hash_i64(-1), hash_str(""), hash_str("UA"), pair, hash_i128(-1)];
        let golden = "[e18485764ba03644, b7d514b7babad3cf, 2d06800538d394c2, 97a28631d1785ee8, 27b8ecac4c9619e7, 6073ba2bdf958dff]";
        assert_eq!(format!("{hashes:x?}"), golden);
    }

    #[test]
    fn equal_floats_have_equal_hashes() {
        assert_eq!(hash_f64(0.0), hash_f64(-0.0));
        assert_eq!(hash_f64(f64::NAN), hash_f64(-f64::NAN));
        assert_ne!(hash_f64(1.0), hash_f64(2.0));
    }

    /// χ² over buckets of the low and of the high bits, for keys as they come: counting up, in steps, in microseconds.
    #[test]
    fn keys_in_a_row_spread_over_key_groups_and_table_slots() {
        for step in [1_i64, 2, 8, 1_000, 4_096, 1_000_000, 3_600_000_000, 1 << 32] {
            for bits in [|h: u64| h % 256, |h: u64| (h % 4096) / 16, |h: u64| h >> 56] {
                let mut buckets = [0_i64; 256];
                (0..65_536).for_each(|i| buckets[bits(hash_i64(1_000 + i * step)) as usize] += 1);
                let chi: f64 = buckets.iter().map(|n| ((n - 256) * (n - 256)) as f64 / 256.0).sum();
                assert!(chi < 400.0, "step {step}: χ² {chi}");
            }
        }
    }
}
