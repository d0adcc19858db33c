//! The same verdicts and values as serde_json, on valid, damaged and random text.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use proptest::prelude::*;
use serde_json::{Map, Number, Value, json};
use weir_json::{Cursor, JsonError, Kind};
use weir_runtime::Bump;

/// A whole value through the cursor.
fn read(cur: &mut Cursor<'_>, scratch: &Bump) -> Result<Value, JsonError> {
    Ok(match cur.kind()? {
        Kind::Null if cur.null() => Value::Null,
        Kind::Null => return Err(cur.bool().unwrap_err()),
        Kind::Bool => Value::Bool(cur.bool()?),
        Kind::Number => number(cur)?,
        Kind::String => Value::String(cur.str(scratch)?.to_owned()),
        Kind::Array => {
            let mut items = Vec::new();
            cur.begin_array()?;
            while cur.element()? {
                items.push(read(cur, scratch)?);
            }
            Value::Array(items)
        }
        Kind::Object => {
            let mut fields = Map::new();
            cur.begin_object()?;
            while let Some(key) = cur.key()? {
                let key = String::from_utf8(key.to_vec());
                let value = read(cur, scratch)?;
                // Keys are compared, never shown: the cursor leaves their UTF-8 to whoever wants it.
                fields.insert(key.map_err(|_| cur.bool().unwrap_err())?, value);
            }
            Value::Object(fields)
        }
    })
}

/// As serde_json sorts numbers: u64, i64, else float; `-0` is a float there.
fn number(cur: &mut Cursor<'_>) -> Result<Value, JsonError> {
    let mut again = cur.clone();
    if let Ok(value) = cur.clone().int::<u64>()
        && again.number("a number")? != b"-0"
    {
        cur.int::<u64>()?;
        return Ok(json!(value));
    }
    if let Ok(value) = cur.clone().int::<i64>()
        && value != 0
    {
        cur.int::<i64>()?;
        return Ok(json!(value));
    }
    Ok(Value::Number(Number::from_f64(cur.f64()?).expect("finite")))
}

fn check(text: &[u8]) {
    let scratch = Bump::new();
    let mut cur = Cursor::new(text);
    let ours = read(&mut cur, &scratch).and_then(|value| cur.end().map(|()| value));
    let theirs = serde_json::from_slice::<Value>(text);
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs, "{}", String::from_utf8_lossy(text)),
        (Err(_), Err(_)) => {}
        _ => panic!("{}: {ours:?} but serde_json says {theirs:?}", String::from_utf8_lossy(text)),
    }
    let mut cur = Cursor::new(text);
    let skipped = cur.skip().and_then(|()| cur.end());
    let ignored = serde_json::from_slice::<serde::de::IgnoredAny>(text);
    let too_deep = matches!(&skipped, Err(e) if e.cause == weir_json::Cause::TooDeep);
    assert!(
        skipped.is_ok() == ignored.is_ok() || too_deep,
        "{}: {skipped:?} but serde_json says {ignored:?}",
        String::from_utf8_lossy(text)
    );
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|n| json!(n)),
        any::<u64>().prop_map(|n| json!(n)),
        any::<f64>().prop_filter("finite", |x| x.is_finite()).prop_map(|x| json!(x)),
        any::<String>().prop_map(Value::String),
        "[a-z\\\\\"\u{0}-\u{1f}é€😀]{0,40}".prop_map(Value::String),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::Array),
            prop::collection::vec((".{0,20}", inner), 0..8)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Pieces that JSON is made of, and some that it is not.
const PIECES: [&str; 42] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "null",
    "true",
    "false",
    "nul",
    "0",
    "-0",
    "00",
    "1",
    "-",
    "+",
    ".",
    "e",
    "E5",
    "1.5",
    "1e400",
    "18446744073709551616",
    " ",
    "\t",
    "\n",
    "\r",
    "\u{0}",
    "\u{b}",
    "\"a\"",
    "\"a\":",
    "\\u0041",
    "\\ud83d",
    "\\ude00",
    "\\n",
    "\\x",
    "\u{feff}",
    "é",
    "\"\\u12\"",
    "1E-7",
    "\u{7f}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn valid_json_reads_as_the_same_value(value in any_json(), pretty: bool) {
        let text = if pretty { serde_json::to_vec_pretty(&value) } else { serde_json::to_vec(&value) };
        check(&text.expect("values are JSON"));
    }

    #[test]
    fn damaged_json_gets_the_same_verdict(
        value in any_json(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3u8), 1..4),
    ) {
        let mut text = serde_json::to_vec(&value).expect("values are JSON");
        for (place, byte, kind) in edits {
            if text.is_empty() {
                break;
            }
            let at = place.index(text.len());
            match kind {
                0 => text[at] = byte,
                1 => text.insert(at, byte),
                _ => text.truncate(at),
            }
        }
        check(&text);
    }

    #[test]
    fn random_pieces_get_the_same_verdict(pieces in prop::collection::vec(0..PIECES.len(), 0..12)) {
        let text: String = pieces.into_iter().map(|i| PIECES[i]).collect();
        check(text.as_bytes());
    }

    #[test]
    fn random_bytes_get_the_same_verdict(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        check(&bytes);
    }

    #[test]
    fn strings_and_floats_that_are_put_are_read_back(text: String, x in any::<f64>().prop_filter("finite", |x| x.is_finite())) {
        let mut json = Vec::new();
        weir_json::put_str(&mut json, &text);
        prop_assert_eq!(serde_json::from_slice::<String>(&json).expect("JSON"), text);
        json.clear();
        weir_json::put_f64(&mut json, x);
        prop_assert_eq!(serde_json::from_slice::<f64>(&json).expect("JSON").to_bits(), x.to_bits());
        prop_assert_eq!(Cursor::new(&json).f64().expect("JSON").to_bits(), x.to_bits());
    }

    #[test]
    fn random_strings_get_the_same_verdict(inside in "[\\\\\"/bfnrtu0-9a-fA-F\u{1f}é ]{0,30}") {
        check(format!("\"{inside}\"").as_bytes());
    }

    #[test]
    fn random_numbers_get_the_same_verdict(text in "-?[0-9]{0,22}(\\.[0-9]{0,20})?([eE][+-]?[0-9]{0,3})?") {
        check(text.as_bytes());
    }
}

#[test]
fn nesting_has_the_same_limit() {
    for depth in [126, 127, 128, 129] {
        check(("[".repeat(depth) + &"]".repeat(depth)).as_bytes());
        check(("{\"a\":".repeat(depth) + "1" + &"}".repeat(depth)).as_bytes());
    }
}
