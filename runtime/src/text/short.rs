//! A short text on the stack.

/// Up to 48 bytes of ASCII: the longest text of a number or time has 41.
#[derive(Clone, Copy)]
pub struct Short {
    bytes: [u8; Short::CAPACITY],
    len: usize,
}

/// `00` to `99`, side by side: two digits a division.
static PAIRS: [u8; 200] = pairs();

const fn pairs() -> [u8; 200] {
    let mut pairs = [0; 200];
    let mut number = 0;
    while number < 100 {
        pairs[2 * number] = b'0' + (number / 10) as u8;
        pairs[2 * number + 1] = b'0' + (number % 10) as u8;
        number += 1;
    }
    pairs
}

impl Short {
    const CAPACITY: usize = 48;

    /// Nothing yet.
    #[inline]
    pub(crate) fn new() -> Self {
        Short { bytes: [0; Short::CAPACITY], len: 0 }
    }

    /// Appends one character of ASCII.
    #[inline]
    pub(crate) fn push(&mut self, byte: u8) {
        self.bytes[self.len] = byte;
        self.len += 1;
    }

    /// Appends a few characters of ASCII.
    #[inline]
    pub(crate) fn push_all(&mut self, bytes: &[u8]) {
        self.bytes[self.len..self.len + bytes.len()].copy_from_slice(bytes);
        self.len += bytes.len();
    }

    /// Appends a number below 100 as two digits.
    #[inline]
    pub(crate) fn push_2(&mut self, number: u32) {
        let at = 2 * number as usize;
        self.push_all(&PAIRS[at..at + 2]);
    }

    /// Appends the last `width` digits of a number, with zeros in front.
    #[inline]
    pub(crate) fn push_padded(&mut self, mut number: u128, width: usize) {
        let end = self.len + width;
        for at in (self.len..end).rev() {
            self.bytes[at] = b'0' + (number % 10) as u8;
            number /= 10;
        }
        self.len = end;
    }

    /// Appends a number without leading zeros.
    #[inline]
    pub(crate) fn push_u64(&mut self, mut number: u64) {
        let mut digits = [0; 20];
        let mut at = digits.len();
        while number >= 100 {
            at -= 2;
            let pair = 2 * (number % 100) as usize;
            digits[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
            number /= 100;
        }
        if number >= 10 {
            at -= 2;
            let pair = 2 * number as usize;
            digits[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
        } else {
            at -= 1;
            digits[at] = b'0' + number as u8;
        }
        self.push_all(&digits[at..]);
    }

    /// The text as bytes.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// The text.
    #[inline]
    pub fn as_str(&self) -> &str {
        str::from_utf8(self.as_bytes()).expect("only ASCII is put into a short text")
    }
}
