//! Texts of values and the way back.

use super::*;

fn shown(put: impl Fn(&mut Vec<u8>)) -> String {
    let mut buffer = Vec::new();
    put(&mut buffer);
    String::from_utf8(buffer).expect("texts are UTF-8")
}

#[test]
fn integers() {
    for x in [0, 7, 42, 100, -1, i64::MAX, i64::MIN] {
        assert_eq!(shown(|b| put_int(b, x)), x.to_string());
        assert_eq!(parse_int(x.to_string().as_bytes()), Some(x));
    }
    assert_eq!(shown(|b| put_uint(b, u64::MAX)), u64::MAX.to_string());
    assert_eq!(parse_int::<u64>(b"18446744073709551615"), Some(u64::MAX));
    assert_eq!(parse_int::<u64>(b"18446744073709551616"), None);
    assert_eq!(parse_int::<i8>(b"+127"), Some(127));
    assert_eq!(parse_int::<u8>(b"-0"), Some(0));
    for text in ["", "-", "1.0", " 1", "1_0", "0x1", "99999999999999999999999999999999999999999"] {
        assert_eq!(parse_int::<i64>(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn decimals() {
    assert_eq!(shown(|b| put_decimal(b, 150, 2)), "1.50");
    assert_eq!(shown(|b| put_decimal(b, -5, 2)), "-0.05");
    assert_eq!(shown(|b| put_decimal(b, 3, 0)), "3");
    let long = 10i128.pow(38) - 1;
    assert_eq!(shown(|b| put_decimal(b, -long, 38)), format!("-0.{long}"));
    assert_eq!(shown(|b| put_decimal(b, long, 0)), long.to_string());
    assert_eq!(parse_decimal(long.to_string().as_bytes(), 38, 0), Some(long));
    assert_eq!(parse_decimal(b"-0.125", 5, 2), Some(-12));
    assert_eq!(parse_decimal(b"999.995", 5, 2), None);
    assert_eq!(parse_decimal(b"15e-1", 5, 0), Some(2));
    for text in ["", "-", "1.", ".5", "1.2.3", "1e", " 1"] {
        assert_eq!(parse_decimal(text.as_bytes(), 10, 2), None, "{text}");
    }
}

#[test]
fn floats() {
    let texts =
        ["30.0", "-0.0", "0.1", "0.00001", "1e-6", "1.5e-7", "1000000000000000.0", "1e+16", "NaN", "-inf"];
    for text in texts {
        let x = parse_f64(text.as_bytes()).expect("it is a number");
        assert_eq!(shown(|b| put_f64(b, x)), text);
    }
}

#[test]
fn timestamps() {
    for text in ["2013-01-01T10:00:00Z", "1969-12-31T23:59:59.999Z", "+294247-01-10T04:00:54.775807Z"] {
        let us = parse_timestamp(text.as_bytes()).expect("it is a timestamp");
        assert_eq!(shown(|b| put_timestamp_iso(b, us)), text);
    }
    assert_eq!(parse_timestamp(b"-290308-12-21T19:59:05.224192Z"), Some(i64::MIN));
    assert_eq!(parse_timestamp(b"2013-01-01 12:00:00.5+02:00"), Some(1_357_034_400_500_000));
    assert_eq!(shown(|b| put_timestamp_sql(b, -1)), "1969-12-31 23:59:59.999999");
    assert_eq!(shown(|b| put_timestamp_sql(b, -1_000)), "1969-12-31 23:59:59.999");
    for text in ["", "2013-01-01", "2013-02-30T10:00:00Z", "2013-01-01T24:00:00Z", "2013-01-01T10:00:00Zx"] {
        assert_eq!(parse_timestamp(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn dates_and_durations() {
    assert_eq!(parse_date(b"2013-01-01"), Some(15_706));
    assert_eq!(parse_date(b"2013-1-1"), None);
    assert_eq!(shown(|b| put_date(b, 15_706)), "2013-01-01");
    for (us, text) in
        [(0, "0s"), (90_000_000, "90s"), (-300_000_000, "-5m"), (1_500_000, "1500ms"), (1, "1us")]
    {
        assert_eq!(shown(|b| put_duration(b, us)), text);
    }
}
