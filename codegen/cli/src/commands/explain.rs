//! `explain`: the plan, without building anything.

use crate::failure::Outcome;
use crate::load::{Show, load};
use std::path::PathBuf;
use weir_codegen::optimise::{optimise, prune};
use weir_codegen::physical::Physical;

/// Options of `explain`.
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The pipeline.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// `text`, or `json` for tools.
    #[arg(long, default_value = "text", value_parser = ["text", "json"])]
    pub format: String,
}

/// Prints the plan.
pub fn explain(options: &Explain) -> Outcome<()> {
    let loaded = load(&options.file, Show::Text)?;
    let mut pipeline = loaded.pipeline.clone();
    let mut applied = prune(&mut pipeline);
    applied.extend(optimise(&mut pipeline));
    let physical = Physical::of(&pipeline);
    match options.format.as_str() {
        "json" => println!("{}", weir_codegen::explain::json(&physical, &applied, &loaded.source)),
        _ => print!("{}", weir_codegen::explain::text(&physical, &applied, &loaded.source)),
    }
    Ok(())
}
