//! `format_time(at, pattern)`: the pattern was checked when the pipeline was compiled.
//!
//! Times of neighbouring rows have the same text more often than not (a day, a minute): each place where a pipeline makes one remembers its last text, and how long it
//! holds ([`TimeText`], one a thread). Copying that takes 2 ns, making it 40.

#![allow(unsafe_code)]

use crate::calendar::{DAY_US, civil, day_of_timestamp};
use crate::text::{Short, put_year};
use bumpalo::Bump;
use bumpalo::collections::String;
use std::cell::Cell;
use std::thread::LocalKey;

/// Longer texts are not remembered.
const TEXT_BYTES_MAX: usize = 32;

/// The last text of one pattern, and the times `from..until` that it holds for.
#[derive(Debug)]
pub struct TimeText {
    from: Cell<i64>,
    until: Cell<i64>,
    len: Cell<usize>,
    text: Cell<[u8; TEXT_BYTES_MAX]>,
}

/// A [`TimeText`] for this place in the code.
#[macro_export]
macro_rules! time_text {
    () => {{
        ::std::thread_local!(static LAST: $crate::functions::TimeText = const { $crate::functions::TimeText::none() });
        &LAST
    }};
}

impl TimeText {
    /// Nothing is remembered.
    pub const fn none() -> TimeText {
        TimeText {
            from: Cell::new(0),
            until: Cell::new(0),
            len: Cell::new(0),
            text: Cell::new([0; TEXT_BYTES_MAX]),
        }
    }

    /// A text that is made, and remembered where it is short enough.
    #[cold]
    #[inline(never)]
    fn fresh<'a>(&self, scratch: &'a Bump, us: i64, pattern: &str) -> &'a str {
        let text = format_time(scratch, us, pattern);
        // Near the ends of time there is no whole unit.
        if text.len() <= TEXT_BYTES_MAX && us.unsigned_abs() < 1 << 62 {
            let (unit, mut bytes) = (unit_us(pattern), [0; TEXT_BYTES_MAX]);
            bytes[..text.len()].copy_from_slice(text.as_bytes());
            self.from.set(us - us.rem_euclid(unit));
            self.until.set(self.from.get() + unit);
            self.len.set(text.len());
            self.text.set(bytes);
        }
        text
    }
}

/// [`format_time`] of one pattern at one place, which remembers its last text.
#[inline]
pub fn format_time_again<'a>(
    scratch: &'a Bump,
    us: i64,
    pattern: &'static str,
    last: &'static LocalKey<TimeText>,
) -> &'a str {
    // A closure with all of this would be called.
    let last = last.with(std::ptr::from_ref);
    // SAFETY: it is this thread's, which lives longer than this call.
    let last = unsafe { &*last };
    if us < last.from.get() || us >= last.until.get() {
        return last.fresh(scratch, us, pattern);
    }
    let text = &*scratch.alloc(last.text.get());
    // SAFETY: so many bytes of it are a text, see `fresh`.
    unsafe { std::str::from_utf8_unchecked(&text[..last.len.get()]) }
}

/// How long a text of the pattern holds: the least of its fields. A letter that is quoted makes it shorter than it could be.
fn unit_us(pattern: &str) -> i64 {
    let has = |letter| pattern.contains(letter);
    match () {
        () if has('S') => 1_000,
        () if has('s') => 1_000_000,
        () if has('m') => 60_000_000,
        () if has('H') => 3_600_000_000,
        () => DAY_US,
    }
}

