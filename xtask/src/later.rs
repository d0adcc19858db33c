//! Commands that are promised and not built yet: they say so, whatever their options.

use std::ffi::OsString;
use weir_cli::{Failed, Outcome};

/// Any options.
#[derive(Debug, clap::Args)]
pub(crate) struct Later {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _options: Vec<OsString>,
}

/// Refuses the command: it was asked for wrongly, as things are.
pub(crate) fn refuse(command: &str) -> Outcome<()> {
    Err(Failed::usage(format!("`{command}` is not built yet in this version")))
}
