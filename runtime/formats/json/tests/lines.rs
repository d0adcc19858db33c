//! Records read out of marked blocks, with shapes and the order of keys learnt from the lines before: the same values, errors and places of errors as
//! line by line with nothing known, and the values that serde_json gives. Rows are random, and damaged.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use proptest::prelude::*;
use serde_json::Value;
use weir_json::{Cursor, JsonError, Line, Marks, Order, Shapes, Wanted, WantedValue};
use weir_runtime::Bump;

const NAMES: [&[u8]; 5] = [b"auction", b"text", b"small", b"inner", b"price"];
const KEYS: [&str; 10] = [
    "auction",
    "text",
    "small",
    "inner",
    "price",
    "x",
    "auctio",
    "a_key_that_is_longer_than_one_word",
    "a_key_that_is_longer_than_one_more",
    "caf\u{e9}",
];

/// The same fields, numbered.
static WANTED: &[Wanted] = &[
    wanted(b"auction", 0, WantedValue::Int { unit: 1, optional: false }),
    wanted(b"text", 1, WantedValue::Other),
    wanted(b"small", 2, WantedValue::Int { unit: 1, optional: false }),
    wanted(
        b"inner",
        3,
        WantedValue::Record(&[wanted(b"auction", 4, WantedValue::Int { unit: 1, optional: false })]),
    ),
    wanted(b"price", 5, WantedValue::Float { optional: true }),
];

const fn wanted(key: &'static [u8], place: u8, value: WantedValue) -> Wanted {
    Wanted { key, place, value }
}

/// What is read of a line: integers of two widths, a string, a record, a float.
#[derive(Debug, Default, PartialEq)]
struct Row {
    auction: Option<i64>,
    text: Option<String>,
    small: Option<u8>,
    inner: Option<Option<i64>>,
    price: Option<f64>,
}

/// As generated code does it.
fn read(cur: &mut Cursor<'_>, orders: &mut [Order; 2]) -> Result<Row, JsonError> {
    let scratch = Bump::new();
    let mut row = Row::default();
    cur.begin_object()?;
    orders[0].begin();
    while let Some(slot) = cur.slot(&mut orders[0], &NAMES)? {
        match slot {
            0 => row.auction = Some(cur.int()?),
            1 => row.text = if cur.null() { None } else { Some(cur.str(&scratch)?.to_owned()) },
            2 => row.small = Some(cur.int()?),
            4 => row.price = if cur.null() { None } else { Some(cur.f64()?) },
            _ => {
                let mut auction = None;
                cur.begin_object()?;
                orders[1].begin();
                while cur.slot(&mut orders[1], &NAMES[..1])?.is_some() {
                    auction = Some(cur.int()?);
                }
                row.inner = Some(auction);
            }
        }
    }
    cur.end()?;
    Ok(row)
}

/// The same of serde_json's value; `None` where a field is of another type.
fn expected(line: &[u8]) -> Option<Row> {
    let value: Value = serde_json::from_slice(line).ok()?;
    let fields = value.as_object()?;
    let int = |value: &Value| value.as_i64().filter(|_| value.is_i64() || value.is_u64());
    let mut row = Row::default();
    for (key, value) in fields {
        match key.as_str() {
            "auction" => row.auction = Some(int(value)?),
            "text" if value.is_null() => {}
            "text" => row.text = Some(value.as_str()?.to_owned()),
            "price" if value.is_null() => {}
            "price" => row.price = Some(value.as_f64()?),
            "small" => row.small = Some(int(value)?.try_into().ok()?),
            "inner" => {
                row.inner =
                    Some(value.as_object()?.get("auction").map(|v| int(v).ok_or(())).transpose().ok()?)
            }
            _ => {}
        }
    }
    Some(row)
}

/// The row of a line whose fields have been found, as generated code makes it.
fn shaped(line: Line<'_>, present: u64, values: &[i64; 6]) -> Option<Row> {
    let (cursor, scratch) = (&mut line.cursor(), Bump::new());
    let has = |place: u8| present & 1 << place != 0;
    Some(Row {
        auction: has(0).then_some(values[0]),
        text: if !has(1) || {
            cursor.go_to(values[1]);
            cursor.null()
        } {
            None
        } else {
            Some(cursor.str(&scratch).ok()?.to_owned())
        },
        small: if has(2) { Some(u8::try_from(values[2]).ok()?) } else { None },
        inner: has(3).then(|| has(4).then_some(values[4])),
        price: has(5).then(|| f64::from_bits(values[5].cast_unsigned())),
    })
}

