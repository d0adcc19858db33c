//! `new`: a first pipeline with a test.

use crate::failure::{Failed, Outcome};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Options of `new`.
#[derive(Debug, clap::Args)]
pub struct New {
    /// Name of the pipeline; the file is `NAME.weir`, in the current folder or in the one that stands before it (`jobs/first`).
    pub name: String,
}

/// Writes the file; never over one that is there.
pub fn new(options: &New) -> Outcome<()> {
    let path = options.name.strip_suffix(".weir").unwrap_or(&options.name);
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let valid = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if !valid {
        return Err(Failed::usage(format!(
            "`{name}` cannot name a pipeline: expected letters, digits, `_` and `-`, beginning with a letter"
        )));
    }
    let path = PathBuf::from(format!("{path}.weir"));
    if !folder.is_empty() && !Path::new(folder).is_dir() {
        return Err(Failed::usage(format!("there is no folder `{folder}`")));
    }
    let mut file = std::fs::File::create_new(&path).map_err(|e| Failed::io("cannot make", &path, &e))?;
    file.write_all(TEMPLATE.replace("NAME", name).as_bytes())
        .map_err(|e| Failed::io("cannot write", &path, &e))?;
    println!("{}: try `cargo xtask test-pipeline {0}`, then `cargo xtask run {0}`", path.display());
    Ok(())
}

const TEMPLATE: &str = include_str!("new.weir");
