//! What several suites of tests need: where the pipelines are.

use std::path::{Path, PathBuf};

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every `.weir` file of `pipelines/`, in order.
pub fn pipelines() -> Vec<PathBuf> {
    weir_files(&root().join("pipelines"))
}

fn weir_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder of pipelines can be read");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.sort();
    let below = |path: PathBuf| if path.is_dir() { weir_files(&path) } else { vec![path] };
    let files = paths.into_iter().flat_map(below);
    files.filter(|path| path.extension().is_some_and(|extension| extension == "weir")).collect()
}
