//! The loop under every record: where are the separators, line ends and quotes? 64 bytes at a time, one bit a byte.

/// Bytes looked at in one step.
pub(crate) const WINDOW: usize = 64;

/// One bit a byte, lowest first, for the 64 bytes from `at` on: set where a byte is `separator`, `\n` or `"`. Bytes behind
/// the end count as neither.
#[inline]
pub(crate) fn structural(bytes: &[u8], at: usize, separator: u8) -> u64 {
    match bytes.get(at..).and_then(|rest| rest.first_chunk::<WINDOW>()) {
        Some(window) => window_mask(window, separator),
        None => tail(bytes, at, separator),
    }
}

/// The last bytes, fewer than a window.
#[inline(never)]
fn tail(bytes: &[u8], at: usize, separator: u8) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    let mut window = [0; WINDOW];
    window[..rest.len()].copy_from_slice(rest);
    let present = (1u64 << rest.len()) - 1;
    window_mask(&window, separator) & present
}

/// SSE2 is part of every x86-64; the loads are written as integers, which the compiler turns into one unaligned load each.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
#[allow(unsafe_code, reason = "vector instructions are unsafe to call where they might be missing")]
fn window_mask(window: &[u8; WINDOW], separator: u8) -> u64 {
    // SAFETY: SSE2 is part of x86-64; the function only takes and gives values.
    unsafe { window_mask_sse2(window, separator) }
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn window_mask_sse2(window: &[u8; WINDOW], separator: u8) -> u64 {
    use std::arch::x86_64::{_mm_cmpeq_epi8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8};
    let separator = _mm_set1_epi8(separator as i8);
    let (newline, quote) = (_mm_set1_epi8(b'\n' as i8), _mm_set1_epi8(b'"' as i8));
    let (chunks, _) = window.as_chunks::<16>();
    let mut mask = 0;
    for (i, chunk) in chunks.iter().enumerate() {
        let all = u128::from_le_bytes(*chunk);
        let bytes = _mm_set_epi64x((all >> 64) as i64, all as i64);
        let ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, separator), _mm_cmpeq_epi8(bytes, newline));
        let found = _mm_or_si128(ends, _mm_cmpeq_epi8(bytes, quote));
        mask |= u64::from(_mm_movemask_epi8(found) as u16) << (16 * i);
    }
    mask
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn window_mask(window: &[u8; WINDOW], separator: u8) -> u64 {
    let is_structural = |b: u8| b == separator || b == b'\n' || b == b'"';
    window.iter().enumerate().fold(0, |mask, (i, &b)| mask | u64::from(is_structural(b)) << i)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_in_and_behind_the_window_has_its_bit() {
        for len in 0..70 {
            for place in 0..len {
                for byte in [b';', b'\n', b'"'] {
                    let mut text = vec![b','; len];
                    text[place] = byte;
                    let expected = if place < WINDOW { 1 << place } else { 0 };
                    assert_eq!(structural(&text, 0, b';'), expected, "{len} {place}");
                }
            }
        }
    }

    #[test]
    fn behind_the_end_there_is_nothing() {
        assert_eq!(structural(b"a,b", 3, b','), 0);
        assert_eq!(structural(b"a,b", 9, b','), 0);
    }
}
