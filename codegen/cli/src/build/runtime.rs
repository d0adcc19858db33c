//! The runtime as libraries: compiled by cargo once per toolchain and state of its sources, then kept.

use super::hash::Address;
use super::progress::Progress;
use super::store::Store;
use crate::failure::{Failed, Outcome};
use crate::workspace::{TARGET, Workspace, toolchain_identity};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Crates that generated code names.
pub const CRATES: [&str; 8] = [
    "weir-runtime",
    "weir-csv",
    "weir-json",
    "weir-file",
    "weir-stdout",
    "weir-nexmark",
    "weir-generate",
    "weir-blackhole",
];

/// Flags that the runtime and the generated crate are compiled with alike. Only the linker reads the first.
pub const FLAGS: [&str; 2] = ["-Ctarget-feature=+crt-static", "-Cpanic=abort"];

/// A compiled runtime.
#[derive(Debug, Clone)]
pub struct Runtime {
    /// Its address: part of the address of every job built with it.
    pub address: String,
    /// The folder with all libraries.
    pub libraries: PathBuf,
}

impl Runtime {
    /// The library of a crate.
    pub fn library(&self, crate_name: &str) -> Outcome<PathBuf> {
        let prefix = format!("lib{}-", crate_name.replace('-', "_"));
        let entries =
            std::fs::read_dir(&self.libraries).map_err(|e| Failed::io("cannot read", &self.libraries, &e))?;
        let mut files = entries.flatten().map(|e| e.path());
        let found = files.find(|f| f.file_name().is_some_and(|n| n.to_string_lossy().starts_with(&prefix)));
        found.ok_or_else(|| {
            Failed::new(format!(
                "`{}` has no library of {crate_name}; delete the folder",
                self.libraries.display()
            ))
        })
    }
}

/// The runtime for these sources and this toolchain; compiled if it is not there, with progress on stderr.
pub fn runtime(workspace: &Workspace) -> Outcome<Runtime> {
    let address = address(workspace)?;
    let store = Store::runtimes(workspace);
    if let Some(libraries) = store.find(&address) {
        return Ok(Runtime { address, libraries });
    }
    let _alone = store.lock("build")?;
    if let Some(libraries) = store.find(&address) {
        return Ok(Runtime { address, libraries });
    }
    let libraries = store.make(&address, |draft| compile(workspace, draft))?;
    Ok(Runtime { address, libraries })
}

/// Hash of everything that goes in.
fn address(workspace: &Workspace) -> Outcome<String> {
    let mut files = Vec::new();
    sources(&workspace.root.join("runtime"), &mut files)?;
    files.sort();
    let mut address = Address::default()
        .with("toolchain", toolchain_identity(&workspace.rustc).as_bytes())
        .with("flags", FLAGS.join(" ").as_bytes())
        .with("crates", CRATES.join(" ").as_bytes());
    files.push(workspace.root.join("Cargo.lock"));
    files.push(workspace.root.join("Cargo.toml"));
    for file in files {
        let content = std::fs::read(&file).map_err(|e| Failed::io("cannot read", &file, &e))?;
        let name = file.strip_prefix(&workspace.root).unwrap_or(&file);
        address = address.with(&name.to_string_lossy(), &content);
    }
    Ok(address.short())
}

/// Rust files and manifests below a folder, without tests, benches and examples.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) -> Outcome<()> {
    let entries = std::fs::read_dir(folder).map_err(|e| Failed::io("cannot read", folder, &e))?;
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            if !["tests", "benches", "examples", "target"].iter().any(|skip| name == *skip) {
                sources(&path, found)?;
            }
        } else if path.extension().is_some_and(|e| e == "rs" || e == "toml") {
            found.push(path);
        }
    }
    Ok(())
}

/// Runs cargo and copies the libraries it names into `draft`.
fn compile(workspace: &Workspace, draft: &Path) -> Outcome<()> {
    let progress = Progress::start("compiling the runtime (once; a minute or more)");
    let mut cargo = Command::new(&workspace.cargo);
    cargo.current_dir(&workspace.root);
    cargo.args([
        "build",
        "--release",
        "--locked",
        "--target",
        TARGET,
        "--message-format=json-render-diagnostics",
    ]);
    for name in CRATES {
        cargo.args(["--package", name]);
    }
    cargo.arg("--target-dir").arg(workspace.cache.join("runtime-build"));
    cargo
        .env("CARGO_ENCODED_RUSTFLAGS", encoded_flags(workspace).join("\x1f"))
        .env("RUSTC", &workspace.rustc);
    for inherited in ["RUSTFLAGS", "CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "RUSTDOCFLAGS"] {
        cargo.env_remove(inherited);
    }
    cargo.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = cargo.spawn().map_err(|e| Failed::io("cannot run", &workspace.cargo, &e))?;
    let stderr = child.stderr.take().expect("stderr is piped");
    let errors =
        std::thread::spawn(move || BufReader::new(stderr).lines().map_while(Result::ok).collect::<Vec<_>>());
    let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
    let mut compiled = 0;
    for line in stdout.lines().map_while(Result::ok) {
        let Ok(message) = serde_json::from_str::<serde_json::Value>(&line) else { continue };
        if message["reason"] != "compiler-artifact" {
            continue;
        }
        compiled += 1;
        progress.at(format!("{compiled} crates, {}", message["target"]["name"].as_str().unwrap_or("")));
        for file in message["filenames"].as_array().into_iter().flatten().filter_map(|f| f.as_str()) {
            keep(Path::new(file), draft)?;
        }
    }
    let status = child.wait().map_err(|e| Failed::io("cannot wait for", &workspace.cargo, &e))?;
    let errors = errors.join().unwrap_or_default();
    if !status.success() {
        return Err(Failed::new(format!("the runtime does not compile:\n{}", errors.join("\n"))));
    }
    Ok(())
}

/// Paths of this machine do not belong into binaries: the same sources give the same bytes wherever they lie.
fn encoded_flags(workspace: &Workspace) -> Vec<String> {
    let mut flags: Vec<String> = FLAGS.iter().map(|&f| f.to_owned()).collect();
    flags.push(format!("--remap-path-prefix={}=weir", workspace.root.display()));
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    if let Some(home) = home {
        flags.push(format!("--remap-path-prefix={}=cargo", home.display()));
    }
    flags
}

/// Copies a library for the target. Cargo names libraries asked for without their hash as well; what depends on them looks for the hash.
fn keep(file: &Path, draft: &Path) -> Outcome<()> {
    let for_target = file.components().any(|c| c.as_os_str() == TARGET);
    let in_deps = file.parent().and_then(Path::file_name).is_some_and(|folder| folder == "deps");
    if !for_target || !in_deps || file.extension().is_none_or(|e| e != "rlib" && e != "rmeta") {
        return Ok(());
    }
    let library = file.with_extension("rlib");
    let to = draft.join(library.file_name().expect("a library has a name"));
    if !to.exists() {
        std::fs::copy(&library, &to).map_err(|e| Failed::io("cannot copy", &library, &e))?;
    }
    Ok(())
}
