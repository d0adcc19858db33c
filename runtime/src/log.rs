//! Log lines on stderr, for people or as JSON. Stdout belongs to the pipeline. Never called per record.

use crate::env::clock;
use crate::env::pipe::Outlet;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

/// How loud a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The job fails.
    Error = 1,
    /// Something a person should look at.
    Warn = 2,
    /// Start, stop, sizes.
    Info = 3,
    /// What the runtime does.
    Debug = 4,
}

static LEVEL: AtomicU8 = AtomicU8::new(Level::Warn as u8);
static JSON: AtomicBool = AtomicBool::new(false);
/// Whether the progress line stands on the terminal.
static PROGRESS: AtomicBool = AtomicBool::new(false);
/// Begins the terminal's line anew, without what stood there.
const WIPE: &str = "\r\x1b[2K";

impl Level {
    /// Its name in `--log` and in lines.
    pub fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warn => "warn",
            Level::Info => "info",
            Level::Debug => "debug",
        }
    }

    /// The level with this name; `off` is `None` inside.
    pub(crate) fn parse(name: &str) -> Option<Option<Level>> {
        let all = [Level::Error, Level::Warn, Level::Info, Level::Debug];
        if name == "off" { Some(None) } else { all.into_iter().find(|l| l.name() == name).map(Some) }
    }
}

/// Sets what is written (`None`: nothing), and how.
pub fn configure(level: Option<Level>, json: bool) {
    LEVEL.store(level.map_or(0, |l| l as u8), Ordering::Relaxed);
    JSON.store(json, Ordering::Relaxed);
}

/// Writes a line if the level is on.
pub fn line(level: Level, message: fmt::Arguments<'_>) {
    if level as u8 > LEVEL.load(Ordering::Relaxed) {
        return;
    }
    let text = render(level, &message.to_string(), clock::now_us(), JSON.load(Ordering::Relaxed));
    to_stderr(&text);
}

/// A whole line to stderr at once, in place of the progress line. A stderr that is gone is no reason to fail.
pub(crate) fn to_stderr(text: &str) {
    put(|stood| format!("{}{text}\n", if stood { WIPE } else { "" }), false);
}

/// Paints the progress line, over the last one.
pub(crate) fn progress(text: &str) {
    put(|_| format!("{WIPE}{text}"), true);
}

/// Removes it.
pub(crate) fn end_progress() {
    put(|stood| if stood { WIPE.to_owned() } else { String::new() }, false);
}

/// Writes what follows from whether the progress line stood, and remembers whether it does now.
fn put(text: impl FnOnce(bool) -> String, stands: bool) {
    use std::io::Write;
    let mut stderr = std::io::stderr().lock();
    let stood = PROGRESS.swap(stands, Ordering::Relaxed);
    let _ = Outlet::of(&mut stderr).write_all(text(stood).as_bytes());
}

/// How the last line of a failed job looks: `error: …`, or an object.
pub(crate) fn failure(error: &crate::error::Error) {
    if JSON.load(Ordering::Relaxed) {
        to_stderr(&render(Level::Error, &error.to_string(), clock::now_us(), true));
    } else {
        to_stderr(&format!("error: {error}"));
    }
}

fn render(level: Level, message: &str, now_us: i64, json: bool) -> String {
    if !json {
        return format!("{}: {message}", level.name());
    }
    let mut text = format!("{{\"time_us\":{now_us},\"level\":\"{}\",\"message\":", level.name());
    put_json_string(&mut text, message);
    text.push('}');
    text
}

/// A JSON string with its quotes.
pub(crate) fn put_json_string(text: &mut String, value: &str) {
    text.push('"');
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            c if c < ' ' => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => text.push(c),
        }
    }
    text.push('"');
}

/// Logs at `info`.
pub fn info(message: fmt::Arguments<'_>) {
    line(Level::Info, message);
}

/// Logs at `warn`.
pub fn warn(message: fmt::Arguments<'_>) {
    line(Level::Warn, message);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_text_or_json() {
        assert_eq!(render(Level::Info, "a \"b\"", 5, false), "info: a \"b\"");
        assert_eq!(
            render(Level::Info, "a \"b\"\n", 5, true),
            r#"{"time_us":5,"level":"info","message":"a \"b\"\n"}"#
        );
    }
}
