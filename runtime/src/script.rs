//! Scripts: rows of all sources and watermarks in one global order, for jobs built from `test` blocks. Lines are
//! `{"s":0,"r":{…}}` (a row of source 0 as JSON) and `{"w":"2013-01-01T10:00:00Z"}` (the watermark of every source becomes at least this).
//! Worker 0 reads it; the others end at once. The rows' JSON is decoded by generated code.

use crate::env::disk;
use crate::error::{Error, Result};
use crate::setup::literal;
use std::path::Path;

/// A script, read whole: tests are small.
#[derive(Debug)]
pub struct Script {
    bytes: Vec<u8>,
    at: usize,
    line: usize,
    path: String,
}

/// One line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScriptLine<'a> {
    /// A row of a source.
    Row {
        /// Index of the source.
        source: usize,
        /// The row as a JSON object.
        json: &'a [u8],
    },
    /// The watermark of every source becomes at least this (µs).
    Advance(i64),
}

impl Script {
    /// Reads the file.
    pub fn open(path: &Path) -> Result<Script> {
        Ok(Script { bytes: disk::read(path)?, at: 0, line: 0, path: path.display().to_string() })
    }

    /// `path:line` of the last line, for messages.
    pub fn place(&self) -> String {
        format!("{}:{}", self.path, self.line)
    }

    /// The next line; blank ones are skipped. Not an iterator: lines borrow from the script.
    #[allow(clippy::should_implement_trait, reason = "lends")]
    pub fn next(&mut self) -> Option<Result<ScriptLine<'_>>> {
        let range = loop {
            if self.at >= self.bytes.len() {
                return None;
            }
            let rest = &self.bytes[self.at..];
            let len = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
            let range = self.at..self.at + len;
            self.at += len + 1;
            self.line += 1;
            if len > 0 {
                break range;
            }
        };
        let place = self.place();
        let line = &self.bytes[range];
        Some(
            parse(line)
                .ok_or_else(|| Error::invalid("not a line of a script").value_bytes(line).place(place)),
        )
    }
}

fn parse(line: &[u8]) -> Option<ScriptLine<'_>> {
    if let Some(rest) = line.strip_prefix(b"{\"w\":\"") {
        let text = std::str::from_utf8(rest.strip_suffix(b"\"}")?).ok()?;
        return literal::timestamp(text).map(ScriptLine::Advance);
    }
    let rest = line.strip_prefix(b"{\"s\":")?;
    let comma = rest.iter().position(|b| *b == b',')?;
    let source = std::str::from_utf8(&rest[..comma]).ok()?.parse().ok()?;
    let json = rest[comma..].strip_prefix(b",\"r\":")?.strip_suffix(b"}")?;
    Some(ScriptLine::Row { source, json })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_rows_and_watermarks() {
        assert_eq!(
            parse(br#"{"s":1,"r":{"a":{}}}"#),
            Some(ScriptLine::Row { source: 1, json: br#"{"a":{}}"# })
        );
        assert_eq!(parse(br#"{"w":"1970-01-01T00:00:02Z"}"#), Some(ScriptLine::Advance(2_000_000)));
        assert_eq!(parse(br#"{"x":1}"#), None);
    }
}