/// The timestamp as the pattern says: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, `SSS`, and other text between `'`.
#[inline(never)]
pub fn format_time<'a>(scratch: &'a Bump, us: i64, pattern: &str) -> &'a str {
    let mut text = String::with_capacity_in(pattern.len() + 8, scratch);
    let mut rest = pattern;
    while let Some(&first) = rest.as_bytes().first() {
        let taken = match first {
            b'\'' if rest.as_bytes().get(1) == Some(&b'\'') => {
                text.push('\'');
                2
            }
            b'\'' => {
                let mut taken = 1;
                // A quote that is written twice stands for itself.
                while let Some(more) = rest.get(taken..).and_then(|rest| rest.split('\'').next()) {
                    text.push_str(more);
                    taken += more.len() + 1;
                    if rest.as_bytes().get(taken) != Some(&b'\'') {
                        break;
                    }
                    text.push('\'');
                    taken += 1;
                }
                taken.min(rest.len())
            }
            letter if letter.is_ascii_alphabetic() => {
                let run = rest.bytes().take_while(|byte| *byte == letter).count();
                text.push_str(field(us, letter).as_str());
                run
            }
            _ => {
                let verbatim =
                    rest.find(|c: char| c == '\'' || c.is_ascii_alphabetic()).unwrap_or(rest.len());
                text.push_str(&rest[..verbatim]);
                verbatim
            }
        };
        rest = &rest[taken..];
    }
    text.into_bump_str()
}

/// The field that the letter stands for: each has one width only.
fn field(us: i64, letter: u8) -> Short {
    let of_day = us.rem_euclid(DAY_US);
    let mut text = Short::new();
    match letter {
        b'y' => put_year(&mut text, civil(day_of_timestamp(us)).year),
        b'M' => text.push_2(civil(day_of_timestamp(us)).month),
        b'd' => text.push_2(civil(day_of_timestamp(us)).day),
        b'H' => text.push_2((of_day / 3_600_000_000) as u32),
        b'm' => text.push_2((of_day / 60_000_000 % 60) as u32),
        b's' => text.push_2((of_day / 1_000_000 % 60) as u32),
        b'S' => text.push_padded((of_day / 1_000 % 1_000) as u128, 3),
        other => unreachable!("the compiler let the pattern letter `{}` pass", char::from(other)),
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_other_text() {
        let (scratch, at) = (Bump::new(), 1_357_048_925_678_901);
        assert_eq!(format_time(&scratch, at, "yyyy-MM-dd HH:mm:ss.SSS"), "2013-01-01 14:02:05.678");
        assert_eq!(format_time(&scratch, at, "dd.MM.yyyy 'at' HH''mm"), "01.01.2013 at 14'02");
        assert_eq!(format_time(&scratch, at, "'ä' – HH"), "ä – 14");
        assert_eq!(format_time(&scratch, at, "HH 'o''clock' mm"), "14 o'clock 02");
        assert_eq!(format_time(&scratch, at, "'''a'''HH''''''"), "'a'14'''");
    }

    #[test]
    fn what_is_remembered_holds_for_its_unit_of_time_and_no_longer() {
        let scratch = Bump::new();
        let long = "'a text that is too long to be remembered' HH";
        for pattern in ["yyyy-MM-dd", "HH:mm", "HH", "ss", "yyyy-MM-dd HH:mm:ss.SSS", "'Ss' HH", long] {
            let last = time_text!();
            // The place is the same for all patterns: nothing of the one before may be left.
            last.with(|last| last.until.set(last.from.get()));
            for at in
                (-20..20_i64).flat_map(|k| [k * 1_799_999_999, k * 43_200_000_000, k * 500, k * 500 + 1])
            {
                let text = format_time(&scratch, at, pattern);
                assert_eq!(format_time_again(&scratch, at, pattern, last), text, "{at} {pattern}");
                assert_eq!(format_time_again(&scratch, at, pattern, last), text, "again: {at} {pattern}");
            }
        }
        let (end, last) = (i64::MAX, time_text!());
        assert_eq!(format_time_again(&scratch, end, "HH", last), format_time(&scratch, end, "HH"));
    }

    #[test]
    fn each_place_remembers_its_own() {
        let scratch = Bump::new();
        for at in [1_000_000, 2_000_000, 2_000_001] {
            let day = format_time_again(&scratch, at, "dd", time_text!());
            let second = format_time_again(&scratch, at, "ss", time_text!());
            assert_eq!((day, second.parse()), ("01", Ok(at / 1_000_000)));
        }
    }
}
