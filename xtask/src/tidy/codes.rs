//! Each diagnostic code has a file in `tests/errors/`, each file a code, and each file what a user sees.

use super::Tree;
use std::collections::BTreeSet;

pub(super) fn check(tree: &Tree) -> Vec<String> {
    let text = tree.text("dsl/src/diagnostics/codes.rs");
    let codes: BTreeSet<&str> = text.lines().filter_map(code).collect();
    let stems: BTreeSet<&str> = tree
        .ending(".weir")
        .filter_map(|file| file.strip_prefix("tests/errors/"))
        .filter_map(|file| file.trim_end_matches(".weir").split('-').next())
        .collect();
    let mut findings = Vec::new();
    for code in codes.difference(&stems) {
        findings
            .push(format!("tests/errors/{code}.weir: missing, the code is in dsl/src/diagnostics/codes.rs"));
    }
    for stem in stems.difference(&codes) {
        findings.push(format!("tests/errors/{stem}.weir: there is no such code"));
    }
    let shown = |file: &&str| !tree.files.iter().any(|other| *other == file.replace(".weir", ".diagnostics"));
    let silent = tree.ending(".weir").filter(|file| file.starts_with("tests/errors/")).filter(shown);
    findings.extend(silent.map(|file| format!("{file}: no `.diagnostics` beside it")));
    findings
}

/// `SYNTAX = "E0101", "…";`
fn code(line: &str) -> Option<&str> {
    let (constant, rest) = line.trim().split_once(" = \"")?;
    let is_constant = constant.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    if is_constant { rest.split('"').next() } else { None }
}

#[cfg(test)]
mod tests {
    use super::{check, code};
    use crate::tidy::Tree;

    #[test]
    fn a_code_is_read_off_its_line() {
        assert_eq!(code("    SYNTAX = \"E0101\", \"the text\";"), Some("E0101"));
        assert_eq!(code("    let x = \"E0101\";"), None);
    }

    #[test]
    fn every_code_of_this_checkout_has_its_file() {
        assert_eq!(check(&Tree::of_this_checkout()), [""; 0]);
    }
}
