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
    let mut text = format!("  {}: {}{value}", param.name, param.ty);
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
        let rate = ParamDescription {
            name: "rate",
            doc: "Events a second.",
            ty: "i64",
            default: Some("100"),
            secret: false,
        };
        assert_eq!(param(&rate), "  rate: i64 = 100\n      Events a second.");
        let key =
            ParamDescription { name: "key", doc: "", ty: "string", default: Some("\"x\""), secret: true };
        assert_eq!(param(&key), "  key: string = (secret)");
    }
}
