//! `bless`: runs the golden suites so that they write what they get. What changed is then to be read in `git diff`.

use std::process::Command;
use weir_cli::workspace::Workspace;
use weir_cli::{Failed, Outcome};

/// Suites of `weir-tests` that have expectations in files.
const SUITES: [&str; 4] = ["errors", "syntax", "golden", "language"];

/// Rewrites all expectations.
pub(crate) fn bless() -> Outcome<()> {
    let workspace = Workspace::find()?;
    let mut cargo = Command::new(&workspace.cargo);
    cargo.args(["test", "--quiet", "--package", "weir-tests", "--no-fail-fast"]);
    for suite in SUITES {
        cargo.args(["--test", suite]);
    }
    let status = cargo.env("BLESS", "1").current_dir(&workspace.root).status();
    match status.map_err(|e| Failed::io("cannot run", &workspace.cargo, &e))?.success() {
        true => {
            println!("accepted; `git diff` shows what has changed");
            Ok(())
        }
        false => Err(Failed::new("not everything could be accepted")),
    }
}
