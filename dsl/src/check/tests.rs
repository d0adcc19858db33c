//! Checking, by examples: the first pipelines of the project compile without a word.

use super::*;

/// Every `.weir` file under `pipelines/`, with its text.
fn pipelines() -> Vec<(String, String)> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../pipelines");
    let mut found = Vec::new();
    for folder in std::fs::read_dir(root).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).into_iter().flatten() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "weir") {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

#[test]
fn the_projects_pipelines_have_no_diagnostics() {
    for (path, text) in pipelines() {
        let (plan, diagnostics) = compile(&text, &Options::new("x"));
        assert_eq!(diagnostics.render(&text, &path), "");
        assert!(plan.is_some());
    }
}
