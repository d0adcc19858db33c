//! Where things lie: the checkout, the cache, the Rust toolchain.

use crate::failure::{Failed, Outcome};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target that job binaries are for.
pub const TARGET: &str = "x86_64-unknown-linux-gnu";

/// The size of the cache where nothing else is said: some three hundred jobs.
const CACHE_BYTES: u64 = 2 << 30;

/// Paths that the commands work with.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The checkout: the folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Everything built goes here: `CARGO_TARGET_DIR`, or `target` in the checkout, then `weir`.
    pub cache: PathBuf,
    /// So much of it compiled jobs may be: `WEIR_CACHE_LIMIT`, or [`CACHE_BYTES`].
    pub cache_bytes_max: u64,
    /// The compiler.
    pub rustc: PathBuf,
    /// Cargo, of the same toolchain.
    pub cargo: PathBuf,
}

impl Workspace {
    /// Finds them: from cargo's environment when run by it, else from where this was built.
    pub fn find() -> Outcome<Self> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or(PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .ancestors()
            .find(|dir| dir.join("rust-toolchain.toml").is_file() && dir.join("runtime").is_dir())
            .ok_or_else(|| Failed::new(format!("no checkout of weir around `{}`", manifest.display())))?
            .to_path_buf();
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let target = if target.is_absolute() { target } else { root.join(target) };
        let (rustc, cargo) = (tool("rustc"), tool("cargo"));
        Ok(Workspace { cache: target.join("weir"), cache_bytes_max: cache_bytes_max()?, root, rustc, cargo })
    }

    /// The path as a user would write it: relative to the current folder where it lies below.
    pub fn shown(path: &Path) -> String {
        let here = std::env::current_dir().unwrap_or_default();
        path.strip_prefix(&here).unwrap_or(path).display().to_string()
    }
}

/// `WEIR_CACHE_LIMIT`, if it is set.
fn cache_bytes_max() -> Outcome<u64> {
    let value = std::env::var_os("WEIR_CACHE_LIMIT").filter(|value| !value.is_empty());
    let Some(value) = value else { return Ok(CACHE_BYTES) };
    let value = value.to_string_lossy();
    bytes(&value).ok_or_else(|| {
        Failed::usage(format!(
            "`WEIR_CACHE_LIMIT` cannot be this: `{value}`; expected a number of bytes, or as `500MiB`, `4GiB`"
        ))
    })
}

/// A number of bytes, with or without a unit.
fn bytes(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit: u64 = match &text[digits.len()..] {
        "" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

/// The tool of the pinned toolchain itself, not rustup's proxy, which takes longer to start than a build that changes nothing.
fn tool(name: &str) -> PathBuf {
    let from_rustup = std::env::var_os("RUSTUP_TOOLCHAIN").and_then(|toolchain| {
        let home = std::env::var_os("RUSTUP_HOME").map(PathBuf::from);
        let home = home.or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".rustup")))?;
        let path = home.join("toolchains").join(toolchain).join("bin").join(name);
        path.is_file().then_some(path)
    });
    let from_cargo = || {
        let cargo = PathBuf::from(std::env::var_os("CARGO")?);
        let path = cargo.with_file_name(name);
        path.is_file().then_some(path)
    };
    from_rustup.or_else(from_cargo).unwrap_or_else(|| PathBuf::from(name))
}

/// What tells one toolchain from another, without running it where possible: path, size and time of the compiler.
pub fn toolchain_identity(rustc: &Path) -> String {
    match std::fs::metadata(rustc) {
        Ok(meta) => {
            let modified = meta.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
            format!("{} {} {}", rustc.display(), meta.len(), modified.unwrap_or_default().as_nanos())
        }
        Err(_) => {
            let version = Command::new(rustc).arg("-vV").output();
            version.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn a_size_is_bytes_or_has_a_unit() {
        let cases = [
            ("0", Some(0)),
            ("1500", Some(1500)),
            ("2KiB", Some(2048)),
            ("500MiB", Some(500 << 20)),
            ("4GiB", Some(4 << 30)),
            ("", None),
            ("GiB", None),
            ("4 GiB", None),
            ("4G", None),
            ("-1", None),
            ("1.5GiB", None),
            ("99999999999GiB", None),
        ];
        for (text, expected) in cases {
            assert_eq!(bytes(text), expected, "{text}");
        }
    }
}
