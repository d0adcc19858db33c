//! One pipeline: plan → Rust text → rustc → a static binary, stripped, with its symbols beside it.

use super::hash::Address;
use super::progress::Progress;
use super::runtime::{CRATES, FLAGS, Runtime, runtime};
use super::store::Store;
use super::{elf, manifest};
use crate::failure::{Failed, Outcome};
use crate::load::Loaded;
use crate::workspace::{TARGET, Workspace, toolchain_identity};
use std::path::{Path, PathBuf};
use std::process::Command;
use weir_codegen::emit::{Reading, Texts, emit};
use weir_codegen::explain;
use weir_codegen::optimise::{has_end, optimise, prune};
use weir_codegen::physical::Physical;
use weir_protocol::Manifest;

/// What to build.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The pipeline.
    pub loaded: &'a Loaded,
    /// Quick to compile instead of quick to run.
    pub dev: bool,
    /// `--target-cpu`.
    pub target_cpu: Option<&'a str>,
    /// Connectors, or a script of rows for tests.
    pub reading: Reading,
    /// Whether it counts how it runs, or was told.
    pub profile: Profile<'a>,
}

/// What a job has to do with profiles.
#[derive(Debug, Clone, Copy, Default)]
pub enum Profile<'a> {
    /// Nothing.
    #[default]
    None,
    /// It counts, and is slow.
    Collect,
    /// It is optimised by what another counted: a file.
    Use(&'a Path),
}

/// What was built.
#[derive(Debug, Clone)]
pub struct Built {
    /// The binary in the cache.
    pub binary: PathBuf,
    /// Its symbols.
    pub symbols: PathBuf,
    /// The manifest.
    pub manifest: PathBuf,
    /// The generated Rust.
    pub rust: PathBuf,
    /// Whether it was there already.
    pub cached: bool,
}

/// The generated Rust of a request, with the texts that go into it.
pub fn rust_text(request: &Request<'_>) -> Outcome<String> {
    require_end(request)?;
    Ok(texts(request).0)
}

fn require_end(request: &Request<'_>) -> Outcome<()> {
    if has_end(&request.loaded.pipeline) {
        return Ok(());
    }
    let name = &request.loaded.pipeline.name;
    Err(Failed::new(format!(
        "`{name}` has no sink: add `from … |> into stdout {{}}`, or `|> discard \"why\"`"
    )))
}

/// The same, and the manifest in it.
fn texts(request: &Request<'_>) -> (String, Manifest) {
    let mut pipeline = request.loaded.pipeline.clone();
    let mut applied = Vec::new();
    if request.reading == Reading::Connectors {
        applied.extend(prune(&mut pipeline));
    }
    applied.extend(optimise(&mut pipeline));
    let physical = Physical::of(&pipeline);
    let file = request.loaded.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let plan = explain::json(&physical, &applied, &request.loaded.source);
    let manifest = manifest::inside(&pipeline, &request.loaded.source, &plan);
    let texts = Texts {
        manifest: serde_json::to_string(&manifest).expect("a manifest is JSON"),
        explain: explain::text(&physical, &applied, &request.loaded.source),
        explain_json: plan,
        source: request.loaded.source.clone(),
        file,
    };
    (emit(&physical, &texts, request.reading), manifest)
}

/// Builds, or finds what was built before. Progress and errors of the compiler go to stderr.
pub fn build(workspace: &Workspace, request: &Request<'_>) -> Outcome<Built> {
    require_end(request)?;
    let runtime = runtime(workspace)?;
    let (text, manifest) = texts(request);
    let name = request.loaded.pipeline.name.clone();
    let store = Store::jobs(workspace);
    let address = Address::default()
        .with("toolchain", toolchain_identity(&workspace.rustc).as_bytes())
        .with("runtime", runtime.address.as_bytes())
        .with("flags", flags(request).join(" ").as_bytes())
        .with("profile", &counted(request)?)
        .with("name", name.as_bytes())
        .with("text", text.as_bytes())
        .short();
    let found = store.find(&address);
    let cached = found.is_some();
    let place = match found {
        Some(place) => place,
        None => {
            let progress = Progress::start(&format!("compiling {name}"));
            let place = store
                .make(&address, |draft| compile(workspace, &runtime, request, (&text, &manifest), draft))?;
            drop(progress);
            place
        }
    };
    Ok(Built {
        binary: place.join(&name),
        symbols: place.join(format!("{name}.debug")),
        manifest: place.join(format!("{name}.manifest.json")),
        rust: place.join("main.rs"),
        cached,
    })
}

