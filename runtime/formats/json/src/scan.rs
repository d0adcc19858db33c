//! The loop under every string: where does it end, and is there anything in it that needs care? 16 bytes at a time.
//!
//! On x86-64 SSE2 is always there; the loads are written as integers out of a slice, which the compiler turns into one
//! unaligned load, so the only `unsafe` is the call of vector instructions. Elsewhere the same mask is computed byte by byte and vectorised as may be.

/// Bytes looked at in one step.
const CHUNK: usize = 16;

/// Offset, from `from` on, of the first `"`, `\` or control character; the length of `bytes` when there is none.
#[inline]
pub(crate) fn special(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<CHUNK>()) {
        let mask = special_mask(chunk);
        if mask != 0 {
            return at + mask.trailing_zeros() as usize;
        }
        at += CHUNK;
    }
    tail(bytes, at)
}

/// The last bytes, fewer than a chunk: the line's last whole chunk once more, without what lies before `at`.
#[inline]
fn tail(bytes: &[u8], at: usize) -> usize {
    match bytes.last_chunk::<CHUNK>() {
        Some(chunk) if at < bytes.len() => {
            let start = bytes.len() - CHUNK;
            let mask = special_mask(chunk) >> (at - start);
            if mask != 0 { at + mask.trailing_zeros() as usize } else { bytes.len() }
        }
        Some(_) => bytes.len(),
        None => {
            let rest = bytes.get(at..).unwrap_or_default();
            rest.iter().position(|&b| is_special(b)).map_or(bytes.len(), |found| at + found)
        }
    }
}

#[inline(always)]
fn is_special(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}

/// One bit a byte, lowest first: set where it is special.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
#[allow(unsafe_code, reason = "vector instructions are unsafe to call where they might be missing")]
fn special_mask(chunk: &[u8; CHUNK]) -> u32 {
    // SAFETY: SSE2 is part of x86-64; the function only takes and gives values.
    unsafe { special_mask_sse2(chunk) }
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn special_mask_sse2(chunk: &[u8; CHUNK]) -> u32 {
    use std::arch::x86_64::{
        _mm_cmpeq_epi8, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8,
    };
    let all = u128::from_le_bytes(*chunk);
    let bytes = _mm_set_epi64x((all >> 64) as i64, all as i64);
    let quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'"' as i8));
    let escape = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'\\' as i8));
    let control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
    _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, escape), control)) as u32
}

/// One bit a byte, lowest first: set where it is special.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn special_mask(chunk: &[u8; CHUNK]) -> u32 {
    chunk.iter().enumerate().fold(0, |mask, (i, &b)| mask | u32::from(is_special(b)) << i)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_special_byte_at_each_place_from_each_start() {
        for len in 0..50 {
            for place in 0..=len {
                for byte in [b'"', b'\\', 0, 0x1f, b'\n'] {
                    let mut text = vec![b'x'; len];
                    if place < len {
                        text[place] = byte;
                    }
                    for from in 0..=len {
                        let expected = if place >= from { place } else { len };
                        assert_eq!(special(&text, from), expected, "{len} {place} {from}");
                    }
                }
            }
        }
    }

    #[test]
    fn ordinary_and_high_bytes_are_not_special() {
        let text: Vec<u8> = (0x20..=0xff).filter(|&b| b != b'"' && b != b'\\').collect();
        assert_eq!(special(&text, 0), text.len());
    }
}
