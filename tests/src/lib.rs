//! What several suites of tests need: where the pipelines are ([`root`]), jobs built and run as users do ([`job`]), results compared line by
//! line ([`lines`]), folders that go away ([`scratch`]).

pub mod job;
pub mod lines;
pub mod scratch;

use std::path::{Path, PathBuf};

/// The repository.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_path_buf()
}

/// Every `.weir` file of `pipelines/`, in order.
pub fn pipelines() -> Vec<PathBuf> {
    files(&root().join("pipelines"), "weir")
}

/// Every file below a folder with this extension, in order.
pub fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.sort();
    let below = |path: PathBuf| if path.is_dir() { files(&path, extension) } else { vec![path] };
    let files = paths.into_iter().flat_map(below);
    files.filter(|path| path.extension().is_some_and(|found| found == extension)).collect()
}

/// The file's name without its extension.
pub fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Whether expectations are to be rewritten: `BLESS=1`.
pub fn bless() -> bool {
    std::env::var_os("BLESS").is_some()
}
