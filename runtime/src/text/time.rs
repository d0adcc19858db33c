//! Timestamps, dates and durations as text.

use super::Short;
use crate::calendar::{self, DAY_US};

/// `2013-01-01T10:00:00Z`, with as many digits of a second as needed: none, three or six.
pub fn timestamp_iso(us: i64) -> Short {
    let mut text = date(calendar::day_of_timestamp(us));
    text.push(b'T');
    let fraction_us = push_clock(&mut text, us);
    if fraction_us != 0 {
        text.push(b'.');
        push_3(&mut text, fraction_us / 1_000);
        if !fraction_us.is_multiple_of(1_000) {
            push_3(&mut text, fraction_us % 1_000);
        }
    }
    text.push(b'Z');
    text
}

/// `2013-01-01 10:00:00.000`: with milliseconds, and with microseconds where there are any.
pub fn timestamp_sql(us: i64) -> Short {
    let mut text = date(calendar::day_of_timestamp(us));
    text.push(b' ');
    let fraction_us = push_clock(&mut text, us);
    text.push(b'.');
    push_3(&mut text, fraction_us / 1_000);
    if !fraction_us.is_multiple_of(1_000) {
        push_3(&mut text, fraction_us % 1_000);
    }
    text
}

/// `2013-01-01`
pub fn date(days_since_epoch: i32) -> Short {
    let mut text = Short::new();
    let date = calendar::civil(days_since_epoch);
    put_year(&mut text, date.year);
    text.push(b'-');
    text.push_2(date.month);
    text.push(b'-');
    text.push_2(date.day);
    text
}

/// A whole number of the largest unit that fits: `90s`, `5m`, `7d`, `1500ms`, `0s`.
pub fn duration(us: i64) -> Short {
    let (unit, name): (i64, &[u8]) = match us {
        0 => (1, b"s"),
        us if us % DAY_US == 0 => (DAY_US, b"d"),
        us if us % 3_600_000_000 == 0 => (3_600_000_000, b"h"),
        us if us % 60_000_000 == 0 => (60_000_000, b"m"),
        us if us % 1_000_000 == 0 => (1_000_000, b"s"),
        us if us % 1_000 == 0 => (1_000, b"ms"),
        _ => (1, b"us"),
    };
    let mut text = super::int(us / unit);
    text.push_all(name);
    text
}

/// Appends [`timestamp_iso`].
pub fn put_timestamp_iso(buffer: &mut Vec<u8>, us: i64) {
    buffer.extend_from_slice(timestamp_iso(us).as_bytes());
}

/// Appends [`timestamp_sql`].
pub fn put_timestamp_sql(buffer: &mut Vec<u8>, us: i64) {
    buffer.extend_from_slice(timestamp_sql(us).as_bytes());
}

/// Appends [`date`].
pub fn put_date(buffer: &mut Vec<u8>, days_since_epoch: i32) {
    buffer.extend_from_slice(date(days_since_epoch).as_bytes());
}

/// Appends [`duration`].
pub fn put_duration(buffer: &mut Vec<u8>, us: i64) {
    buffer.extend_from_slice(duration(us).as_bytes());
}

/// Four digits; beyond the year 9999 and before the year 0 with a sign.
#[inline]
pub(crate) fn put_year(text: &mut Short, year: i32) {
    if !(0..=9999).contains(&year) {
        text.push(if year < 0 { b'-' } else { b'+' });
    }
    let size = year.unsigned_abs();
    if size <= 9999 {
        text.push_2(size / 100);
        text.push_2(size % 100);
    } else {
        text.push_u64(size.into());
    }
}

/// `10:00:00`; gives the microseconds of the second.
#[inline]
fn push_clock(text: &mut Short, us: i64) -> u32 {
    let of_day = us.rem_euclid(DAY_US);
    let seconds = (of_day / 1_000_000) as u32;
    text.push_2(seconds / 3_600);
    text.push(b':');
    text.push_2(seconds / 60 % 60);
    text.push(b':');
    text.push_2(seconds % 60);
    (of_day % 1_000_000) as u32
}

#[inline]
fn push_3(text: &mut Short, number: u32) {
    text.push(b'0' + (number / 100) as u8);
    text.push_2(number % 100);
}
