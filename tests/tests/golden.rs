//! Golden files: each `tests/golden/<topic>/*.weir` has the plan that `explain` prints (`.plan`) and the Rust that is generated (`.rs`) beside
//! it. What is generated compiles without a warning, formatted as it stands. `BLESS=1` accepts what comes out. (`syntax/` has a suite of its own.)

use libtest_mimic::{Arguments, Trial};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use weir_cli::build::runtime::{CRATES, FLAGS, Runtime, runtime};
use weir_cli::load::{Show, load};
use weir_cli::workspace::{TARGET, Workspace};
use weir_codegen::emit::{Reading, Texts, emit};
use weir_codegen::optimise::optimise;
use weir_codegen::physical::Physical;
use weir_tests::scratch::Scratch;
use weir_tests::{bless, files, root, stem};

fn main() {
    let arguments = Arguments::from_args();
    let folder = root().join("tests/golden");
    let mut trials: Vec<Trial> = Vec::new();
    for file in files(&folder, "weir") {
        let topic = stem(file.parent().unwrap_or(&folder));
        if topic == "syntax" {
            continue;
        }
        trials.push(Trial::test(format!("golden::{topic}::{}", stem(&file)), move || Ok(check(&file)?)));
    }
    trials.push(Trial::test("golden::every_file_has_a_pipeline", move || Ok(no_orphans(&folder)?)));
    libtest_mimic::run(&arguments, trials).exit();
}

fn check(file: &Path) -> Result<(), String> {
    let loaded = load(file, Show::Text).map_err(|_| "it does not compile")?;
    let mut pipeline = loaded.pipeline.clone();
    let applied = optimise(&mut pipeline);
    let physical = Physical::of(&pipeline);
    let plan = weir_codegen::explain::text(&physical, &applied, &loaded.source);
    // Without manifest and plan inside: they say in one long line what `.plan` says in many.
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let texts = Texts { source: loaded.source.clone(), file: name, ..Texts::default() };
    let rust = emit(&physical, &texts, Reading::Connectors);
    let compared = [compare(&file.with_extension("plan"), &plan), compare(&file.with_extension("rs"), &rust)];
    compiles(&file.with_extension("rs"), &rust)?;
    compared.into_iter().collect()
}

fn compare(path: &Path, found: &str) -> Result<(), String> {
    if bless() {
        return std::fs::write(path, found).map_err(|e| e.to_string());
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    if expected == found {
        return Ok(());
    }
    let line = expected.lines().zip(found.lines()).take_while(|(a, b)| a == b).count();
    let show = |text: &str| text.lines().skip(line).take(3).collect::<Vec<_>>().join("\n  ");
    let (was, is) = (show(&expected), show(found));
    let name = path.strip_prefix(root()).unwrap_or(path).display();
    Err(format!(
        "{name}:{}: not what comes out (`cargo xtask bless` accepts it)\nwas:\n  {was}\nis:\n  {is}",
        line + 1
    ))
}

/// The runtime, compiled at most once whichever test comes first.
fn prebuilt() -> &'static Result<(Workspace, Runtime), String> {
    static PREBUILT: OnceLock<Result<(Workspace, Runtime), String>> = OnceLock::new();
    PREBUILT.get_or_init(|| {
        let workspace = Workspace::find().map_err(|e| e.to_string())?;
        let runtime = runtime(&workspace).map_err(|e| e.to_string())?;
        Ok((workspace, runtime))
    })
}

/// The compiler takes it, and has nothing to remark.
fn compiles(name: &Path, rust: &str) -> Result<(), String> {
    let (workspace, runtime) = prebuilt().as_ref().map_err(String::clone)?;
    let scratch = Scratch::new();
    let main = scratch.write("main.rs", rust);
    let mut rustc = Command::new(&workspace.rustc);
    rustc.args([
        "--edition=2024",
        "--crate-type=bin",
        "--emit=metadata",
        "-Dwarnings",
        "--crate-name=golden",
    ]);
    rustc.args(FLAGS).arg("--target").arg(TARGET).arg("--out-dir").arg(scratch.path()).arg(main);
    rustc.arg("-L").arg(format!("dependency={}", runtime.libraries.display()));
    for library in CRATES {
        let path = runtime.library(library).map_err(|e| e.to_string())?;
        rustc.arg("--extern").arg(format!("{}={}", library.replace('-', "_"), path.display()));
    }
    let output = rustc.output().map_err(|e| e.to_string())?;
    match output.status.success() {
        true => Ok(()),
        false => {
            Err(format!("{} does not compile:\n{}", name.display(), String::from_utf8_lossy(&output.stderr)))
        }
    }
}

/// No expectation is left of a pipeline that is gone.
fn no_orphans(folder: &Path) -> Result<(), String> {
    let of = |extension| files(folder, extension).into_iter();
    let orphans: Vec<PathBuf> =
        of("plan").chain(of("rs")).filter(|f| !f.with_extension("weir").exists()).collect();
    if orphans.is_empty() { Ok(()) } else { Err(format!("no pipeline for {orphans:?}")) }
}
