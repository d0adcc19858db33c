//! Values of parameters as texts: from `--set` and from the environment, checked against the names the job has.

use crate::description::Description;
use crate::env::spawn;
use crate::error::{Error, Result};

/// One text or none a parameter.
#[derive(Debug, Default)]
pub struct Params(Vec<Option<Text>>);

/// Who gave a value that stands on the command line.
const SET: &str = "--set";

/// A value and who gave it, for messages.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) from: String,
}

impl Params {
    /// `--set` wins over `WEIR_NAME`. Names the job does not have are refused, with the nearest one that it has.
    pub fn new(description: &Description, settings: &[String]) -> Result<Params> {
        let mut values: Vec<Option<Text>> = Vec::new();
        for param in description.params {
            let variable = format!("WEIR_{}", param.name.to_uppercase());
            values.push(spawn::variable(&variable).map(|text| Text { text, from: variable }));
        }
        for setting in settings {
            let Some((name, text)) = setting.split_once('=') else {
                return Err(Error::invalid("--set needs NAME=VALUE").value(setting));
            };
            let Some(index) = description.params.iter().position(|p| p.name == name) else {
                return Err(unknown(description, name));
            };
            if values[index].as_ref().is_some_and(|before| before.from == SET) {
                let error = Error::invalid(format!("parameter `{name}` is set twice"));
                return Err(error.help("say `--set` once for each parameter"));
            }
            values[index] = Some(Text { text: text.to_owned(), from: SET.to_owned() });
        }
        Ok(Params(values))
    }

    pub(crate) fn set(&self, index: usize) -> Option<&Text> {
        self.0.get(index).and_then(Option::as_ref)
    }
}

fn unknown(description: &Description, name: &str) -> Error {
    let error = Error::invalid(format!("the pipeline has no parameter `{name}`"));
    let nearest = nearest(name, description.params.iter().map(|p| p.name));
    let all: Vec<&str> = description.params.iter().map(|p| p.name).collect();
    match nearest {
        Some(nearest) => error.help(format!("did you mean `{nearest}`?")),
        None if all.is_empty() => error.help("it has none"),
        None => error.help(format!("it has {}", all.join(", "))),
    }
}

/// The name with the fewest edits, if it is near enough to be meant.
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = name.len().max(3) / 3;
    // Names of one or two letters are all near each other.
    let is_near = |edits: usize, n: &str| edits <= limit && (name.len() > 2 || n.eq_ignore_ascii_case(name));
    let names = names.filter(|n| n.len().abs_diff(name.len()) <= limit);
    names.map(|n| (edits(name, n), n)).filter(|(d, n)| is_near(*d, n)).min().map(|(_, n)| n)
}

/// Levenshtein distance by bytes.
fn edits(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_only_when_it_is_near() {
        let names = ["input", "output", "events"];
        assert_eq!(nearest("inptu", names.into_iter()), None);
        assert_eq!(nearest("inputs", names.into_iter()), Some("input"));
        assert_eq!(nearest("outpt", names.into_iter()), Some("output"));
        assert_eq!(nearest("rate", names.into_iter()), None);
        assert_eq!(nearest("x", ["y", "Z"].into_iter()), None);
        assert_eq!(nearest("z", ["y", "Z"].into_iter()), Some("Z"));
        assert_eq!(nearest("id", ["ip"].into_iter()), None);
    }
}
