//! Progress of long work on a terminal: a spinner with what is being done; elsewhere one line at the start.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// A line that says what goes on, until it is dropped.
pub struct Progress(Option<ProgressBar>);

impl Progress {
    /// Begins.
    pub fn start(what: &str) -> Self {
        if !std::io::stderr().is_terminal() {
            eprintln!("{what}");
            return Progress(None);
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} [{elapsed}] {wide_msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        Progress(Some(bar))
    }

    /// Says what is being done now.
    pub fn at(&self, detail: String) {
        if let Some(bar) = &self.0 {
            bar.set_message(detail);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
