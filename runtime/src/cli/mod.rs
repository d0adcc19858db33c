//! The command line of a job binary: `NAME run`, `params`, `explain`, `manifest`, `version`, `--help`.
//!
//! [`main`] is the only generic function: it hides the job behind a trait object, so that everything else is compiled once.

mod args;
mod help;
mod progress;
mod report;
mod run;
mod signals;

pub use args::Options;

use crate::description::Description;
use crate::env::pipe::{Outlet, is_gone};
use crate::env::spawn;
use crate::error::{Error, Result};
use crate::job::{Job, Worker};
use crate::setup::{Setup, WorkerSetup};
use args::Command;
use std::any::Any;
use std::marker::PhantomData;
use std::process::ExitCode;
use std::sync::Arc;

/// Runs the command line of the process: the body of every generated `main`.
pub fn main<J: Job>(description: &'static Description) -> ExitCode {
    start(description, &Erased::<J>(PhantomData))
}

/// What all workers share, without its type.
pub(crate) type AnyShared = Arc<dyn Any + Send + Sync>;

/// A [`Job`] without its types.
pub(crate) trait AnyJob: Sync {
    fn prepare(&self, setup: &mut Setup<'_>) -> Result<AnyShared>;
    fn worker(&self, shared: &AnyShared, setup: &WorkerSetup) -> Result<Box<dyn Worker>>;
    fn finish(&self, shared: &AnyShared) -> Result<()>;
    fn discard(&self, shared: &AnyShared);
}

struct Erased<J>(PhantomData<fn() -> J>);

impl<J: Job> AnyJob for Erased<J> {
    fn prepare(&self, setup: &mut Setup<'_>) -> Result<AnyShared> {
        Ok(Arc::new(J::prepare(setup)?))
    }
    fn worker(&self, shared: &AnyShared, setup: &WorkerSetup) -> Result<Box<dyn Worker>> {
        Ok(Box::new(J::worker(&typed::<J>(shared), setup)?))
    }
    fn finish(&self, shared: &AnyShared) -> Result<()> {
        J::finish(&typed::<J>(shared))
    }
    fn discard(&self, shared: &AnyShared) {
        J::discard(&typed::<J>(shared));
    }
}

fn typed<J: Job>(shared: &AnyShared) -> Arc<J::Shared> {
    shared.clone().downcast().expect("`prepare` of the same job made it")
}

/// Runs a job with these options in this process and gives the error back instead of printing it: for tests of generated code and of
/// the runtime. The numbers are those of `--stats`.
pub fn run_in_process<J: Job>(
    description: &'static Description,
    options: &Options,
) -> Result<crate::stats::StatsSink> {
    run::run(description, &Erased::<J>(PhantomData), options)
}

fn start(description: &'static Description, job: &dyn AnyJob) -> ExitCode {
    std::panic::set_hook(Box::new(panicked));
    match args::parse(std::env::args_os().skip(1)).and_then(|command| obey(description, job, &command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            crate::log::failure(&error);
            ExitCode::from(error.exit_status())
        }
    }
}

fn obey(description: &'static Description, job: &dyn AnyJob, command: &Command) -> Result<()> {
    match command {
        Command::Run(options) => run::run(description, job, options).map(|_| ()),
        Command::Help => print(&help::help(description)),
        Command::Params => print(&help::params(description)),
        Command::Explain { json: false } => print(description.explain),
        Command::Explain { json: true } => print(description.explain_json),
        Command::Manifest => print(description.manifest),
        Command::Version => print(&format!("{} (weir {})", description.name, description.weir)),
    }
}

/// To stdout with one line end behind it; a reader that is gone is no failure.
fn print(text: &str) -> Result<()> {
    use std::io::Write;
    let text = format!("{}\n", text.trim_end_matches('\n'));
    match Outlet::stdout().and_then(|mut out| out.write_all(text.as_bytes())) {
        Err(cause) if !is_gone(&cause) => Err(Error::io("cannot be written", "stdout", &cause)),
        _ => Ok(()),
    }
}

/// A panic is our fault, never the input's: says so, removes temporary files, ends the process.
fn panicked(panic: &std::panic::PanicHookInfo<'_>) {
    let payload = panic.payload();
    let text =
        payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
    let place = panic.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
    crate::log::failure(&Error::bug(text.unwrap_or("panic")).place(place));
    spawn::exit(1)
}
