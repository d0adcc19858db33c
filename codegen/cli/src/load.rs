//! A pipeline from a file: read, compiled to a plan, its diagnostics shown.

use crate::failure::{Failed, Outcome};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use weir_dsl::diagnostics::Diagnostics;
use weir_dsl::plan::Pipeline;

/// How diagnostics are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// As rustc does, on stderr.
    Text,
    /// One JSON object a line, on stdout.
    Json,
}

/// A pipeline that compiles, with its text.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// As given.
    pub path: PathBuf,
    /// The text.
    pub source: String,
    /// The plan.
    pub pipeline: Pipeline,
}

/// Reads and compiles a file; shows what there is to say about it.
pub fn load(path: &Path, show: Show) -> Outcome<Loaded> {
    let bytes =
        std::fs::read(path).map_err(|e| Failed { status: 2, ..Failed::io("cannot read", path, &e) })?;
    let source = String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        Failed::new(format!("`{}` is not UTF-8: byte {at}", path.display()))
    })?;
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
    let resolve = move |name: &str| {
        let file = folder.join(format!("{}.weir", name.replace("::", "/")));
        std::fs::read_to_string(&file).map_err(|e| format!("cannot read `{}`: {e}", file.display()))
    };
    let (pipeline, diagnostics) =
        weir_dsl::compile(&source, &weir_dsl::Options { name: &stem, resolve: Some(&resolve) });
    tell(path, &source, &diagnostics, show);
    match pipeline {
        Some(pipeline) if !diagnostics.has_errors() => {
            Ok(Loaded { path: path.to_path_buf(), source, pipeline })
        }
        _ => Err(Failed::reported()),
    }
}

/// Loads every file, and shows what there is to say about all of them, also where one cannot be loaded; `each` is told of those that can.
pub fn load_all(paths: &[PathBuf], show: Show, each: impl Fn(&Loaded)) -> Outcome<Vec<Loaded>> {
    let mut all = Vec::new();
    let mut worst: Option<Failed> = None;
    for path in paths {
        match load(path, show) {
            Ok(loaded) => {
                each(&loaded);
                all.push(loaded);
            }
            Err(failed) => {
                if !failed.message.is_empty() {
                    eprintln!("error: {failed}");
                }
                let status = failed.status.max(worst.as_ref().map_or(0, |w| w.status));
                worst = Some(Failed { status, message: String::new() });
            }
        }
    }
    worst.map_or(Ok(all), Err)
}

fn tell(path: &Path, source: &str, diagnostics: &Diagnostics, show: Show) {
    let name = path.display().to_string();
    match show {
        Show::Json => print!("{}", diagnostics.to_json(source, &name)),
        Show::Text if diagnostics.is_empty() => {}
        Show::Text if std::io::stderr().is_terminal() => {
            eprintln!("{}", diagnostics.render_colored(source, &name))
        }
        Show::Text => eprintln!("{}", diagnostics.render(source, &name)),
    }
}
