//! Builds that know how a job runs: one with counters is built and run as the user says, and what it counted decides how the other is optimised.
//!
//! Only the generated crate takes part; the runtime is compiled before. Needs `llvm-profdata` of rustc's LLVM, which rustup has as a component.

use super::hash::Address;
use super::job::{Profile, Request, build};
use super::progress::Progress;
use super::store::Store;
use crate::failure::{Failed, Outcome};
use crate::workspace::Workspace;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Runs the job with `run` and these arguments, written as for a shell, and gives the file of what was counted. Its rows on standard output are not shown.
pub fn profile(workspace: &Workspace, request: &Request<'_>, arguments: &str) -> Outcome<PathBuf> {
    // Asked for first: without it all else would be for nothing.
    let profdata = profdata(workspace)?;
    let counting = build(workspace, &Request { profile: Profile::Collect, ..request.clone() })?;
    let store = Store::profiles(workspace);
    let draft = store.draft(&request.loaded.pipeline.name)?;
    let counted = collected(&profdata, &counting.binary, arguments, draft.path())?;
    let content = std::fs::read(&counted).map_err(|e| Failed::io("cannot read", &counted, &e))?;
    let address = Address::default().with("profile", &content).short();
    let place = store.make(&address, |folder| {
        let kept = folder.join("profdata");
        std::fs::write(&kept, &content).map_err(|e| Failed::io("cannot write", &kept, &e))
    })?;
    Ok(place.join("profdata"))
}

/// Runs the job, and merges what its threads counted.
fn collected(profdata: &Path, binary: &Path, arguments: &str, folder: &Path) -> Outcome<PathBuf> {
    let Some(split) = shlex::split(arguments) else {
        return Err(Failed::usage(format!("a quote is never closed in `{arguments}`")));
    };
    let progress = Progress::start("running the job for its profile");
    let mut job = Command::new(binary);
    job.arg("run").args(split).env("LLVM_PROFILE_FILE", folder.join("%p.profraw")).stdout(Stdio::null());
    let status = job.status().map_err(|e| Failed::io("cannot run", binary, &e))?;
    drop(progress);
    if !status.success() {
        return Err(Failed::new(format!("the run for the profile failed ({status}): `run {arguments}`")));
    }
    let entries = std::fs::read_dir(folder).map_err(|e| Failed::io("cannot read", folder, &e))?;
    let raw: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    let merged = folder.join("profdata");
    let output = Command::new(profdata).arg("merge").arg("-o").arg(&merged).args(&raw).output();
    let output = output.map_err(|e| Failed::io("cannot run", profdata, &e))?;
    match output.status.success() {
        true => Ok(merged),
        false => Err(Failed::new(format!(
            "`{}` does not take what the job counted; is it of another LLVM than rustc?\n{}",
            profdata.display(),
            String::from_utf8_lossy(&output.stderr)
        ))),
    }
}

/// `llvm-profdata`: of the toolchain, or of the same LLVM on the path.
fn profdata(workspace: &Workspace) -> Outcome<PathBuf> {
    let asked = |argument: &str| {
        let output = Command::new(&workspace.rustc).args(argument.split(' ')).output();
        output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
    };
    let version = asked("-vV");
    let field = |name: &str| version.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("").trim();
    let (host, llvm) = (field("host:"), field("LLVM version:").split('.').next().unwrap_or(""));
    let of_toolchain = PathBuf::from(asked("--print sysroot").trim());
    let of_toolchain = of_toolchain.join("lib/rustlib").join(host).join("bin/llvm-profdata");
    let runs = |program: &Path| {
        Command::new(program).arg("--version").output().is_ok_and(|output| {
            output.status.success()
                && String::from_utf8_lossy(&output.stdout).contains(&format!("version {llvm}."))
        })
    };
    let candidates = [of_toolchain, format!("llvm-profdata-{llvm}").into(), "llvm-profdata".into()];
    candidates.into_iter().find(|program| runs(program)).ok_or_else(|| {
        Failed::usage(format!(
            "a profile needs `llvm-profdata` of LLVM {llvm}: `rustup component add llvm-tools`, or a package `llvm-{llvm}`"
        ))
    })
}
