//! Where a byte stands in a text, eight bytes at a time. For texts in which it stands often, as `/` in an address: a search that is called anew for each place
//! costs more than it finds. Behind the first [`NEAR_BYTES`] it is left to `memchr`, which is faster over long ways.

/// So far eight bytes at a time are looked at.
const NEAR_BYTES: usize = 128;

const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
const ONES: u64 = 0x0101_0101_0101_0101;

/// Places of a byte, ascending.
#[derive(Debug, Clone)]
pub(crate) struct Positions<'t> {
    text: &'t [u8],
    byte: u8,
    /// Where the eight bytes that were looked at begin.
    at: usize,
    /// The places among them that are left, as the high bits of their bytes.
    found: u64,
}

impl<'t> Positions<'t> {
    #[inline]
    pub(crate) fn new(text: &'t [u8], byte: u8) -> Self {
        Positions { text, byte, at: 0, found: marks(text, 0, byte) }
    }

    /// The place number `n` of those that are left, from 0.
    #[inline]
    pub(crate) fn nth(&mut self, mut n: usize) -> Option<usize> {
        loop {
            // Each place is one in its byte; the product adds them up in the highest.
            let here = ((self.found >> 7).wrapping_mul(ONES) >> 56) as usize;
            if n < here {
                (0..n).for_each(|_| self.found &= self.found - 1);
                let place = self.at + self.found.trailing_zeros() as usize / 8;
                self.found &= self.found - 1;
                return Some(place);
            }
            n -= here;
            self.at += 8;
            if self.at >= self.text.len() {
                (self.at, self.found) = (self.text.len(), 0);
                return None;
            }
            if self.at >= NEAR_BYTES {
                return self.far(n);
            }
            self.found = marks(self.text, self.at, self.byte);
        }
    }

    #[cold]
    fn far(&mut self, n: usize) -> Option<usize> {
        let place = memchr::memchr_iter(self.byte, &self.text[self.at..]).nth(n).map(|place| self.at + place);
        // Eight bytes before the next one, none of them left.
        self.at = place.map_or(self.text.len(), |place| place + 1) - 8;
        self.found = 0;
        place
    }
}

/// The high bit of each of eight bytes that is this one.
#[inline]
fn marks(text: &[u8], at: usize, byte: u8) -> u64 {
    let (eight, left) = match text.get(at..at + 8).and_then(|eight| eight.first_chunk()) {
        Some(eight) => (u64::from_le_bytes(*eight), 8),
        None => {
            let rest = text.get(at..).unwrap_or_default();
            let eight = rest.iter().rev().fold(0, |eight, byte| (eight << 8) | u64::from(*byte));
            (eight, rest.len())
        }
    };
    let other = eight ^ (ONES * u64::from(byte));
    let equal = !(((other & LOW) + LOW) | other | LOW);
    if left == 8 { equal } else { equal & ((1 << (8 * left)) - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_a_plain_search() {
        let mut state = 1_u64;
        for length in (0..40).chain([63, 64, 65, 127, 128, 129, 200, 300]) {
            for rarity in [1, 2, 9, 40] {
                let text: Vec<u8> = (0..length)
                    .map(|_| {
                        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                        let draw = (state >> 33) as usize;
                        if draw.is_multiple_of(rarity) {
                            b'/'
                        } else {
                            [0, b'/' ^ 0x80, 0xff, b'a', b'.', 0x80][draw % 6]
                        }
                    })
                    .collect();
                for byte in [b'/', 0, 0xff] {
                    let expected: Vec<usize> = (0..length).filter(|&at| text[at] == byte).collect();
                    for step in [0, 1, 3, 7] {
                        let mut positions = Positions::new(&text, byte);
                        let found: Vec<usize> = std::iter::from_fn(|| positions.nth(step)).collect();
                        let every: Vec<usize> =
                            expected.iter().skip(step).step_by(step + 1).copied().collect();
                        assert_eq!(found, every, "{text:?}, byte {byte}, step {step}");
                        assert_eq!(positions.nth(0), None);
                    }
                }
            }
        }
    }
}
