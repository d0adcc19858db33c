//! Which fields of a record are wanted, and where they stand: found once a file, by the names in its header or by position.

use crate::cursor::{Cursor, Raw};
use weir_runtime::error::{Error, shorten};
use weir_runtime::setup::nearest;

/// The wanted fields of a file's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// Positions of the wanted fields with their places among the wanted, ascending.
    pub(crate) wanted: Box<[(u32, u32)]>,
    /// Fields of each record.
    pub(crate) n_fields: u32,
    /// Whether an empty line is a record of one empty field; otherwise it is skipped.
    pub(crate) empty_lines: bool,
}

impl Columns {
    /// The columns with these names, in this order, of a file whose first record is `header`. A name that the header does not
    /// have, or has twice, is an error that names `place` (`path:line`).
    pub fn from_header(place: &str, header: &[u8], separator: u8, names: &[&str]) -> Result<Columns, Error> {
        let fields = header_fields(place, header, separator)?;
        let mut positions = Vec::with_capacity(names.len());
        for &name in names {
            let mut found = fields.iter().enumerate().filter(|(_, field)| *field == name).map(|(i, _)| i);
            let position = found.next().ok_or_else(|| missing(place, name, &fields))?;
            if found.next().is_some() {
                return Err(Error::world(format!("the header has column `{name}` twice")).place(place));
            }
            positions.push(position);
        }
        Ok(Columns::in_order(&positions, fields.len()))
    }

    /// The columns at these positions (from 0), in this order, of records of `n_fields` fields: for files without a header.
    ///
    /// # Panics
    /// When a position is not below `n_fields` or is wanted twice, which the compiler does not emit.
    pub fn in_order(positions: &[usize], n_fields: usize) -> Columns {
        let mut wanted: Vec<(u32, u32)> = positions.iter().zip(0..).map(|(&p, i)| (p as u32, i)).collect();
        wanted.sort_unstable();
        assert!(
            wanted.windows(2).all(|pair| pair[0].0 < pair[1].0),
            "a column is wanted once: {positions:?}"
        );
        assert!(positions.iter().all(|&p| p < n_fields), "columns of {n_fields}: {positions:?}");
        Columns { wanted: wanted.into(), n_fields: n_fields as u32, empty_lines: false }
    }

    /// Where records have one field, an empty line is one that is null: so it is written.
    #[must_use]
    pub fn with_empty_lines(mut self) -> Columns {
        self.empty_lines = self.n_fields == 1;
        self
    }

    /// Fields of each record.
    pub fn n_fields(&self) -> usize {
        self.n_fields as usize
    }
}

/// The names of a header, spaces around them dropped.
fn header_fields(place: &str, header: &[u8], separator: u8) -> Result<Vec<String>, Error> {
    let header = header.strip_prefix(b"\xef\xbb\xbf").unwrap_or(header);
    let scratch = weir_runtime::Bump::new();
    let wrong =
        |cause: &dyn std::fmt::Display| Error::world("cannot read the header").cause(cause).place(place);
    let mut cursor = Cursor::new(header, separator);
    let fields: Vec<Raw<'_>> = cursor.fields().map_err(|cause| wrong(&cause))?;
    let names =
        fields.into_iter().map(|field| crate::field::str(field, &scratch).map(|name| name.trim().to_owned()));
    names.collect::<Result<_, _>>().map_err(|cause| wrong(&cause))
}

fn missing(place: &str, name: &str, fields: &[String]) -> Error {
    /// Columns listed in the message, and characters of all of them.
    const LISTED_MAX: usize = 40;
    const CHARACTERS_MAX: usize = 400;
    let mut characters = 0;
    let fits = |field: &String| {
        characters += field.chars().count();
        characters <= CHARACTERS_MAX
    };
    let shown = fields.iter().take(LISTED_MAX).map(|field| shorten(field)).take_while(fits);
    let listed: Vec<String> = shown.map(|field| format!("`{field}`")).collect();
    let more = if fields.len() > listed.len() { ", …" } else { "" };
    let has = format!("it has {}{more}", listed.join(", "));
    let names = || fields.iter().map(String::as_str);
    let near = || {
        let same = names().find(|field| field.eq_ignore_ascii_case(name));
        same.or_else(|| nearest(name, names()))
    };
    let separator = match fields {
        [only] => [';', '\t', '|', ','].into_iter().find(|&other| only.contains(other)),
        _ => None,
    };
    let help = match (separator, near()) {
        (Some(other), _) => {
            format!("{has}, in one piece: `separator: {:?}` would make several of it", other.to_string())
        }
        (None, Some(near)) => format!("{has}; did you mean `{near}`?"),
        (None, None) => has,
    };
    Error::world(format!("no column `{name}` in the header")).place(place).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, names: &[&str]) -> Result<Vec<(u32, u32)>, String> {
        Columns::from_header("a.csv:1", header.as_bytes(), b',', names)
            .map(|columns| columns.wanted.to_vec())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn names_become_positions_whatever_their_order() {
        assert_eq!(check("a,b,c\r\n", &["c", "a"]), Ok(vec![(0, 1), (2, 0)]));
        assert_eq!(
            check("\u{feff}\"a\", b ,\"say \"\"c\"\"\"\n", &["say \"c\"", "b", "a"]),
            Ok(vec![(0, 2), (1, 1), (2, 0)])
        );
        assert_eq!(check("a,b,b", &["a"]), Ok(vec![(0, 0)]));
    }

    #[test]
    fn a_missing_or_doubled_column_is_named_with_its_file() {
        let missing = check("a,b\n", &["dep_delay"]).unwrap_err();
        assert!(
            missing.contains("no column `dep_delay` in the header, at a.csv:1; it has `a`, `b`"),
            "{missing}"
        );
        let cut = check("a;b\n", &["a"]).unwrap_err();
        assert!(cut.contains("`separator: \";\"`"), "{cut}");
        let near = check("origin,dest\n", &["orgin"]).unwrap_err();
        assert!(near.ends_with("did you mean `origin`?"), "{near}");
        let one_piece = check("origin;n\n", &["origin"]).unwrap_err();
        assert!(one_piece.contains("`separator: \";\"`"), "{one_piece}");
        let short = check("b,c\n", &["a"]).unwrap_err();
        assert!(!short.contains("did you mean"), "{short}");
        let case = check("A,B\n", &["a"]).unwrap_err();
        assert!(case.contains("it has `A`, `B`; did you mean `A`?"), "{case}");
        let long = check(&format!("a{}", ",b23456789".repeat(500)), &["dep_delay"]).unwrap_err();
        assert!(
            long.len() < 700 && long.contains("; it has `a`, `b23456789`") && long.ends_with(", …"),
            "{long}"
        );
        let twice = check("a,b,b\n", &["b"]).unwrap_err();
        assert!(twice.contains("the header has column `b` twice, at a.csv:1"), "{twice}");
    }

    #[test]
    fn a_header_that_is_no_text_is_refused() {
        let error = Columns::from_header("a.csv:1", b"a,\xff\n", b',', &["a"]).unwrap_err().to_string();
        assert!(error.contains("cannot read the header: invalid UTF-8"), "{error}");
    }
}
