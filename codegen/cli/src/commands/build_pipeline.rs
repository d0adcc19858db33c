//! `build-pipeline`: static binaries into `dist`.

use crate::build::{Built, Profile, Request, build, job, profile};
use crate::failure::{Failed, Outcome};
use crate::load::{Loaded, Show, load_all};
use crate::workspace::{TARGET, Workspace};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use weir_codegen::emit::Reading;
use weir_dsl::diagnostics::nearest;

/// Options of `build-pipeline`.
#[derive(Debug, clap::Args)]
pub struct BuildPipeline {
    /// Pipelines to build; anywhere on disk.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Where the binaries go.
    #[arg(long, default_value = "dist", value_name = "FOLDER")]
    pub out: PathBuf,
    /// Quick to compile instead of quick to run.
    #[arg(long)]
    pub dev: bool,
    /// Instructions that may be used, as rustc's `target-cpu`; the default runs on every x86-64.
    #[arg(long, value_name = "CPU")]
    pub target_cpu: Option<String>,
    /// Build it twice: run the first with `run ARGS` (as in a shell) to count what it does, and optimise the second by that. Nexmark queries took 3 to 20 % less CPU time so.
    #[arg(long, value_name = "ARGS", conflicts_with_all = ["dev", "emit"], allow_hyphen_values = true)]
    pub profile_run: Option<String>,
    /// `rust`: print the generated Rust instead of building.
    #[arg(long, value_parser = ["rust"], value_name = "WHAT")]
    pub emit: Option<String>,
}

/// Builds every file; none where there is something wrong with any of them that can be seen before rustc.
pub fn build_pipeline(options: &BuildPipeline) -> Outcome<()> {
    let workspace = Workspace::find()?;
    if let Some(cpu) = &options.target_cpu {
        known_cpu(&workspace, cpu)?;
    }
    let all = load_all(&options.files, Show::Text, |_| {})?;
    names_differ(&all)?;
    all.iter().try_for_each(|loaded| build_loaded(&workspace, options, loaded))
}

fn build_loaded(workspace: &Workspace, options: &BuildPipeline, loaded: &Loaded) -> Outcome<()> {
    let started = Instant::now();
    let target_cpu = options.target_cpu.as_deref();
    let plain = Request {
        loaded,
        dev: options.dev,
        target_cpu,
        reading: Reading::Connectors,
        profile: Profile::None,
    };
    let counted = options.profile_run.as_ref().map(|arguments| profile(workspace, &plain, arguments));
    let counted = counted.transpose()?;
    let request = Request { profile: counted.as_deref().map_or(Profile::None, Profile::Use), ..plain };
    if options.emit.is_some() {
        print!("{}", job::rust_text(&request)?);
        return Ok(());
    }
    let built = build(workspace, &request)?;
    let (binary, manifest) = deliver(&built, &loaded.pipeline.name, &options.out)?;
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |m| m.len());
    println!("{}  {:.2} MB", binary.display(), size(&binary) as f64 / 1e6);
    println!("{}  {:.2} kB", manifest.display(), size(&manifest) as f64 / 1e3);
    let how = if built.cached { "unchanged" } else { "built" };
    println!("{how} in {:.2} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// Refuses two pipelines of one name: the binary of the second would take the place of the first.
fn names_differ(all: &[Loaded]) -> Outcome<()> {
    for (at, one) in all.iter().enumerate() {
        let same = |other: &&Loaded| other.pipeline.name == one.pipeline.name && other.path != one.path;
        if let Some(other) = all[..at].iter().find(same) {
            return Err(Failed::usage(format!(
                "`{}` and `{}` would be built into one binary, as their names are the same; build them apart, each with its own `--out`",
                other.path.display(),
                one.path.display()
            )));
        }
    }
    Ok(())
}

/// Refuses a CPU that rustc does not know: it would say so in pages, once for each part of the job.
fn known_cpu(workspace: &Workspace, cpu: &str) -> Outcome<()> {
    let mut rustc = Command::new(&workspace.rustc);
    let output = rustc.args(["--print", "target-cpus", "--target", TARGET]).output();
    let output = output.map_err(|e| Failed::io("cannot run", &workspace.rustc, &e))?;
    let list = String::from_utf8_lossy(&output.stdout);
    // Below a heading, one a line, some with a sentence behind.
    let known: Vec<&str> = list.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    if cpu == "native" || known.contains(&cpu) {
        return Ok(());
    }
    let near = nearest(cpu, known).map_or(String::new(), |near| format!("did you mean `{near}`? "));
    Err(Failed::usage(format!(
        "`--target-cpu`: there is no CPU `{cpu}`; {near}`rustc --print target-cpus` lists them, and `native` is that of this machine"
    )))
}

/// Copies what was built out of the cache; each file appears whole or not at all.
fn deliver(built: &Built, name: &str, out: &Path) -> Outcome<(PathBuf, PathBuf)> {
    std::fs::create_dir_all(out).map_err(|e| Failed::io("cannot make the folder", out, &e))?;
    let binary = out.join(name);
    let manifest = out.join(format!("{name}.manifest.json"));
    for (from, to) in [
        (&built.binary, &binary),
        (&built.symbols, &out.join(format!("{name}.debug"))),
        (&built.manifest, &manifest),
    ] {
        let draft = out.join(format!(".{name}.{}.tmp", std::process::id()));
        std::fs::copy(from, &draft).map_err(|e| Failed::io("cannot write", &draft, &e))?;
        std::fs::rename(&draft, to).map_err(|e| Failed::io("cannot write", to, &e))?;
    }
    Ok((binary, manifest))
}
