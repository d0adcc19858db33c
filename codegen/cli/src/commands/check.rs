//! `check`: parse, types, lints; no Rust compiler.

use crate::failure::{Failed, Outcome};
use crate::load::{Show, load};
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
    let mut worst: Option<Failed> = None;
    for file in &options.files {
        match load(file, show) {
            Ok(loaded) if show == Show::Text => {
                println!("{}: ok ({} steps)", file.display(), loaded.pipeline.steps.len())
            }
            Ok(_) => {}
            Err(failed) => {
                if !failed.message.is_empty() {
                    eprintln!("error: {failed}");
                }
                let status = failed.status.max(worst.as_ref().map_or(0, |w| w.status));
                worst = Some(Failed { status, message: String::new() });
            }
        }
    }
    worst.map_or(Ok(()), Err)
}
