//! `format_time(at, pattern)`: the pattern was checked when the pipeline was compiled.
//!
//! Times of neighbouring rows have the same text more often than not (a day, a minute): each thread remembers the last text of a few patterns and how long it
//! holds. Copying it takes 3 ns, making it 40.

use crate::calendar::{DAY_US, civil, day_of_timestamp};
use crate::text::{Short, put_year};
use bumpalo::Bump;
use bumpalo::collections::String;
use std::cell::RefCell;

/// Patterns that are remembered; of more, some take turns.
const MEMOS: usize = 8;
/// Longer texts are not remembered.
const TEXT_BYTES_MAX: usize = 32;

thread_local! {
    static LAST: RefCell<[Memo; MEMOS]> = const { RefCell::new([const { Memo::none() }; MEMOS]) };
}

/// A text that holds for the times `from..until` of the pattern at this address.
struct Memo {
    pattern: (usize, usize),
    from: i64,
    until: i64,
    text: std::string::String,
}

impl Memo {
    const fn none() -> Memo {
        Memo { pattern: (0, 0), from: 0, until: 0, text: std::string::String::new() }
    }

    #[cold]
    fn remember(&mut self, pattern: &'static str, us: i64, text: &str) {
        let unit = unit_us(pattern);
        self.pattern = address(pattern);
        self.from = us - us.rem_euclid(unit);
        self.until = self.from + unit;
        self.text.clear();
        self.text.push_str(text);
    }
}

/// The timestamp as the pattern says: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, `SSS`, and other text between `'`.
#[inline]
pub fn format_time<'a>(scratch: &'a Bump, us: i64, pattern: &'static str) -> &'a str {
    LAST.with(|last| {
        let address = address(pattern);
        let mut memos = last.borrow_mut();
        let place = place(&memos, address);
        let memo = &mut memos[place];
        if memo.pattern == address && (memo.from..memo.until).contains(&us) {
            return &*scratch.alloc_str(&memo.text);
        }
        let text = written(scratch, us, pattern);
        // Near the ends of time there is no whole unit.
        if text.len() <= TEXT_BYTES_MAX && us.unsigned_abs() < 1 << 62 {
            memo.remember(pattern, us, text);
        }
        text
    })
}

/// Where a pattern is remembered: where its address says, or in the first place behind that is its own or nobody's.
#[inline]
fn place(memos: &[Memo; MEMOS], address: (usize, usize)) -> usize {
    let first = (address.0 >> 2 ^ address.1) % MEMOS;
    (first..first + MEMOS)
        .map(|place| place % MEMOS)
        .find(|&place| memos[place].pattern == address || memos[place].pattern == (0, 0))
        .unwrap_or(first)
}

fn address(pattern: &'static str) -> (usize, usize) {
    (pattern.as_ptr() as usize, pattern.len())
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

#[inline(never)]
fn written<'a>(scratch: &'a Bump, us: i64, pattern: &str) -> &'a str {
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
        for pattern in ["yyyy-MM-dd", "HH:mm", "HH", "ss", "yyyy-MM-dd HH:mm:ss.SSS", "'Ss' HH"] {
            for at in
                (-20..20_i64).flat_map(|k| [k * 1_799_999_999, k * 43_200_000_000, k * 500, k * 500 + 1])
            {
                assert_eq!(
                    format_time(&scratch, at, pattern),
                    written(&scratch, at, pattern),
                    "{at} {pattern}"
                );
            }
        }
        assert_eq!(format_time(&scratch, i64::MAX, "HH"), written(&scratch, i64::MAX, "HH"));
    }

    #[test]
    fn patterns_whose_addresses_meet_are_remembered_beside_each_other() {
        let mut memos = [const { Memo::none() }; MEMOS];
        // All want the same place; the last one finds none and takes turns with the first.
        for n in 0..=MEMOS {
            let address = (n * 4 * MEMOS + 4 * 6, 0);
            let at = place(&memos, address);
            assert_eq!(at, (6 + n) % MEMOS);
            if n < MEMOS {
                memos[at].pattern = address;
                assert_eq!(place(&memos, address), at);
            }
        }
    }
}
