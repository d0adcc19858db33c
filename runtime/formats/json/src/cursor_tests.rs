//! The walk over objects and arrays, by example.

use super::*;

/// Reads `a` and `b` of an object, guessing that it begins with `a`; the rest is skipped.
fn check(line: &str) -> Result<(Option<i64>, Option<i64>), Cause> {
    let read = || {
        let (mut a, mut b) = (None, None);
        let mut cur = Cursor::new(line.as_bytes());
        cur.begin_object()?;
        if cur.literal(b"\"a\":") {
            a = Some(cur.int()?);
        }
        while let Some(key) = cur.key()? {
            match key {
                b"a" => a = Some(cur.int()?),
                b"b" => b = if cur.null() { None } else { Some(cur.int()?) },
                _ => cur.skip()?,
            }
        }
        cur.end()?;
        Ok((a, b))
    };
    read().map_err(|error: JsonError| error.cause)
}

#[test]
fn keys_come_in_any_order_and_the_last_of_two_wins() {
    assert_eq!(check(r#"{"a":1,"b":2}"#), Ok((Some(1), Some(2))));
    assert_eq!(check(r#"{"b":2,"a":1}"#), Ok((Some(1), Some(2))));
    assert_eq!(check(r#" { "b" : 2 , "a" : 1 } "#), Ok((Some(1), Some(2))));
    assert_eq!(check(r#"{"a":1,"a":3}"#), Ok((Some(3), None)));
    assert_eq!(check(r#"{"b":null,"x":{"a":9,"y":[{}]}}"#), Ok((None, None)));
    assert_eq!(check("{}"), Ok((None, None)));
}

#[test]
fn an_escaped_key_is_the_same_key() {
    assert_eq!(check(r#"{"\u0061":1,"\u0062":2}"#), Ok((Some(1), Some(2))));
    assert_eq!(check(r#"{"\ud800":1}"#), Err(Cause::InvalidEscape));
}

#[test]
fn what_is_not_an_object_of_that_kind_is_refused() {
    for (line, cause) in [
        ("", Cause::UnexpectedEnd),
        ("[]", Cause::Expected("an object")),
        ("x", Cause::UnexpectedCharacter),
        ("{", Cause::UnexpectedEnd),
        ("{\"a\":1", Cause::UnexpectedEnd),
        ("{\"a\":1,}", Cause::UnexpectedCharacter),
        ("{,\"a\":1}", Cause::UnexpectedCharacter),
        ("{\"a\":1 \"b\":2}", Cause::UnexpectedCharacter),
        ("{\"a\"}", Cause::UnexpectedCharacter),
        ("{a:1}", Cause::UnexpectedCharacter),
        ("{\"b\":true}", Cause::Expected("an integer")),
        ("{} {}", Cause::TrailingCharacters),
    ] {
        assert_eq!(check(line), Err(cause), "{line}");
    }
}

#[test]
fn a_wrong_guess_takes_nothing() {
    let mut cur = Cursor::new(br#"{"a":1,"b":2}"#);
    cur.begin_object().unwrap();
    assert!(!cur.literal(b"\"b\":"));
    assert!(cur.literal(b"\"a\":"));
    assert_eq!(cur.int::<u8>(), Ok(1));
    assert!(!cur.literal(b"\"a\":"));
    assert_eq!(cur.key(), Ok(Some(&b"b"[..])));
}

#[test]
fn arrays_are_walked_element_by_element() {
    let mut cur = Cursor::new(b"[1, 2,[3],[]]");
    cur.begin_array().unwrap();
    let mut kinds = Vec::new();
    while cur.element().unwrap() {
        kinds.push(cur.kind().unwrap());
        cur.skip().unwrap();
    }
    assert_eq!(kinds, [Kind::Number, Kind::Number, Kind::Array, Kind::Array]);
    assert_eq!(cur.end(), Ok(()));
}

#[test]
fn errors_say_where() {
    let mut cur = Cursor::new(br#"{"a":1.5}"#);
    cur.begin_object().unwrap();
    cur.key().unwrap();
    let error = cur.int::<i64>().unwrap_err();
    assert_eq!(error, JsonError { cause: Cause::Expected("an integer"), at: 5 });
    assert_eq!(error.to_string(), "expected an integer (character 6)");
}
