//! The bits of [`crate::marks`], 64 bytes at a time: with AVX-512 or AVX2 where the machine has it, else with what every x86-64 has.
//!
//! All is arithmetic on whole words, without a branch on the text: 44 instructions per 64 bytes with AVX2, half as many with AVX-512. Every way is tested against a walk
//! over single bytes.

use crate::marks::WORD_BYTES;

/// What 64 bytes are, one bit each.
struct Seen {
    quotes: u64,
    backslashes: u64,
    controls: u64,
}

/// Fills one word, lowest byte first, per 64 bytes of the block. The last one, where it has fewer, is as if spaces followed.
pub(crate) fn mark(block: &[u8], stops: &mut [u8]) {
    #[cfg(target_arch = "x86_64")]
    if x86::has_avx512() {
        return x86::mark_avx512(block, stops);
    } else if x86::has_avx2() {
        return x86::mark_avx2(block, stops);
    }
    mark_with(block, stops, see)
}

#[inline(always)]
fn mark_with(block: &[u8], stops: &mut [u8], see: impl Fn(&[u8; WORD_BYTES]) -> Seen) {
    let (chunks, rest) = block.as_chunks::<WORD_BYTES>();
    let mut escaped = 0;
    let mut words = stops.as_chunks_mut().0.iter_mut();
    for (chunk, word) in chunks.iter().zip(&mut words) {
        *word = see(chunk).stops(&mut escaped).to_le_bytes();
    }
    if let Some(word) = words.next() {
        let mut last = [b' '; WORD_BYTES];
        last[..rest.len()].copy_from_slice(rest);
        *word = see(&last).stops(&mut escaped).to_le_bytes();
    }
}

impl Seen {
    /// See [`crate::marks::Marks`]. `first` says whether the first byte is escaped by the last one of the word before.
    #[inline(always)]
    fn stops(&self, first: &mut u64) -> u64 {
        // Of what is no backslash, either is one: a quote, or escaped.
        ((self.quotes ^ escaped(self.backslashes, first)) & !self.backslashes) | self.controls
    }
}

/// Bytes behind a backslash that is not itself escaped. Of a run of backslashes every other one escapes, from its first one on: all that stand at even places, or all at odd ones. A carry runs through
/// the runs that begin at an odd place, so that they are told from the others.
#[inline(always)]
fn escaped(backslashes: u64, first: &mut u64) -> u64 {
    const ODD: u64 = 0xaaaa_aaaa_aaaa_aaaa;
    let runs = backslashes & !*first;
    let starts = runs & !(runs << 1);
    let carried = runs.wrapping_add(starts & ODD);
    let escaping = runs & (carried ^ ODD);
    let escaped = escaping << 1 | *first;
    *first = escaping >> 63;
    escaped
}

/// With SSE2, which is part of x86-64; elsewhere whatever the compiler makes of it.
#[cfg(target_arch = "x86_64")]
use x86::see_sse2 as see;

#[cfg(not(target_arch = "x86_64"))]
use see_bytes as see;

/// Byte by byte.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn see_bytes(bytes: &[u8; WORD_BYTES]) -> Seen {
    let bits = |is: fn(u8) -> bool| bytes.iter().rev().fold(0, |bits, &b| bits << 1 | u64::from(is(b)));
    Seen { quotes: bits(|b| b == b'"'), backslashes: bits(|b| b == b'\\'), controls: bits(|b| b < b' ') }
}

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code, reason = "vector instructions are unsafe to call where they might be missing")]
mod x86 {
    use super::{Seen, WORD_BYTES, mark_with};
    use std::arch::x86_64::*;

    /// Whether the machine has AVX-512 for bytes and the instructions that came before it.
    #[inline]
    pub(super) fn has_avx512() -> bool {
        std::arch::is_x86_feature_detected!("avx512bw")
            && std::arch::is_x86_feature_detected!("bmi1")
            && std::arch::is_x86_feature_detected!("popcnt")
    }

    /// As [`super::mark`], which has seen that the machine has AVX-512.
    pub(super) fn mark_avx512(block: &[u8], stops: &mut [u8]) {
        assert!(has_avx512(), "asked for only where it is there");
        // SAFETY: the line above; the function has no other condition.
        unsafe { mark_with_avx512(block, stops) }
    }

