//! Fields and what becomes of them, by example.

use super::*;

fn text(raw: &[u8]) -> Result<String, FieldError> {
    let scratch = Bump::new();
    str(Raw(raw), &scratch).map(str::to_owned)
}

#[test]
fn empty_and_null_text_are_null_unless_quoted() {
    assert!(is_null(Raw(b""), ""));
    assert!(is_null(Raw(b""), "NA"));
    assert!(is_null(Raw(b"NA"), "NA"));
    assert!(!is_null(Raw(b"\"\""), "NA"));
    assert!(!is_null(Raw(b"\"NA\""), "NA"));
    assert!(!is_null(Raw(b"NA"), ""));
}

#[test]
fn integers_reach_to_the_ends_of_their_types() {
    assert_eq!(int::<i64>(Raw(b"-9223372036854775808")), Ok(i64::MIN));
    assert_eq!(int::<i64>(Raw(b"9223372036854775808")), Err(FieldError::OutOfRange("i64")));
    assert_eq!(int::<u64>(Raw(b"18446744073709551615")), Ok(u64::MAX));
    assert_eq!(int::<u64>(Raw(b"18446744073709551616")), Err(FieldError::OutOfRange("u64")));
    assert_eq!(int::<u64>(Raw(b"-1")), Err(FieldError::OutOfRange("u64")));
    assert_eq!(int::<i8>(Raw(b"-128")), Ok(-128));
    assert_eq!(int::<i8>(Raw(b"128")), Err(FieldError::OutOfRange("i8")));
    assert_eq!(int::<i32>(Raw(b"007")), Ok(7));
    assert_eq!(int::<i32>(Raw(b"-0")), Ok(0));
    assert_eq!(int::<i32>(Raw(b"000000000000000000000000000012")), Ok(12));
}

#[test]
fn quotes_spaces_and_plus_around_an_integer_do_not_matter() {
    for raw in ["12", " 12", "12 ", "\"12\"", "\" 12 \"", "+12", " \"+12\" "] {
        assert_eq!(int::<i32>(Raw(raw.as_bytes())), Ok(12), "{raw}");
    }
    for raw in ["x", "1.0", "1e3", "-", "+", "--1", "1 2", "0x1", "NA", "12\"", "1_0"] {
        assert_eq!(int::<i32>(Raw(raw.as_bytes())), Err(FieldError::Unreadable("i32")), "{raw}");
    }
    assert_eq!(int::<i32>(Raw(b"")), Err(FieldError::Null));
    assert_eq!(int::<i32>(Raw(b"\xff")), Err(FieldError::InvalidUtf8));
}

#[test]
fn strings_keep_spaces_and_lose_their_quotes() {
    assert_eq!(text(b" a b "), Ok(" a b ".into()));
    assert_eq!(text(b"\"a,b\nc\""), Ok("a,b\nc".into()));
    assert_eq!(text(b"\"say \"\"hi\"\"\""), Ok("say \"hi\"".into()));
    assert_eq!(text(b"\"\""), Ok("".into()));
    assert_eq!(text(b"\"\"\"\""), Ok("\"".into()));
    assert_eq!(text(b"5\" pipe"), Ok("5\" pipe".into()));
    assert_eq!(text(b"\"a\"b\"c"), Ok("ab\"c".into()));
    assert_eq!(text("\"é\"\"€\"".as_bytes()), Ok("é\"€".into()));
}

#[test]
fn half_a_character_is_refused() {
    assert_eq!(text(b"caf\xc3"), Err(FieldError::InvalidUtf8));
    assert_eq!(text(b"\"\xe2\x82\""), Err(FieldError::InvalidUtf8));
    assert_eq!(text(&[b"x".repeat(80), b"\xff".to_vec()].concat()), Err(FieldError::InvalidUtf8));
}

#[test]
fn an_enum_is_the_index_of_its_variant() {
    assert_eq!(enumeration(Raw(b"closed"), &["open", "closed"]), Ok(1));
    assert_eq!(enumeration(Raw(b"\"open\""), &["open", "closed"]), Ok(0));
    assert_eq!(enumeration(Raw(b"Open"), &["open", "closed"]), Err(FieldError::UnknownVariant));
}

