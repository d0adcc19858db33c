//! `run`: builds if needed, then becomes the job.

use crate::build::{Profile, Request, build};
use crate::failure::{Failed, Outcome};
use crate::load::{Show, load};
use crate::workspace::Workspace;
use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;
use weir_codegen::emit::Reading;

/// Options of `run`.
#[derive(Debug, clap::Args)]
pub struct Run {
    /// The pipeline.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Quick to compile instead of quick to run.
    #[arg(long)]
    pub dev: bool,
    /// Options of the job's `run`, behind `--`: see `-- --help`.
    #[arg(last = true, value_name = "JOB OPTIONS")]
    pub job: Vec<OsString>,
}

/// Builds, then replaces this process by the job, so that signals and exit status are the job's.
pub fn run(options: &Run) -> Outcome<()> {
    let workspace = Workspace::find()?;
    let loaded = load(&options.file, Show::Text)?;
    let request = Request {
        loaded: &loaded,
        dev: options.dev,
        target_cpu: None,
        reading: Reading::Connectors,
        profile: Profile::None,
    };
    let built = build(&workspace, &request)?;
    let error = Command::new(&built.binary).arg("run").args(&options.job).exec();
    Err(Failed::io("cannot run", &built.binary, &error))
}