fn check(block: &[u8]) {
    let (mut marks, mut orders) = (Marks::new(), [Order::new(), Order::new()]);
    let (mut shapes, mut values) = (Shapes::new(), [0; 6]);
    let plain = block.split(|&b| b == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let mut lines = marks.lines(block);
    for expected_line in plain {
        let (found, present) = lines.next_shaped(&mut shapes, &mut values).expect("as many lines");
        let line = found.text();
        assert_eq!(line, expected_line);
        let row = present.and_then(|present| shaped(found, present, &values));
        let ours = row.map_or_else(
            || {
                let mut cursor = found.cursor();
                read(&mut cursor, &mut orders).inspect(|_| shapes.learn(&mut cursor, WANTED))
            },
            Ok,
        );
        let text = String::from_utf8_lossy(line);
        let alone = read(&mut Cursor::new(line), &mut [Order::new(), Order::new()]);
        assert_eq!(ours, alone, "{text}");
        if std::str::from_utf8(line).is_err() {
            continue;
        }
        // Where a key occurs twice, the first value must be of the type too; `-0` is an integer to us alone.
        let spelt = text.replace("\\u0061", "a").replace("\\u006e", "n");
        let twice = NAMES
            .iter()
            .any(|name| spelt.as_bytes().windows(name.len()).filter(|window| window == name).count() > 1);
        // Of what is skipped only the form counts: `1e999` and half a surrogate pair are no values to serde_json.
        let form_only = serde_json::from_slice::<Value>(line).is_err()
            && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
        match (ours, expected(line)) {
            (Ok(ours), Some(theirs)) => assert_eq!(ours, theirs, "{text}"),
            (Err(_), None) => {}
            (ours, theirs) => assert!(
                twice || form_only || text.contains("-0"),
                "{text}: {ours:?} but serde_json says {theirs:?}"
            ),
        }
    }
    assert!(lines.next_shaped(&mut shapes, &mut values).is_none());
    assert_eq!(marks.line_ends(), block.iter().filter(|&&byte| byte == b'\n').count() as u64);
}

/// A value as text: what the fields want, most often, and other things.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => any::<i64>().prop_map(|n| n.to_string()),
        4 => (0..400i64).prop_map(|n| n.to_string()),
        4 => "[0-9]{1,22}",
        4 => "-?[0-9]{1,9}\\.[0-9]{0,9}",
        4 => any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
        6 => "([a-zé ]|\\\\\\\\|\\\\\"|\\\\n|\\\\u00e9|\\\\/){0,90}".prop_map(|text| format!("\"{text}\"")),
        1 => Just("null".to_owned()),
        1 => Just(" 7 ".to_owned()),
        1 => Just("[{},[1,\"a\\\\\"]]".to_owned()),
        1 => Just("1.5e3".to_owned()),
        1 => Just("-0".to_owned()),
    ]
}

fn object(inner: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let field = (0..KEYS.len(), value(), inner).prop_map(|(key, value, inner)| {
        let value = if KEYS[key] == "inner" { inner } else { value };
        // Now and then a key is written with an escape.
        let spelt = match key + value.len() % 7 {
            0 => "\\u0061uction",
            3 => "i\\u006ener",
            _ => KEYS[key],
        };
        format!("\"{spelt}\":{value}")
    });
    prop::collection::vec(field, 0..9).prop_map(|fields| format!("{{{}}}", fields.join(",")))
}

/// Lines of which many have the same keys in the same order.
fn block() -> impl Strategy<Value = Vec<u8>> {
    let inner =
        prop_oneof![Just("{}".to_owned()), value().prop_map(|v| format!("{{\"x\":1,\"auction\":{v}}}"))];
    let usual = (value(), value(), value(), 0..9_999_999_999_999i64).prop_map(|(a, b, c, n)| {
        format!(
            "{{\"auction\":{n},\"x\":{a},\"text\":{b},\"price\":{},\"inner\":{{\"auction\":{n},\"y\":{c}}},\"small\":{}}}",
            n as f64 / 256.0,
            n % 256
        )
    });
    let line = prop_oneof![4 => usual, 2 => object(inner)];
    let end = prop_oneof![8 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\n \n\n")];
    prop::collection::vec((line, end), 0..8)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect::<String>().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn whole_rows_are_read_alike(block in block()) {
        check(&block);
    }

    #[test]
    fn damaged_rows_are_read_alike(
        mut block in block(),
        edits in prop::collection::vec(
            (any::<prop::sample::Index>(), prop_oneof![any::<u8>(), prop::sample::select(&b"\"\\{}[],:0-1e.\n ntu"[..])], 0..3u8),
            1..6,
        ),
    ) {
        for (place, byte, kind) in edits {
            if block.is_empty() {
                break;
            }
            let at = place.index(block.len());
            match kind {
                0 => block[at] = byte,
                1 => block.insert(at, byte),
                _ => drop(block.remove(at)),
            }
        }
        check(&block);
    }
}
