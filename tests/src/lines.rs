//! Results as lines of text, compared as multisets; what differs is shown.

use flate2::read::MultiGzDecoder;
use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

/// How many differing lines of each side a message shows.
const SHOWN_MAX: usize = 5;

/// The text of a file; `.gz` is unpacked.
pub fn read(path: &Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut text = String::new();
    let read = match path.extension().is_some_and(|e| e == "gz") {
        true => MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text),
        false => (&bytes[..]).read_to_string(&mut text),
    };
    read.map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(text)
}

/// The lines, sorted bytewise.
pub fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

/// Fails unless both have the same lines, each as often; the message has the first lines that only one side has.
pub fn same(expected: &[&str], found: &[&str]) -> Result<(), String> {
    let (missing, unexpected) = difference(expected, found);
    if missing.is_empty() && unexpected.is_empty() {
        return Ok(());
    }
    let mut text = format!("{} lines expected, {} found", expected.len(), found.len());
    for (what, lines) in [("missing", &missing), ("unexpected", &unexpected)] {
        let _ = write!(text, "\n  {} {what}", lines.len());
        for line in lines.iter().take(SHOWN_MAX) {
            let _ = write!(text, "\n    {line}");
        }
    }
    Err(text)
}

/// Lines that only the first, and only the second has. Both are sorted.
fn difference<'a>(mut expected: &[&'a str], mut found: &[&'a str]) -> (Vec<&'a str>, Vec<&'a str>) {
    let (mut missing, mut unexpected) = (Vec::new(), Vec::new());
    while let (Some((&a, rest_a)), Some((&b, rest_b))) = (expected.split_first(), found.split_first()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => {
                missing.push(a);
                expected = rest_a;
            }
            std::cmp::Ordering::Greater => {
                unexpected.push(b);
                found = rest_b;
            }
            std::cmp::Ordering::Equal => (expected, found) = (rest_a, rest_b),
        }
    }
    missing.extend(expected);
    unexpected.extend(found);
    (missing, unexpected)
}

#[cfg(test)]
mod tests {
    use super::{same, sorted};

    #[test]
    fn a_difference_shows_the_lines_of_both_sides() {
        assert_eq!(same(&sorted("b\na\nb"), &sorted("b\nb\na")), Ok(()));
        let message = same(&sorted("a\nb\nb"), &sorted("c\nb\na"));
        let expected = "3 lines expected, 3 found\n  1 missing\n    b\n  1 unexpected\n    c";
        assert_eq!(message, Err(expected.to_owned()));
    }
}
