//! Every way to make the bits against a walk from byte to byte.

use super::*;
use proptest::prelude::*;

fn marked(mark: fn(&[u8], &mut [u8]), block: &[u8]) -> Vec<u64> {
    let mut stops = vec![0xff; 8 * block.len().div_ceil(WORD_BYTES)];
    mark(block, &mut stops);
    stops.as_chunks().0.iter().map(|word| u64::from_le_bytes(*word)).collect()
}

/// What the bits mean, one byte after the other.
fn walked(block: &[u8]) -> Vec<u64> {
    let mut stops = vec![0; block.len().div_ceil(WORD_BYTES)];
    let mut escaped = false;
    // Behind the last byte, spaces follow.
    let padded = stops.len() * WORD_BYTES;
    for (at, byte) in block.iter().copied().chain(std::iter::repeat(b' ')).take(padded).enumerate() {
        let stops_here = match byte {
            b'"' => !escaped,
            b'\\' => false,
            byte => escaped || byte < b' ',
        };
        stops[at / WORD_BYTES] |= u64::from(stops_here) << (at % WORD_BYTES);
        escaped = byte == b'\\' && !escaped;
    }
    stops
}

fn check(block: &[u8]) {
    let expected = walked(block);
    let text = String::from_utf8_lossy(block);
    assert_eq!(marked(mark, block), expected, "{text}");
    #[cfg(target_arch = "x86_64")]
    if x86::has_avx2() {
        assert_eq!(marked(x86::mark_avx2, block), expected, "AVX2: {text}");
    }
    assert_eq!(marked(|b, s| mark_with(b, s, see), block), expected, "baseline: {text}");
    assert_eq!(marked(|b, s| mark_with(b, s, see_bytes), block), expected, "bytes: {text}");
}

proptest! {
    #[test]
    fn all_ways_agree_on_text_full_of_escapes(block in "[\\\\\"\n\u{0}\u{1f} u/é]{0,300}") {
        check(block.as_bytes());
    }

    #[test]
    fn all_ways_agree_on_any_bytes(block in prop::collection::vec(any::<u8>(), 0..300)) {
        check(&block);
    }
}

#[test]
fn runs_of_backslashes_reach_over_words() {
    for len in 0..140 {
        for start in 0..70 {
            let block = [vec![b'x'; start], vec![b'\\'; len], b"\"\n".to_vec()].concat();
            check(&block);
        }
    }
}
