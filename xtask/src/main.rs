//! `cargo xtask`: everything people type in this repository. The commands about pipelines live in `codegen/cli`; those for people
//! who change Weir live here.
//!
//! Reading order: [`prove`] (`test`, `ci`), [`tidy`], [`bless`], [`mod@bench`], [`later`] (what is promised and not built yet).

mod bench;
mod bless;
mod later;
mod prove;
mod tidy;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use weir_cli::commands::{build_pipeline, check, explain, new, run, test_pipeline};

/// Pipelines compiled to native job binaries.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build a pipeline if needed, and run it
    Run(run::Run),
    /// Build pipelines into static binaries
    BuildPipeline(build_pipeline::BuildPipeline),
    /// Check pipelines: syntax, types, lints
    Check(check::Check),
    /// Show a pipeline's plan
    Explain(explain::Explain),
    /// Run the `test` blocks of pipelines
    TestPipeline(test_pipeline::TestPipeline),
    /// Write a first pipeline
    New(new::New),
    /// Everything that proves the project right
    Test,
    /// As `test`
    Ci,
    /// Measure: builds, starts, queries, parts, growth, memory, latency
    Bench(bench::Bench),
    /// Rules of the repository that no compiler checks
    Tidy,
    /// Accept what the golden suites give
    Bless,
    /// Canonical text of pipelines (not built yet)
    Fmt(later::Later),
    /// Compare a pipeline with a running one (not built yet)
    UpgradeCheck(later::Later),
}

/// Whoever reads our output may stop reading (`… | head`): that ends us, without a word.
#[allow(unsafe_code, reason = "no safe way to say so")]
fn end_with_the_reader() {
    // SAFETY: sets what is done at a signal to what it is for every process at first; no other thread runs yet.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
}

fn main() -> ExitCode {
    end_with_the_reader();
    let arguments = Arguments::parse();
    let outcome = match &arguments.command {
        Command::Run(options) => run::run(options),
        Command::BuildPipeline(options) => build_pipeline::build_pipeline(options),
        Command::Check(options) => check::check(options),
        Command::Explain(options) => explain::explain(options),
        Command::TestPipeline(options) => test_pipeline::test_pipeline(options),
        Command::New(options) => new::new(options),
        Command::Test | Command::Ci => prove::prove(),
        Command::Bench(options) => bench::bench(options),
        Command::Tidy => tidy::tidy(),
        Command::Bless => bless::bless(),
        Command::Fmt(_) => later::refuse("fmt"),
        Command::UpgradeCheck(_) => later::refuse("upgrade-check"),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            if !failed.message.is_empty() {
                eprintln!("error: {failed}");
            }
            ExitCode::from(failed.status)
        }
    }
}
