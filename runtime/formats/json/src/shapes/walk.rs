//! The loop over a line of a known shape: with AVX2 and BMI where the machine has them, else with what every x86-64 has.
//!
//! Where a value ends is told by the next quote, strings and numbers alike: that takes a look at the marks, and no number has to be read before the
//! next key can be. Offsets here are in the block.

use super::{Act, Shape, Step, WORD};
use crate::cursor::Cursor;
use crate::marks::find;
use crate::number::{EXACT_POWERS, plain_int};

/// Bytes that an integer is read from.
const DIGITS: usize = 16;

/// The two things that machines do differently.
trait Machine: Copy {
    /// Whether the text is that of the step, as far as the step goes.
    fn is_same(self, text: &[u8; WORD], step: &Step) -> bool;

    /// The number that stands from `at` to `end`, if it has up to sixteen digits, no sign and no leading zero.
    fn int(self, block: &[u8], at: u32, end: u32) -> Option<u64>;

    /// The number that stands from `at` to `end`, if it has up to sixteen characters, no exponent, and can be told from its digits by one division.
    fn float(self, block: &[u8], at: u32, end: u32) -> Option<f64>;
}

impl Shape {
    /// See [`super::Shapes::walk`].
    #[inline(always)]
    pub(super) fn walk(
        &self,
        block: &[u8],
        stops: &[u8],
        start: usize,
        values: &mut [i64],
    ) -> Option<(u64, usize)> {
        #[cfg(target_arch = "x86_64")]
        if x86::is_there() {
            return x86::walk(self, block, stops, start, values);
        }
        self.walk_anywhere(block, stops, start, values)
    }

    #[inline(never)]
    pub(super) fn walk_anywhere(
        &self,
        block: &[u8],
        stops: &[u8],
        start: usize,
        values: &mut [i64],
    ) -> Option<(u64, usize)> {
        Walk { block, stops, start }.over(self, values, Any)
    }
}

/// A line that is gone over. Offsets in a block fit 32 bits, so that a sum of two cannot be too large, and one comparison says whether there is a word.
#[derive(Clone, Copy)]
struct Walk<'a> {
    block: &'a [u8],
    stops: &'a [u8],
    start: usize,
}

