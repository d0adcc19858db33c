//! Texts of `--help` and `params`.

use crate::description::{Description, ParamDescription};

/// `NAME --help`.
pub(super) fn help(description: &Description) -> String {
    let name = description.name;
    format!(
        "{name}: a pipeline compiled by weir {}

Usage:
  {name} run [OPTIONS]                   run the job in this process
  {name} params                          its parameters
  {name} explain [--format text|json]    its plan
  {name} manifest                        what it was built from
  {name} version

Options of run, each also as WEIR_… in the environment:
  --set NAME=VALUE            a parameter
  --parallelism N             worker threads (default: number of cores)
  --stats FILE.json           counters at the end
  --progress auto|off         a line on a terminal
  --log off|error|warn|info|debug
  --log-format text|json

Parameters:
{}",
        description.weir,
        params(description)
    )
}

/// `NAME params`: one line a parameter, then its documentation.
pub(super) fn params(description: &Description) -> String {
    if description.params.is_empty() {
        return "  none".to_owned();
    }
    description.params.iter().map(param).collect::<Vec<_>>().join("\n")
}

fn param(param: &ParamDescription) -> String {
    let value = match (param.secret, param.default) {
        (true, Some(_)) => " = (secret)".to_owned(),
        (_, None) => " (must be set)".to_owned(),
        (false, Some(default)) => format!(" = {default}"),
    };
    let variants = match param.variants {
        [] => String::new(),
        variants => format!(" ({})", variants.join(", ")),
    };
    let mut text = format!("  {}: {}{variants}{value}", param.name, param.ty);
    for line in param.doc.lines() {
        text.push_str("\n      ");
        text.push_str(line.trim());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_param_shows_type_default_and_doc_but_no_secret() {
        let plain = |name, ty, default| ParamDescription {
            name,
            doc: "",
            ty,
            variants: &[],
            default: Some(default),
            secret: false,
        };
        let rate = ParamDescription { doc: "Events a second.", ..plain("rate", "i64", "100") };
        assert_eq!(param(&rate), "  rate: i64 = 100\n      Events a second.");
        let key = ParamDescription { secret: true, ..plain("key", "string", "\"x\"") };
        assert_eq!(param(&key), "  key: string = (secret)");
        let level = ParamDescription { variants: &["low", "high"], ..plain("level", "Level", "low") };
        assert_eq!(param(&level), "  level: Level (low, high) = low");
        assert_eq!(
            param(&ParamDescription { default: None, ..level }),
            "  level: Level (low, high) (must be set)"
        );
    }
}
