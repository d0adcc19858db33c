//! `format_time(at, pattern)`: the pattern was checked when the pipeline was compiled, and is read again for each value.

use crate::calendar::{DAY_US, civil, day_of_timestamp};
use crate::text::{Short, put_year};
use bumpalo::Bump;
use bumpalo::collections::String;

/// The timestamp as the pattern says: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, `SSS`, and other text between `'`.
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
                let quoted = rest[1..].find('\'').unwrap_or(rest.len() - 1);
                text.push_str(&rest[1..1 + quoted]);
                (quoted + 2).min(rest.len())
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
    }
}
