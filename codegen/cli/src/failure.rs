//! How a command ends: a sentence for the user and an exit status.

use std::fmt;
use std::path::Path;

/// The result of a command.
pub type Outcome<T> = Result<T, Failed>;

/// Why a command failed. Printed once, by `main`.
#[derive(Debug)]
pub struct Failed {
    /// 1: the work failed; 2: it was asked for wrongly.
    pub status: u8,
    /// What to print; empty where everything has been said.
    pub message: String,
}

impl Failed {
    /// The work failed.
    pub fn new(message: impl Into<String>) -> Self {
        Failed { status: 1, message: message.into() }
    }

    /// It was asked for wrongly.
    pub fn usage(message: impl Into<String>) -> Self {
        Failed { status: 2, message: message.into() }
    }

    /// The work failed, and the user has been told why.
    pub fn reported() -> Self {
        Failed { status: 1, message: String::new() }
    }

    /// A file could not be read, written, made.
    pub fn io(what: &str, path: &Path, error: &std::io::Error) -> Self {
        Failed::new(format!("{what} `{}`: {error}", path.display()))
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
