//! The `test` blocks of every pipeline hold on the reference interpreter.

#[test]
fn the_test_blocks_of_every_pipeline_hold_on_the_interpreter() {
    let mut failures = Vec::new();
    let mut n_tests = 0;
    for path in weir_tests::pipelines() {
        let source = std::fs::read_to_string(&path).expect("the file was just listed");
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("pipelines have names");
        let (pipeline, diagnostics) = weir_dsl::compile(&source, &weir_dsl::Options::new(name));
        let messages: Vec<&str> = diagnostics.iter().map(|d| d.message.as_str()).collect();
        let pipeline =
            pipeline.unwrap_or_else(|| panic!("{} does not compile: {messages:#?}", path.display()));
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
