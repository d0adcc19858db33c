//! Every way to make the bits against a walk from byte to byte.

use super::*;
use proptest::prelude::*;

type Mark = fn(&[u8], &mut [u64], &mut [u64]) -> u64;

fn marked(mark: Mark, block: &[u8]) -> (Vec<u64>, Vec<u64>) {
    let mut stops = vec![u64::MAX; block.len().div_ceil(WORD_BYTES)];
    let mut ends = stops.clone();
    let lines = mark(block, &mut stops, &mut ends);
    assert_eq!(lines, ends.iter().map(|word| u64::from(word.count_ones())).sum::<u64>());
    (stops, ends)
}

/// What the bits mean, one byte after the other.
fn walked(block: &[u8]) -> (Vec<u64>, Vec<u64>) {
    let mut stops = vec![0; block.len().div_ceil(WORD_BYTES)];
    let mut ends = stops.clone();
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
        ends[at / WORD_BYTES] |= u64::from(byte == b'\n') << (at % WORD_BYTES);
        escaped = byte == b'\\' && !escaped;
    }
    (stops, ends)
}

fn check(block: &[u8]) {
    let expected = walked(block);
    let text = String::from_utf8_lossy(block);
    assert_eq!(marked(mark, block), expected, "{text}");
    assert_eq!(marked(|b, s, e| mark_with(b, s, e, see), block), expected, "baseline: {text}");
    assert_eq!(marked(|b, s, e| mark_with(b, s, e, see_bytes), block), expected, "bytes: {text}");
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
