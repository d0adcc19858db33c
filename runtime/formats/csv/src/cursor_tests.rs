//! The dialect, by example.

use super::*;

/// All records of `text`, fields raw, joined by `|`.
fn check(text: &str) -> Vec<String> {
    let mut cursor = Cursor::new(text.as_bytes(), b',');
    let mut records = Vec::new();
    loop {
        match cursor.fields() {
            Ok(fields) if fields.is_empty() => return records,
            Ok(fields) => {
                let fields: Vec<_> = fields.iter().map(|f| String::from_utf8_lossy(f.bytes())).collect();
                records.push(fields.join("|"));
            }
            Err(error) => records.push(format!("error: {error}")),
        }
    }
}

#[test]
fn records_end_with_either_line_end_or_with_the_text() {
    assert_eq!(check("a,b\nc,d\n"), ["a|b", "c|d"]);
    assert_eq!(check("a,b\r\nc,d\r\n"), ["a|b", "c|d"]);
    assert_eq!(check("a,b\nc,d"), ["a|b", "c|d"]);
    assert_eq!(check("a,\n,b\n,\n,"), ["a|", "|b", "|", "|"]);
    assert!(check("").is_empty());
}

#[test]
fn empty_lines_are_skipped() {
    assert_eq!(check("\n\r\na\n\n\nb\n\r\n"), ["a", "b"]);
    assert_eq!(check(" \n"), [" "]);
}

#[test]
fn where_records_have_one_field_an_empty_line_may_be_one() {
    let read = |text: &str, columns: Columns| {
        let mut cursor = Cursor::new(text.as_bytes(), b',');
        let mut records = Vec::new();
        while let Some([field]) = cursor.record::<1>(&columns).expect("records are whole") {
            records.push(String::from_utf8_lossy(field.bytes()).into_owned());
        }
        records
    };
    let text = "\na\n\r\n\nb\n\n";
    assert_eq!(read(text, Columns::in_order(&[0], 1).with_empty_lines()), ["", "a", "", "", "b", ""]);
    assert_eq!(read(text, Columns::in_order(&[0], 1)), ["a", "b"]);
    assert_eq!(read("\na,b\n\n", Columns::in_order(&[0], 2).with_empty_lines()), ["a"]);
}

#[test]
fn a_lone_return_is_text() {
    assert_eq!(check("a\rb,c\n\rd\n"), ["a\rb|c", "\rd"]);
}

#[test]
fn quotes_count_at_the_start_of_a_field_only() {
    assert_eq!(check("\"a,b\",c\n"), ["\"a,b\"|c"]);
    assert_eq!(check("\"a\nb\",\"c\r\nd\"\r\ne"), ["\"a\nb\"|\"c\r\nd\"", "e"]);
    assert_eq!(check("\"a\"\"b\",\"\",\"\"\"\"\n"), ["\"a\"\"b\"|\"\"|\"\"\"\""]);
    assert_eq!(check("5\" pipe,a \"b, c\"\n"), ["5\" pipe|a \"b| c\""]);
    assert_eq!(check(" \"a\",b\n"), [" \"a\"|b"]);
    assert_eq!(check("\"a\"b\"c,d\n"), ["\"a\"b\"c|d"]);
}

#[test]
fn a_quote_that_is_never_closed_is_an_error_of_its_line() {
    const ERROR: &str = "error: a quoted field is never closed";
    assert_eq!(check("a\n\"b,c\nd\n"), ["a", ERROR, "d"]);
    assert_eq!(check("a,\"b"), [ERROR]);
    assert_eq!(check("a,\"b\n\nc\r\n"), [ERROR, "c"]);
    for len in [1, 50, 61, 62, 63, 64, 65, 126, 127, 128, 200] {
        let long = "x".repeat(len);
        assert_eq!(check(&format!("{long},\"\n{long},b\nc\n")), [ERROR, &format!("{long}|b"), "c"], "{len}");
    }
}

#[test]
fn records_between_two_stray_quotes_are_records() {
    const ERROR: &str = "error: a quoted field is closed on another line, with text behind it";
    const UNCLOSED: &str = "error: a quoted field is never closed";
    let text = "1,\"5 inch,1\n2,b,2\n3,\"c, d\",3\n4,\"6 inch,4\r\n5,e,5\r\n";
    assert_eq!(check(text), [ERROR, "2|b|2", "3|\"c, d\"|3", UNCLOSED, "5|e|5"]);
    assert_eq!(check("\"a\nb\",c\n\"d\ne\"\r\n\"f\ng\""), ["\"a\nb\"|c", "\"d\ne\"", "\"f\ng\""]);
    assert_eq!(check("\"a\"b,c\n"), ["\"a\"b|c"], "on one line it is text");
}

#[test]
fn lines_that_are_all_open_at_their_end_are_walked_over_a_few_times() {
    let lines = 4_000;
    let text: String = (0..lines).map(|n| format!("name{n}\",\"street {n}\",\"NY\n")).collect();
    let mut cursor = Cursor::new(text.as_bytes(), b',');
    let (mut bad, mut walked) = (0, 0);
    loop {
        match cursor.fields() {
            Ok(fields) if fields.is_empty() => break,
            Ok(fields) => panic!("{} fields", fields.len()),
            Err(error) => assert_eq!(error, CsvError::UnclosedQuote),
        }
        (bad, walked) = (bad + 1, cursor.in_vain);
    }
    assert_eq!(bad, lines);
    assert!(walked <= (WALKS_IN_VAIN + 2) * text.len(), "{walked} bytes of {}", text.len());
}

#[test]
fn fields_longer_than_a_window_are_whole() {
    for len in [1, 62, 63, 64, 65, 127, 128, 200] {
        let long = "x".repeat(len);
        assert_eq!(
            check(&format!("{long},a\n{long}\n\n\"{long},\"\n")),
            [format!("{long}|a"), long.clone(), format!("\"{long},\"")]
        );
    }
}

#[test]
fn wanted_fields_come_in_the_order_asked_for_and_the_count_is_checked() {
    let columns = Columns::in_order(&[2, 0], 3);
    let mut cursor = Cursor::new(b"a,b,c\nd,e\nf,g,h,i\nj,k,l", b',');
    assert_eq!(cursor.record(&columns), Ok(Some([Raw(b"c"), Raw(b"a")])));
    assert_eq!(cursor.record::<2>(&columns), Err(CsvError::FieldCount { expected: 3, found: 2 }));
    assert_eq!((cursor.record_start(), cursor.record_text()), (6, &b"d,e"[..]));
    assert_eq!(cursor.record::<2>(&columns), Err(CsvError::FieldCount { expected: 3, found: 4 }));
    assert_eq!(cursor.record(&columns), Ok(Some([Raw(b"l"), Raw(b"j")])));
    assert_eq!(cursor.record::<2>(&columns), Ok(None));
    assert_eq!(cursor.record::<2>(&columns), Ok(None));
}

#[test]
fn a_record_of_which_nothing_is_wanted_still_counts() {
    let columns = Columns::in_order(&[], 2);
    let mut cursor = Cursor::new(b"a;b\nc;d\n", b';');
    assert_eq!(cursor.record::<0>(&columns), Ok(Some([])));
    assert_eq!(cursor.record::<0>(&columns), Ok(Some([])));
    assert_eq!(cursor.record::<0>(&columns), Ok(None));
}
