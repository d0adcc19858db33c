//! The `test` blocks of every pipeline hold on the reference interpreter.

use std::path::{Path, PathBuf};

#[test]
fn the_test_blocks_of_every_pipeline_hold_on_the_interpreter() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../pipelines");
    let mut failures = Vec::new();
    let mut n_tests = 0;
    for path in pipelines(&root) {
        let source = std::fs::read_to_string(&path).expect("the file was just listed");
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("pipelines have names");
        let (pipeline, diagnostics) = weir_dsl::compile(&source, &weir_dsl::Options::new(name));
        let messages: Vec<&str> = diagnostics.iter().map(|d| d.message.as_str()).collect();
        let pipeline = pipeline.unwrap_or_else(|| panic!("{} does not compile: {messages:#?}", path.display()));
        for result in weir_dsl::interpreter::run_tests(&pipeline) {
            n_tests += 1;
            for mismatch in result.mismatches {
                failures.push(format!("{}: {}: {}", path.display(), result.name, mismatch.message));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(n_tests > 0, "there are no pipelines with tests");
}

/// All `.weir` files below a folder, in order.
fn pipelines(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder of pipelines can be read");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.sort();
    let below = |path: PathBuf| if path.is_dir() { pipelines(&path) } else { vec![path] };
    let files = paths.into_iter().flat_map(below);
    files.filter(|path| path.extension().is_some_and(|extension| extension == "weir")).collect()
}