/// What goes into a job of its profile: the content, wherever it lies.
fn counted(request: &Request<'_>) -> Outcome<Vec<u8>> {
    match request.profile {
        Profile::Use(path) => std::fs::read(path).map_err(|e| Failed::io("cannot read", path, &e)),
        Profile::None | Profile::Collect => Ok(Vec::new()),
    }
}

fn flags(request: &Request<'_>) -> Vec<String> {
    let mut flags: Vec<String> = FLAGS.iter().map(|&f| f.to_owned()).collect();
    let level = if request.dev { "-Copt-level=0" } else { "-Copt-level=3" };
    // Two units keep both cores busy. Optimising them again across their border (thin LTO inside of the crate) would take as long as optimising them did; one unit takes a quarter more time on the wall. Either saves
    // up to 4 % of the instructions of jobs whose rows are mostly strings, and nothing of the others.
    flags.extend(
        [level, "-Ccodegen-units=2", "-Clto=off", "-Cdebuginfo=0", "-Coverflow-checks=off"]
            .map(str::to_owned),
    );
    if let Some(cpu) = request.target_cpu {
        flags.push(format!("-Ctarget-cpu={cpu}"));
    }
    if matches!(request.profile, Profile::Collect) {
        // Where counts go is said when it runs.
        flags.push("-Cprofile-generate=.".to_owned());
    }
    flags
}

fn compile(
    workspace: &Workspace,
    runtime: &Runtime,
    request: &Request<'_>,
    (text, manifest): (&str, &Manifest),
    draft: &Path,
) -> Outcome<()> {
    let name = &manifest.pipeline;
    let main = draft.join("main.rs");
    write(&main, text.as_bytes())?;
    let binary = draft.join(name);
    let mut rustc = Command::new(&workspace.rustc);
    // In the folder, by relative names: the path of the folder must not get into the binary.
    rustc.current_dir(draft).args([
        "--edition=2024",
        "--crate-type=bin",
        "--error-format=human",
        "main.rs",
        "-o",
        name,
    ]);
    rustc.arg("--crate-name").arg(crate_name(name)).arg("--target").arg(TARGET).args(flags(request));
    if let Profile::Use(path) = request.profile {
        rustc.arg(format!("-Cprofile-use={}", path.display()));
    }
    rustc.arg("-L").arg(format!("dependency={}", runtime.libraries.display()));
    for library in CRATES {
        let path = runtime.library(library)?;
        rustc.arg("--extern").arg(format!("{}={}", library.replace('-', "_"), path.display()));
    }
    let output = rustc.output().map_err(|e| Failed::io("cannot run", &workspace.rustc, &e))?;
    if !output.status.success() {
        let shown = String::from_utf8_lossy(&output.stderr).into_owned();
        let kept = workspace.cache.join(format!("failed-{name}.rs"));
        let _ = std::fs::copy(&main, &kept);
        return Err(Failed::new(format!(
            "the generated code of `{name}` does not compile; this is a bug in weir (the code is in {}):\n{shown}",
            kept.display()
        )));
    }
    finish(&binary, manifest, draft)
}

/// Symbols into a file of their own, the proof that the binary is static, the manifest.
fn finish(binary: &Path, manifest: &Manifest, draft: &Path) -> Outcome<()> {
    let name = &manifest.pipeline;
    let symbols = draft.join(format!("{name}.debug"));
    run("objcopy", &["--only-keep-debug".as_ref(), binary.as_os_str(), symbols.as_os_str()])?;
    run("strip", &["--strip-all".as_ref(), binary.as_os_str()])?;
    let bytes = std::fs::read(binary).map_err(|e| Failed::io("cannot read", binary, &e))?;
    elf::require_static(binary, &bytes)?;
    let beside = manifest::beside(manifest.clone(), &bytes);
    let text = serde_json::to_string_pretty(&beside).expect("a manifest is JSON");
    write(&draft.join(format!("{name}.manifest.json")), format!("{text}\n").as_bytes())
}

fn run(program: &str, arguments: &[&std::ffi::OsStr]) -> Outcome<()> {
    let output = Command::new(program).args(arguments).output();
    let output =
        output.map_err(|e| Failed::new(format!("cannot run `{program}` (package binutils): {e}")))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(Failed::new(format!("`{program}` failed: {}", String::from_utf8_lossy(&output.stderr)))),
    }
}

fn write(path: &Path, content: &[u8]) -> Outcome<()> {
    std::fs::write(path, content).map_err(|e| Failed::io("cannot write", path, &e))
}

/// A pipeline's name as rustc takes it.
fn crate_name(name: &str) -> String {
    let mut out: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if out.starts_with(|c: char| c.is_ascii_digit()) || out.is_empty() {
        out.insert(0, 'p');
    }
    out
}
