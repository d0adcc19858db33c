//! Options of the command line and their twins in the environment (`WEIR_PARALLELISM`), checked before anything starts.

use crate::env::spawn;
use crate::error::{Error, Result};
use crate::log::Level;
use crate::setup::literal;
use lexopt::{Arg, Parser, ValueExt};
use std::ffi::OsString;
use std::path::PathBuf;

/// What to do.
#[derive(Debug)]
pub(crate) enum Command {
    Run(Box<Options>),
    Params,
    Explain { json: bool },
    Manifest,
    Version,
    Help,
}

/// Options of `run`.
#[derive(Debug, Clone)]
pub struct Options {
    /// `--set NAME=VALUE`, in order.
    pub set: Vec<String>,
    /// `--parallelism N`.
    pub parallelism: usize,
    /// `--stats FILE.json`.
    pub stats: Option<PathBuf>,
    /// `--progress auto`: show it where stderr is a terminal.
    pub progress: bool,
    /// `--log LEVEL`; `None`: off.
    pub log: Option<Level>,
    /// `--log-format json`.
    pub log_json: bool,
    /// `--script FILE` (hidden): rows of a test.
    pub script: Option<PathBuf>,
    /// `--batch-rows N` (hidden): rows in a batch of an exchange, `None`: by their size; results must not depend on it.
    pub batch_rows: Option<usize>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            set: Vec::new(),
            parallelism: spawn::cores(),
            stats: None,
            progress: true,
            log: Some(Level::Warn),
            log_json: false,
            script: None,
            batch_rows: None,
        }
    }
}

const COMMANDS: [&str; 6] = ["run", "params", "explain", "manifest", "version", "help"];
const COMMANDS_LATER: [&str; 7] =
    ["coordinator", "worker", "status", "savepoint", "stop", "cancel", "rescale"];
const OPTIONS: [&str; 8] =
    ["set", "parallelism", "stats", "progress", "log", "log-format", "script", "batch-rows"];
const OPTIONS_LATER: [&str; 6] =
    ["checkpoint-dir", "checkpoint-interval", "restore", "state", "memory", "listen"];
/// Of [`OPTIONS`], those with a variable.
const VARIABLES: [&str; 5] = ["parallelism", "stats", "progress", "log", "log-format"];

pub(crate) fn parse(args: impl Iterator<Item = OsString>) -> Result<Command> {
    let mut parser = Parser::from_args(args);
    let command = match parser.next().map_err(wrong)? {
        None | Some(Arg::Short('h') | Arg::Long("help")) => return Ok(Command::Help),
        Some(Arg::Short('V') | Arg::Long("version")) => return Ok(Command::Version),
        Some(Arg::Value(command)) => command.string().map_err(wrong)?,
        Some(Arg::Long(option)) => {
            return Err(unknown("a command first", &format!("--{option}"), &COMMANDS));
        }
        Some(Arg::Short(option)) => return Err(unknown("a command first", &format!("-{option}"), &COMMANDS)),
    };
    match command.as_str() {
        "run" => run(&mut parser),
        "explain" => explain(&mut parser),
        "params" => alone(&mut parser, Command::Params),
        "manifest" => alone(&mut parser, Command::Manifest),
        "version" => alone(&mut parser, Command::Version),
        "help" => alone(&mut parser, Command::Help),
        later if COMMANDS_LATER.contains(&later) => Err(not_built(&format!("command `{later}`"))),
        other => Err(unknown("a command", other, &COMMANDS)),
    }
}

fn run(parser: &mut Parser) -> Result<Command> {
    let mut options = Options::default();
    for name in OPTIONS_LATER {
        if spawn::variable(&variable(name)).is_some() {
            return Err(not_built(&format!("environment variable `{}`", variable(name))));
        }
    }
    for name in VARIABLES {
        if let Some(value) = spawn::variable(&variable(name)) {
            set(&mut options, name, &value)
                .map_err(|error| error.place(format!("environment variable {}", variable(name))))?;
        }
    }
    while let Some(arg) = parser.next().map_err(wrong)? {
        let name = match arg {
            Arg::Long("help") | Arg::Short('h') => return Ok(Command::Help),
            Arg::Long(name) => name.to_owned(),
            Arg::Short(c) => return Err(unknown_option(&format!("-{c}"), &[])),
            Arg::Value(value) => {
                return Err(Error::invalid("unexpected argument").value(&value.to_string_lossy()));
            }
        };
        if OPTIONS_LATER.contains(&name.as_str()) {
            return Err(not_built(&format!("option `--{name}`")));
        }
        if !OPTIONS.contains(&name.as_str()) {
            return Err(unknown_option(&format!("--{name}"), &OPTIONS));
        }
        let value = parser.value().and_then(ValueExt::string).map_err(wrong)?;
        set(&mut options, &name, &value)?;
    }
    Ok(Command::Run(Box::new(options)))
}