    #[target_feature(enable = "avx512bw,bmi1,popcnt")]
    fn mark_with_avx512(block: &[u8], stops: &mut [u8]) {
        mark_with(block, stops, |chunk| see_avx512(chunk))
    }

    #[inline]
    #[target_feature(enable = "avx512bw,bmi1,popcnt")]
    fn see_avx512(bytes: &[u8; WORD_BYTES]) -> Seen {
        // SAFETY: the load takes all 64 bytes, which need not be aligned.
        let all = unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) };
        let equal = |byte: u8| _mm512_cmpeq_epi8_mask(all, _mm512_set1_epi8(byte.cast_signed()));
        Seen {
            quotes: equal(b'"'),
            backslashes: equal(b'\\'),
            controls: _mm512_cmplt_epu8_mask(all, _mm512_set1_epi8(b' '.cast_signed())),
        }
    }

    /// Whether the machine has AVX2 and the instructions that came before it.
    #[inline]
    pub(super) fn has_avx2() -> bool {
        std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("bmi1")
            && std::arch::is_x86_feature_detected!("popcnt")
    }

    /// As [`super::mark`], which has seen that the machine has AVX2.
    pub(super) fn mark_avx2(block: &[u8], stops: &mut [u8]) {
        assert!(has_avx2(), "asked for only where it is there");
        // SAFETY: the line above; the function has no other condition.
        unsafe { mark_with_avx2(block, stops) }
    }

    #[target_feature(enable = "avx2,bmi1,popcnt")]
    fn mark_with_avx2(block: &[u8], stops: &mut [u8]) {
        mark_with(block, stops, |chunk| see_avx2(chunk))
    }

    #[inline]
    #[target_feature(enable = "avx2,bmi1,popcnt")]
    fn see_avx2(bytes: &[u8; WORD_BYTES]) -> Seen {
        // SAFETY: each load takes 32 of the 64 bytes, which need not be aligned.
        let halves = [0, 32].map(|at| unsafe { _mm256_loadu_si256(bytes.as_ptr().add(at).cast()) });
        let bits = |masks: [__m256i; 2]| {
            let [low, high] = masks.map(|mask| u64::from(_mm256_movemask_epi8(mask).cast_unsigned()));
            low | high << 32
        };
        let equal =
            |byte: u8| bits(halves.map(|v| _mm256_cmpeq_epi8(v, _mm256_set1_epi8(byte.cast_signed()))));
        let last_control = _mm256_set1_epi8(0x1f);
        Seen {
            quotes: equal(b'"'),
            backslashes: equal(b'\\'),
            controls: bits(halves.map(|v| _mm256_cmpeq_epi8(_mm256_min_epu8(v, last_control), v))),
        }
    }

    pub(super) fn see_sse2(bytes: &[u8; WORD_BYTES]) -> Seen {
        // SAFETY: SSE2 is part of x86-64; the function only takes and gives values.
        unsafe { see_with_sse2(bytes) }
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn see_with_sse2(bytes: &[u8; WORD_BYTES]) -> Seen {
        let (quarters, _) = bytes.as_chunks::<16>();
        let quarters: [__m128i; 4] = std::array::from_fn(|i| {
            let all = u128::from_le_bytes(quarters[i]);
            _mm_set_epi64x((all >> 64) as i64, all as i64)
        });
        let bits = |masks: [__m128i; 4]| {
            let [a, b, c, d] = masks.map(|mask| u64::from(_mm_movemask_epi8(mask).cast_unsigned()));
            a | b << 16 | c << 32 | d << 48
        };
        let equal = |byte: u8| bits(quarters.map(|v| _mm_cmpeq_epi8(v, _mm_set1_epi8(byte.cast_signed()))));
        let last_control = _mm_set1_epi8(0x1f);
        Seen {
            quotes: equal(b'"'),
            backslashes: equal(b'\\'),
            controls: bits(quarters.map(|v| _mm_cmpeq_epi8(_mm_min_epu8(v, last_control), v))),
        }
    }
}

#[cfg(test)]
#[path = "wide_tests.rs"]
mod tests;
