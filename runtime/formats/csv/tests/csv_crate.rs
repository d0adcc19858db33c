//! The same records and fields as the `csv` crate, except where [`weir_csv`] says that it differs: a lone `\r` is text, and a
//! quote that is never closed, or only on another line amid text, is an error of its line.

use proptest::prelude::*;
use weir_csv::{Columns, CsvError, Cursor};
use weir_runtime::Bump;

fn ours(text: &[u8], separator: u8) -> Vec<Result<Vec<String>, CsvError>> {
    let scratch = Bump::new();
    let mut cursor = Cursor::new(text, separator);
    let mut records = Vec::new();
    loop {
        match cursor.fields() {
            Ok(fields) if fields.is_empty() => return records,
            Ok(fields) => records.push(Ok(fields
                .into_iter()
                .map(|raw| weir_csv::str(raw, &scratch).expect("the text is UTF-8").to_owned())
                .collect())),
            Err(error) => records.push(Err(error)),
        }
    }
}

fn theirs(text: &[u8], separator: u8) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text);
    let records = reader.records().map(|record| record.expect("the text is UTF-8"));
    records.map(|record| record.iter().map(str::to_owned).collect()).collect()
}

/// The text behind the first line of the first record whose quotes are to blame.
fn behind_stray(text: &[u8], separator: u8) -> Option<&[u8]> {
    let mut cursor = Cursor::new(text, separator);
    while cursor.fields().is_ok_and(|fields| !fields.is_empty()) {}
    let line = &text[cursor.record_start()..];
    Some(&line[line.iter().position(|byte| *byte == b'\n')? + 1..])
}

fn check(text: &str, separator: u8) {
    let (all, mut theirs) = (ours(text.as_bytes(), separator), theirs(text.as_bytes(), separator));
    let stray = all.iter().position(Result::is_err);
    if let Some(at) = stray {
        theirs.truncate(at);
        let behind = behind_stray(text.as_bytes(), separator);
        let behind = behind.map_or_else(Vec::new, |text| ours(text, separator));
        assert_eq!(all[at + 1..], behind[..], "{text:?}");
    }
    let before = all.into_iter().take(stray.unwrap_or(usize::MAX));
    let before: Vec<_> =
        before.map(|record| record.expect("those before the first error are records")).collect();
    assert_eq!(before, theirs, "{text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn random_text_splits_alike(pieces in prop::collection::vec("[,;\n\"]|\r\n|[a-c é]{1,3}", 0..60), semicolon: bool) {
        let text: String = pieces.concat();
        // A return may come to stand alone before a quote; that is where the two differ.
        prop_assume!(!text.replace("\r\n", "").contains('\r'));
        check(&text, if semicolon { b';' } else { b',' });
    }

    #[test]
    fn what_the_csv_crate_writes_is_read_back(
        rows in prop::collection::vec(prop::collection::vec("[a-c,;\"\n\r é]{0,90}", 2), 0..12),
        crlf: bool,
    ) {
        let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).expect("into memory");
        }
        let text = writer.into_inner().expect("into memory");
        let columns = Columns::in_order(&[1], 2);
        let scratch = Bump::new();
        let mut cursor = Cursor::new(&text, b',');
        for row in &rows {
            let [second] = cursor.record(&columns).expect("a record").expect("as many as written");
            prop_assert_eq!(weir_csv::str(second, &scratch).expect("UTF-8"), &row[1]);
        }
        prop_assert_eq!(cursor.record::<1>(&columns), Ok(None));
    }

    #[test]
    fn what_is_put_is_read_back_by_both(
        rows in prop::collection::vec(prop::collection::vec("[a-c,;\"\n\r é]{0,20}", 3), 0..12),
        semicolon: bool,
    ) {
        let separator = if semicolon { b';' } else { b',' };
        let mut text = Vec::new();
        for row in &rows {
            for (i, field) in row.iter().enumerate() {
                text.extend((i > 0).then_some(separator));
                weir_csv::put_str(&mut text, field, separator);
            }
            text.push(b'\n');
        }
        prop_assert_eq!(&theirs(&text, separator), &rows);
        let ours: Result<Vec<_>, _> = ours(&text, separator).into_iter().collect();
        prop_assert_eq!(ours.expect("all quotes are closed"), rows);
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let columns = Columns::in_order(&[0, 1], 2);
        let scratch = Bump::new();
        let mut cursor = Cursor::new(&bytes, b',');
        while let Some(record) = cursor.record::<2>(&columns).transpose() {
            for raw in record.into_iter().flatten() {
                let _ = (weir_csv::str(raw, &scratch), weir_csv::int::<i64>(raw));
            }
        }
    }
}