fn set(options: &mut Options, name: &str, value: &str) -> Result<()> {
    let bad = |expected: &str| {
        let error = Error::invalid(format!("`--{name}` cannot be this")).value(value);
        Err(error.help(format!("expected {expected}")))
    };
    match name {
        "set" => options.set.push(value.to_owned()),
        "stats" => options.stats = Some(PathBuf::from(value)),
        "script" => options.script = Some(PathBuf::from(value)),
        "parallelism" | "batch-rows" => {
            let limit = if name == "parallelism" { crate::hash::KEY_GROUPS as usize / 4 } else { 1 << 20 };
            let Some(n) = literal::integer(value)
                .and_then(|n| usize::try_from(n).ok())
                .filter(|n| (1..=limit).contains(n))
            else {
                return bad(&format!("a number from 1 to {limit}"));
            };
            match name {
                "parallelism" => options.parallelism = n,
                _ => options.batch_rows = Some(n),
            }
        }
        "progress" => match value {
            "auto" | "off" => options.progress = value == "auto",
            _ => return bad("`auto` or `off`"),
        },
        "log" => match Level::parse(value) {
            Some(level) => options.log = level,
            None => return bad("`off`, `error`, `warn`, `info` or `debug`"),
        },
        "log-format" => match value {
            "text" | "json" => options.log_json = value == "json",
            _ => return bad("`text` or `json`"),
        },
        _ => unreachable!("`{name}` is checked against OPTIONS"),
    }
    Ok(())
}

fn explain(parser: &mut Parser) -> Result<Command> {
    let mut json = false;
    while let Some(arg) = parser.next().map_err(wrong)? {
        match arg {
            Arg::Long("format") => match parser.value().and_then(ValueExt::string).map_err(wrong)?.as_str() {
                "text" => json = false,
                "json" => json = true,
                "svg" => return Err(not_built("format `svg`")),
                other => return Err(unknown("a format", other, &["text", "json"])),
            },
            Arg::Long("help") | Arg::Short('h') => return Ok(Command::Help),
            Arg::Long(other) => return Err(unknown_option(&format!("--{other}"), &["format"])),
            other => return Err(wrong(other.unexpected())),
        }
    }
    Ok(Command::Explain { json })
}

fn alone(parser: &mut Parser, command: Command) -> Result<Command> {
    match parser.next().map_err(wrong)? {
        None => Ok(command),
        Some(Arg::Long("help") | Arg::Short('h')) => Ok(Command::Help),
        Some(other) => Err(wrong(other.unexpected())),
    }
}

fn variable(name: &str) -> String {
    format!("WEIR_{}", name.to_uppercase().replace('-', "_"))
}

fn wrong(error: lexopt::Error) -> Error {
    Error::invalid("the command line is wrong").cause(error).help("see `--help`")
}

fn not_built(what: &str) -> Error {
    Error::invalid(format!("{what} is not built yet in this version"))
}

fn unknown(expected: &str, found: &str, known: &[&'static str]) -> Error {
    let error = Error::invalid(format!("expected {expected}, found `{found}`"));
    match crate::setup::nearest(found, known.iter().copied()) {
        Some(nearest) => error.help(format!("did you mean `{nearest}`?")),
        None => error.help("see `--help`"),
    }
}

/// As [`unknown`], of an option as it was written, with its dashes.
fn unknown_option(found: &str, known: &[&'static str]) -> Error {
    let error = Error::invalid(format!("expected an option, found `{found}`"));
    match crate::setup::nearest(found.trim_start_matches('-'), known.iter().copied()) {
        Some(nearest) => error.help(format!("did you mean `--{nearest}`?")),
        None => error.help("see `--help`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str) -> std::result::Result<String, String> {
        let args = line.split_whitespace().map(OsString::from).collect::<Vec<_>>();
        parse(args.into_iter()).map(|command| format!("{command:?}")).map_err(|error| error.to_string())
    }

    #[test]
    fn run_takes_its_options_in_any_order() {
        let text = check("run --set a=1 --parallelism=2 --set b=2 --log off").unwrap();
        assert!(
            text.contains(r#"set: ["a=1", "b=2"], parallelism: 2"#) && text.contains("log: None"),
            "{text}"
        );
    }

    #[test]
    fn what_is_wrong_is_named_with_a_way_out() {
        let cases = [
            ("rum", "expected a command, found `rum`; did you mean `run`?"),
            ("run --paralelism 2", "expected an option, found `--paralelism`; did you mean `--parallelism`?"),
            ("run -x", "expected an option, found `-x`; see `--help`"),
            ("explain --fromat json", "expected an option, found `--fromat`; did you mean `--format`?"),
            ("--parallelism 2", "expected a command first, found `--parallelism`; see `--help`"),
            ("run --parallelism 0", "`--parallelism` cannot be this: `0`; expected a number from 1 to 1024"),
            ("run --checkpoint-dir x", "option `--checkpoint-dir` is not built yet in this version"),
            ("savepoint", "command `savepoint` is not built yet in this version"),
            (
                "run --log loud",
                "`--log` cannot be this: `loud`; expected `off`, `error`, `warn`, `info` or `debug`",
            ),
        ];
        for (line, expected) in cases {
            assert_eq!(check(line).unwrap_err(), expected);
        }
    }

    #[test]
    fn without_a_command_there_is_help() {
        assert_eq!(check(""), Ok("Help".to_owned()));
        assert_eq!(check("explain --format json"), Ok("Explain { json: true }".to_owned()));
        for command in ["run", "params", "explain", "manifest", "version"] {
            assert_eq!(check(&format!("{command} --help")), Ok("Help".to_owned()), "{command}");
        }
    }
}