impl Walk<'_> {
    #[inline(always)]
    fn over(self, shape: &Shape, values: &mut [i64], machine: impl Machine) -> Option<(u64, usize)> {
        let start = self.start as u32;
        if self.block.len() > u32::MAX as usize {
            return None;
        }
        let (mut at, mut present) = (start, shape.present);
        for step in &*shape.steps {
            let is_same = match word(self.block, at) {
                Some(word) => machine.is_same(word, step),
                None => machine.is_same(&last_word(self.block, at), step),
            };
            if !is_same {
                return None;
            }
            at = at.wrapping_add(u32::from(step.len));
            match step.act {
                Act::Nothing => {}
                Act::Text => at = self.text_end(at)?,
                Act::TextAt => {
                    *values.get_mut(usize::from(step.place))? = i64::from(at.wrapping_sub(start)) - 1;
                    at = self.text_end(at)?;
                }
                Act::Int => {
                    let value = values.get_mut(usize::from(step.place))?;
                    let end = self.number_end(step, at);
                    at = match machine.int(self.block, at, end) {
                        Some(n) => {
                            *value = (n as i64).checked_mul(step.unit)?;
                            end
                        }
                        None => self.odd_int(step, (at, end), value, &mut present, machine)?,
                    };
                }
                Act::Float => {
                    let value = values.get_mut(usize::from(step.place))?;
                    let end = self.number_end(step, at);
                    at = match machine.float(self.block, at, end) {
                        Some(x) => {
                            *value = x.to_bits().cast_signed();
                            end
                        }
                        None => self.odd_float(step, at, value, &mut present)?,
                    };
                }
                Act::Number => {
                    let end = self.number_end(step, at);
                    at = match machine.int(self.block, at, end) {
                        Some(_) => end,
                        None => self.value_end(step, at)?,
                    };
                }
                Act::Value => at = self.value_end(step, at)?,
                Act::ValueAt => {
                    *values.get_mut(usize::from(step.place))? = i64::from(at.wrapping_sub(start));
                    at = self.value_end(step, at)?;
                }
            }
        }
        let ends = self.block.get(at as usize).is_none_or(|&byte| byte == b'\n');
        ends.then_some((present, at as usize))
    }

    /// Where the number at `at` most probably ends.
    #[inline(always)]
    fn number_end(&self, step: &Step, at: u32) -> u32 {
        (find(self.stops, at as usize).unwrap_or_default() as u32).wrapping_sub(u32::from(step.lead))
    }

    /// Where the last quote of a string is whose text begins at `at`; `None` if it is not well-formed.
    #[inline(always)]
    fn text_end(&self, at: u32) -> Option<u32> {
        match find(self.stops, at as usize) {
            Some(end) if self.block.get(end) == Some(&b'"') => Some(end as u32),
            _ => self.escaped_text_end(at),
        }
    }

    #[inline(never)]
    fn escaped_text_end(&self, at: u32) -> Option<u32> {
        Some(self.behind(at - 1, 0, |cursor| cursor.skip().ok())?.1 - 1)
    }

    /// Where the value at `at` ends; `None` if it is none.
    #[inline(never)]
    fn value_end(&self, step: &Step, at: u32) -> Option<u32> {
        Some(self.behind(at, step.depth, |cursor| cursor.skip().ok())?.1)
    }

    /// An integer with a sign, many digits or spaces, or `null` where that may be, and where it ends; `None` if it is neither.
    #[inline(never)]
    fn odd_int(
        &self,
        step: &Step,
        (at, end): (u32, u32),
        value: &mut i64,
        present: &mut u64,
        machine: impl Machine,
    ) -> Option<u32> {
        if self.block.get(at as usize) == Some(&b'-')
            && let Some(n) = machine.int(self.block, at + 1, end)
        {
            *value = (n as i64).wrapping_neg().checked_mul(step.unit)?;
            return Some(end);
        }
        let read = |cursor: &mut Cursor<'_>| match step.optional && cursor.null() {
            true => Some(None),
            false => cursor.int::<i64>().ok().map(Some),
        };
        let (n, end) = self.behind(at, 0, read)?;
        match n {
            Some(n) => *value = n.checked_mul(step.unit)?,
            None => *present &= !(1 << step.place),
        }
        Some(end)
    }

    /// A float, whatever it looks like, or `null` where that may be.
    #[inline(never)]
    fn odd_float(&self, step: &Step, at: u32, value: &mut i64, present: &mut u64) -> Option<u32> {
        let read = |cursor: &mut Cursor<'_>| match step.optional && cursor.null() {
            true => Some(None),
            false => cursor.f64().ok().map(Some),
        };
        let (x, end) = self.behind(at, 0, read)?;
        match x {
            Some(x) => *value = x.to_bits().cast_signed(),
            None => *present &= !(1 << step.place),
        }
        Some(end)
    }

    /// What is read at `at`, and where it ends, unless that is in another line.
    #[inline(always)]
    fn behind<T>(&self, at: u32, depth: u8, read: impl Fn(&mut Cursor<'_>) -> Option<T>) -> Option<(T, u32)> {
        let mut cursor = Cursor::marked(self.block, self.start, self.block.len(), self.stops);
        (cursor.at, cursor.depth) = (at as usize - self.start, u32::from(depth));
        let value = read(&mut cursor)?;
        let end = self.start + cursor.at;
        let is_one_line = !self.block[at as usize..end].contains(&b'\n');
        is_one_line.then_some((value, end as u32))
    }
}

#[inline(always)]
fn word<const N: usize>(block: &[u8], at: u32) -> Option<&[u8; N]> {
    block.get(at as usize..at as usize + N).and_then(|word| word.try_into().ok())
}

/// As [`word`] where there are fewer bytes: zeros follow.
#[cold]
fn last_word(block: &[u8], at: u32) -> [u8; WORD] {
    let (rest, mut word) = (block.get(at as usize..).unwrap_or_default(), [0; WORD]);
    word[..rest.len()].copy_from_slice(rest);
    word
}

/// Any machine.
#[derive(Clone, Copy)]
struct Any;

impl Machine for Any {
    #[inline(always)]
    fn is_same(self, text: &[u8; WORD], step: &Step) -> bool {
        let word = |bytes: &[u8; WORD], half: usize| {
            u128::from_le_bytes(*bytes[16 * half..].first_chunk().expect("it has two halves"))
        };
        let differ = [0, 1].map(|half| (word(text, half) ^ word(&step.word, half)) & word(&step.mask, half));
        differ[0] | differ[1] == 0
    }

    #[inline(always)]
    fn int(self, block: &[u8], at: u32, end: u32) -> Option<u64> {
        let (n, len) = plain_int(word(block, at)?)?;
        (at.wrapping_add(len as u32) == end).then_some(n)
    }

    #[inline(always)]
    fn float(self, _: &[u8], _: u32, _: u32) -> Option<f64> {
        None
    }
}

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code, reason = "vector instructions are unsafe to call where they might be missing")]
mod x86 {
    use super::{DIGITS, EXACT_POWERS, Machine, Shape, Step, WORD, Walk};
    use std::arch::x86_64::*;

    /// Whether the machine has AVX2, BMI and what came before them.
    #[inline(always)]
    pub(super) fn is_there() -> bool {
        std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("bmi1")
            && std::arch::is_x86_feature_detected!("bmi2")
    }

    /// As [`Shape::walk`], which has seen what the machine has.
    #[inline(always)]
    pub(super) fn walk(
        shape: &Shape,
        block: &[u8],
        stops: &[u8],
        start: usize,
        values: &mut [i64],
    ) -> Option<(u64, usize)> {
        // SAFETY: asked for only where `is_there`; the function has no other condition.
        unsafe { walk_here(shape, block, stops, start, values) }
    }

