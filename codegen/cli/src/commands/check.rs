//! `check`: parse, types, lints; no Rust compiler.

use crate::failure::Outcome;
use crate::load::{Loaded, Show, load_all};
use std::path::PathBuf;

/// Options of `check`.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// Pipelines to check.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How findings are shown.
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// As rustc shows them.
    Text,
    /// One JSON object a line, on stdout.
    Json,
}

/// Checks every file; all findings of all files are shown.
pub fn check(options: &Check) -> Outcome<()> {
    let show = if options.format == Format::Json { Show::Json } else { Show::Text };
    let told = |loaded: &Loaded| match show {
        Show::Text => println!("{}: ok ({} steps)", loaded.path.display(), loaded.pipeline.steps.len()),
        Show::Json => {}
    };
    load_all(&options.files, show, told).map(drop)
}
