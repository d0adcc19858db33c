//! Globs: `*`, `?`, `[a-z]` within a name, `**` for any number of directories. Matches come in the order of their paths' bytes.

use glob::{MatchOptions, Pattern};
use std::path::{Component, Path, PathBuf};
use weir_runtime::env::disk;
use weir_runtime::error::{Error, Result};

/// Directories that `**` goes down at most.
const DEPTH_MAX: usize = 64;

/// As a shell: a leading dot must be written.
const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

/// Whether the path has anything to match.
pub(crate) fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

/// The paths that match, directories not among them.
pub(crate) fn expand(pattern: &str) -> Result<Vec<PathBuf>> {
    let mut found = vec![PathBuf::new()];
    for component in Path::new(pattern).components() {
        let Component::Normal(name) = component else {
            found.iter_mut().for_each(|path| path.push(component));
            continue;
        };
        let name = name.to_string_lossy();
        found = match name.as_ref() {
            "**" => below(found)?,
            name if is_pattern(name) => matching(found, name)?,
            name => found.into_iter().map(|path| path.join(name)).filter(|path| path.exists()).collect(),
        };
    }
    found.retain(|path| !path.is_dir());
    found.sort();
    found.dedup();
    Ok(found)
}

/// What lies in these directories under a matching name.
fn matching(directories: Vec<PathBuf>, name: &str) -> Result<Vec<PathBuf>> {
    let pattern = Pattern::new(name).map_err(|cause| {
        Error::invalid("this is not a pattern of file names").value(name).cause(cause.msg)
    })?;
    let mut found = Vec::new();
    for directory in directories {
        for path in entries(&directory)? {
            let matches = |name: &std::ffi::OsStr| pattern.matches_with(&name.to_string_lossy(), OPTIONS);
            if path.file_name().is_some_and(matches) {
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// These directories and all below them, those with a leading dot left out.
fn below(directories: Vec<PathBuf>) -> Result<Vec<PathBuf>> {
    let mut all = directories.clone();
    let mut level = directories;
    for _ in 0..DEPTH_MAX {
        let mut next = Vec::new();
        for directory in &level {
            next.extend(entries(directory)?.into_iter().filter(|path| {
                let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
                path.is_dir() && !path.is_symlink() && !hidden
            }));
        }
        if next.is_empty() {
            break;
        }
        all.extend(next.iter().cloned());
        level = next;
    }
    Ok(all)
}

/// What lies in a directory; nothing where there is none.
fn entries(directory: &Path) -> Result<Vec<PathBuf>> {
    let here = directory.as_os_str().is_empty();
    let listed = if here { Path::new(".") } else { directory };
    if !listed.is_dir() {
        return Ok(Vec::new());
    }
    let strip =
        |path: PathBuf| if here { path.strip_prefix(".").map(PathBuf::from).unwrap_or(path) } else { path };
    Ok(disk::list(listed)?.into_iter().map(strip).collect())
}
