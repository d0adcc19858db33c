//! `hash(x)`: a format. It must never change.

use xxhash_rust::xxh3::xxh3_64;

/// XXH3 (64 bit, seed 0) of the eight little-endian bytes.
#[inline]
pub fn hash_i64(x: i64) -> i64 {
    xxh3_64(&x.to_le_bytes()) as i64
}

/// XXH3 (64 bit, seed 0) of the UTF-8 bytes.
#[inline]
pub fn hash_string(text: &str) -> i64 {
    xxh3_64(text.as_bytes()) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_stay_what_they_are() {
        assert_eq!(hash_string(""), 0x2d06_8005_38d3_94c2);
        assert_eq!(hash_string("weir"), 685_424_309_925_146_904);
        assert_eq!(hash_i64(1), 3_439_722_301_264_460_078);
    }
}
