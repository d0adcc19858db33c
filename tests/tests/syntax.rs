//! Golden trees: each `tests/golden/syntax/*.weir` parses to the `.tree` beside it. `BLESS=1` accepts what comes out.

use libtest_mimic::{Arguments, Failed, Trial};
use std::path::{Path, PathBuf};
use weir_dsl::syntax;

fn main() {
    let arguments = Arguments::from_args();
    let trials = files().into_iter().map(|file| {
        let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        Trial::test(format!("syntax::{name}"), move || check(&file))
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/syntax");
    let entries = std::fs::read_dir(folder).expect("the folder of the corpus is there");
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "weir"));
    files.sort();
    files
}

fn check(file: &Path) -> Result<(), Failed> {
    let source = std::fs::read_to_string(file)?;
    let (tree, diagnostics) = syntax::parse(&source);
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let found = syntax::dump::dump(&tree) + &diagnostics.render(&source, &name);
    let path = file.with_extension("tree");
    if std::env::var_os("BLESS").is_some() {
        return Ok(std::fs::write(path, found)?);
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if expected == found {
        return Ok(());
    }
    Err(format!("{} is not what comes out (BLESS=1 accepts it):\n{found}", path.display()).into())
}