#[test]
fn other_values_are_read_with_and_without_quotes_and_spaces() {
    assert_eq!(f64(Raw(b"1.5")), Ok(1.5));
    assert_eq!(f64(Raw(b" \"-2e3\" ")), Ok(-2000.0));
    assert_eq!(f64(Raw(b"x")), Err(FieldError::Unreadable("f64")));
    assert_eq!(f64(Raw(b"-inf")), Ok(f64::NEG_INFINITY));
    assert_eq!(f64(Raw(b"1e309")), Err(FieldError::OutOfRange("f64")));
    assert_eq!(decimal(Raw(b"12.5"), 10, 2), Ok(1250));
    assert_eq!(decimal(Raw(b"\"0.125\""), 10, 2), Ok(12));
    for large in [&b"1000"[..], b"-1000.5", b" \"1e9\" ", &[b'9'; 400]] {
        assert_eq!(decimal(Raw(large), 5, 2), Err(FieldError::OutOfRange("decimal")));
    }
    for none in [&b"abc"[..], b"1.", b".5", b"inf", b"1e", b"-", b"1 0"] {
        assert_eq!(decimal(Raw(none), 5, 2), Err(FieldError::Unreadable("decimal")));
    }
    assert_eq!(bool(Raw(b" true")), Ok(true));
    assert_eq!(bool(Raw(b"yes")), Err(FieldError::Unreadable("bool")));
    assert_eq!(date(Raw(b"1970-01-11")), Ok(10));
    assert_eq!(date(Raw(b"")), Err(FieldError::Null));
    assert_eq!(duration(Raw(b"1h30m")), Ok(5_400_000_000));
}

#[test]
fn timestamps_are_text_or_numbers_since_the_epoch() {
    assert_eq!(timestamp(Raw(b"2013-01-01T10:00:00Z"), TimestampFormat::Sql), Ok(1_357_034_400_000_000));
    assert_eq!(
        timestamp(Raw(b"\"2013-01-01 10:00:00.000\""), TimestampFormat::Iso),
        Ok(1_357_034_400_000_000)
    );
    assert_eq!(timestamp(Raw(b"1357034400"), TimestampFormat::EpochS), Ok(1_357_034_400_000_000));
    assert_eq!(timestamp(Raw(b"-5"), TimestampFormat::EpochMs), Ok(-5_000));
    assert_eq!(timestamp(Raw(b"2013"), TimestampFormat::Iso), Err(FieldError::Unreadable("timestamp")));
    assert_eq!(
        timestamp(Raw(b"9223372036854775807"), TimestampFormat::EpochMs),
        Err(FieldError::OutOfRange("timestamp"))
    );
}

#[test]
fn texts_of_another_convention_name_its_setting() {
    let message = |raw: &'static str, format: Option<TimestampFormat>| match format {
        Some(format) => {
            timestamp(Raw(raw.as_bytes()), format).unwrap_err().message(Raw(raw.as_bytes()), false)
        }
        None => int::<i32>(Raw(raw.as_bytes())).unwrap_err().message(Raw(raw.as_bytes()), true),
    };
    let for_null = "; if it is the text for null here, say so: `csv { null: \"N/A\" }`";
    assert_eq!(message("N/A", None), format!("not an `i32`{for_null}"));
    let required =
        "; if it is the text for null here, let the type end with `?`, and say so: `csv { null: \"N/A\" }`";
    assert_eq!(message("N/A", Some(TimestampFormat::Iso)), format!("not a `timestamp`{required}"));
    assert_eq!(
        message("\"N/A\"", Some(TimestampFormat::Iso)),
        "not a `timestamp`",
        "quoted it is never null"
    );
    assert!(message("\\N", None).ends_with("`csv { null: \"\\\\N\" }`"));
    assert!(message(" - ", None).ends_with("`csv { null: \" - \" }`"));
    assert_eq!(message("20200101", Some(TimestampFormat::Iso)), "not a `timestamp`", "a date, rather");
    let unknown = FieldError::UnknownVariant.message(Raw(b"N/A"), true);
    assert_eq!(unknown, format!("not a variant of the enum{for_null}"));
    assert_eq!(message("many", None), "not an `i32`");
    let seconds = Some(TimestampFormat::EpochS);
    let texts = "in numbers; texts are read without `timestamps: epoch_…` behind `csv`";
    assert_eq!(message("2013-01-01T10:00:00Z", seconds), format!("not a `timestamp` {texts}"));
    assert_eq!(message("soon", seconds), "not a `timestamp`");
    let numbers = "numbers are read with `timestamps: epoch_s`, `epoch_ms` or `epoch_us` behind `csv`";
    assert_eq!(message("1357034400", Some(TimestampFormat::Iso)), format!("not a `timestamp`; {numbers}"));
    assert_eq!(message("99999999999999999999", seconds), "number out of range for `timestamp`");
}
