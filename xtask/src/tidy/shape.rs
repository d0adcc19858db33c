//! Files begin with what they are for and stay small; so do functions. Functions are found by their layout, which `cargo fmt` fixes: from the
//! line with `fn` to the brace at its indentation.

use super::Tree;

/// Lines of a file.
const FILE_MAX: usize = 500;
/// Lines of a function, from its signature to its brace.
const FUNCTION_MAX: usize = 70;

pub(super) fn check(tree: &Tree) -> Vec<String> {
    let ours = |file: &&str| !file.starts_with("tests/golden/");
    tree.ending(".rs").filter(ours).flat_map(|file| file_findings(file, &tree.text(file))).collect()
}

fn file_findings(file: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    if !text.starts_with("//! ") {
        findings.push(format!("{file}: does not open with `//!`: what it is for"));
    }
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() > FILE_MAX {
        findings.push(format!("{file}: {} lines, {FILE_MAX} are the most", lines.len()));
    }
    for (number, line) in lines.iter().enumerate() {
        let Some(length) = function_length(line, &lines[number..]) else { continue };
        if length > FUNCTION_MAX {
            findings.push(format!(
                "{file}:{}: a function of {length} lines, {FUNCTION_MAX} are the most",
                number + 1
            ));
        }
    }
    findings
}

/// Lines of the function that begins here, if one does.
fn function_length(line: &str, rest: &[&str]) -> Option<usize> {
    let text = line.trim_start();
    let words = text.split([' ', '(']).take_while(|word| *word != "fn").collect::<Vec<_>>();
    let qualifiers = ["pub", "const", "async", "unsafe", "extern", "\"C\"", "crate)", "super)", "in"];
    let is_function = text.contains("fn ") && words.iter().all(|word| qualifiers.contains(word));
    if !is_function || text.starts_with("//") {
        return None;
    }
    let indentation = &line[..line.len() - text.len()];
    let end = format!("{indentation}}}");
    for (number, line) in rest.iter().enumerate() {
        if *line == end {
            return Some(number + 1);
        }
        // A signature without a body.
        if line.ends_with(';') && line.len() - line.trim_start().len() <= indentation.len() {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::file_findings;

    #[test]
    fn a_long_function_is_found() {
        let body = "        let x = 1;\n".repeat(70);
        let text = format!(
            "//! A file.\nimpl X {{\n    pub(super) const fn long(&self) {{\n{body}    }}\n    fn short() {{}}\n}}\n"
        );
        assert_eq!(file_findings("a.rs", &text), ["a.rs:3: a function of 72 lines, 70 are the most"]);
    }

    #[test]
    fn a_file_says_what_it_is_for() {
        assert_eq!(
            file_findings("a.rs", "fn main() {}\n"),
            ["a.rs: does not open with `//!`: what it is for"]
        );
    }
}
