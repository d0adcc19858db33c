//! One file a diagnostic code: `tests/errors/E0123.weir` provokes `E0123`, and `E0123.diagnostics` is what a user sees. Checked in both directions:
//! each code has a file, each file gives its code. `E0123-word.weir` is one more case of the code. `BLESS=1` accepts what comes out.

use libtest_mimic::{Arguments, Failed, Trial};
use std::path::{Path, PathBuf};
use weir_dsl::Options;
use weir_dsl::diagnostics::codes;

fn main() {
    let arguments = Arguments::from_args();
    let files = files(&folder());
    let mut trials: Vec<Trial> = files
        .iter()
        .map(|file| {
            let file = file.clone();
            Trial::test(format!("errors::{}", stem(&file)), move || check(&file))
        })
        .collect();
    let stems: Vec<String> = files.iter().map(|file| stem(file)).collect();
    trials.push(Trial::test("errors::every_code_has_a_file", move || every_code(&stems)));
    libtest_mimic::run(&arguments, trials).exit();
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("errors")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder of the corpus is there");
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "weir"));
    files.sort();
    files
}

fn stem(file: &Path) -> String {
    file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn every_code(stems: &[String]) -> Result<(), Failed> {
    let names = codes::ALL.iter().map(|code| code.name);
    let missing: Vec<&str> = names.filter(|name| !stems.iter().any(|stem| stem == name)).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("no file in tests/errors for {missing:?}").into()) }
}

fn check(file: &Path) -> Result<(), Failed> {
    let stem = stem(file);
    let code = stem.split('-').next().unwrap_or(&stem);
    let source = std::fs::read_to_string(file)?;
    let nobody = |path: &str| Err(format!("there is no file `{path}.weir`"));
    let options = Options { name: &stem, resolve: Some(&nobody) };
    let (plan, diagnostics) = weir_dsl::compile(&source, &options);
    if plan.is_some() == diagnostics.has_errors() {
        return Err("there is a plan exactly when there is no error".into());
    }
    if let Some(other) = diagnostics.iter().find(|d| d.code != code) {
        let rendered = diagnostics.render(&source, &format!("tests/errors/{stem}.weir"));
        return Err(
            format!("a file shows its own code, and this one gives {}:\n{rendered}", other.code).into()
        );
    }
    if diagnostics.is_empty() {
        return Err(format!("this file does not give {code}").into());
    }
    compare(
        &file.with_extension("diagnostics"),
        &diagnostics.render(&source, &format!("tests/errors/{stem}.weir")),
    )
}

/// Compares with the file, or writes it where that was asked for.
fn compare(path: &Path, found: &str) -> Result<(), Failed> {
    if std::env::var_os("BLESS").is_some() {
        return Ok(std::fs::write(path, found)?);
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    if expected == found {
        return Ok(());
    }
    Err(format!("{} is not what comes out (BLESS=1 accepts it):\n{found}", path.display()).into())
}