    #[inline(never)]
    #[target_feature(enable = "avx2,bmi1,bmi2")]
    fn walk_here(
        shape: &Shape,
        block: &[u8],
        stops: &[u8],
        start: usize,
        values: &mut [i64],
    ) -> Option<(u64, usize)> {
        Walk { block, stops, start }.over(shape, values, This)
    }

    #[derive(Clone, Copy)]
    struct This;

    impl Machine for This {
        #[inline(always)]
        fn is_same(self, text: &[u8; WORD], step: &Step) -> bool {
            // SAFETY: made only in `walk_here`.
            unsafe { is_same(text, step) }
        }

        #[inline(always)]
        fn int(self, block: &[u8], at: u32, end: u32) -> Option<u64> {
            let n = self.digits(block, at, end)?;
            // One digit, or more of which the first is no zero.
            let (len, first) = (end.wrapping_sub(at), *block.get(at as usize)?);
            (len == 1 || (len > 1 && first != b'0')).then_some(n)
        }

        #[inline(always)]
        fn float(self, block: &[u8], at: u32, end: u32) -> Option<f64> {
            let is_negative = *block.get(at as usize)? == b'-';
            let at = at + u32::from(is_negative);
            let len = end.wrapping_sub(at);
            if len > DIGITS as u32 {
                return None;
            }
            let text: &[u8; DIGITS] = super::word(block, end.wrapping_sub(DIGITS as u32))?;
            // SAFETY: made only in `walk_here`.
            let points = unsafe { points(text) } & !(0xffff >> len);
            let x = if points == 0 {
                self.int(block, at, end).filter(|&n| n <= 1 << 53)? as f64
            } else {
                let point = end - DIGITS as u32 + points.trailing_zeros();
                let (whole, fraction) = (self.int(block, at, point)?, self.digits(block, point + 1, end)?);
                let places = end - point - 1;
                if places == 0 {
                    return None;
                }
                let power = *EXACT_POWERS.get(places as usize)?;
                // Fifteen digits at most: both are exact.
                (whole * power as u64 + fraction) as f64 / power
            };
            Some(if is_negative { -x } else { x })
        }
    }

    impl This {
        /// The number whose digits stand from `at` to `end`, sixteen at most.
        #[inline(always)]
        fn digits(self, block: &[u8], at: u32, end: u32) -> Option<u64> {
            let mask = super::word(&MASKS, end.wrapping_sub(at))?;
            let digits = super::word(block, end.wrapping_sub(DIGITS as u32))?;
            // SAFETY: made only in `walk_here`.
            unsafe { number(digits, mask) }
        }
    }

    /// From the n-th byte on: sixteen bytes of which the last n are kept.
    static MASKS: [u8; 2 * DIGITS] = {
        let (mut masks, mut at) = ([0; 2 * DIGITS], DIGITS);
        while at < 2 * DIGITS {
            masks[at] = 0xff;
            at += 1;
        }
        masks
    };

    #[inline]
    #[target_feature(enable = "avx2")]
    fn load(bytes: &[u8; WORD]) -> __m256i {
        // SAFETY: there are 32, which need not be aligned.
        unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn load_digits(bytes: &[u8; DIGITS]) -> __m128i {
        // SAFETY: there are sixteen, which need not be aligned.
        unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn is_same(text: &[u8; WORD], step: &Step) -> bool {
        let differ = _mm256_xor_si256(load(text), load(&step.word));
        _mm256_testz_si256(differ, load(&step.mask)) == 1
    }

    /// Where points are, one bit each.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn points(text: &[u8; DIGITS]) -> u32 {
        let points = _mm_cmpeq_epi8(load_digits(text), _mm_set1_epi8(b'.'.cast_signed()));
        _mm_movemask_epi8(points).cast_unsigned()
    }

    /// The number that the kept ones of sixteen characters are, if all are digits: neighbours are joined, four times.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn number(digits: &[u8; DIGITS], kept: &[u8; DIGITS]) -> Option<u64> {
        let digits = _mm_and_si128(_mm_sub_epi8(load_digits(digits), _mm_set1_epi8(0x30)), load_digits(kept));
        let nine = _mm_set1_epi8(9);
        if _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(digits, nine), nine)) != 0xffff {
            return None;
        }
        let twos = _mm_maddubs_epi16(digits, _mm_set1_epi16(1 << 8 | 10));
        let fours = _mm_madd_epi16(twos, _mm_set1_epi32(1 << 16 | 100));
        let fours = _mm_packus_epi32(fours, fours);
        let eights = _mm_madd_epi16(fours, _mm_set1_epi32(1 << 16 | 10_000));
        let both = _mm_cvtsi128_si64(eights).cast_unsigned();
        Some((both & 0xffff_ffff) * 100_000_000 + (both >> 32))
    }
}
