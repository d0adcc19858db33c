//! Options of connectors and formats, read by the table in [`crate::connectors`].

use super::flow::At;
use super::params::literal_value;
use super::scope::Scope;
use super::source::branches;
use super::{Checker, did_you_mean};
use crate::connectors::{Default, FORMATS, OptionSpec, Side, Spec};
use crate::diagnostics::{Diagnostic, codes, elsewhere, misspelt, nearest};
use crate::plan::{
    Csv, Expr, ExprKind, Format, Json, Setting, SinkArm, SinkConnector, SinkMode, TimestampFormat,
};
use crate::span::Span;
use crate::syntax::{self, Choice, Connector, Name, Opt, OptValue};
use crate::types::Type;
use crate::value::Value;
use std::collections::BTreeMap;

/// The options of a connector, each known to the table and given once.
pub(super) struct Given<'c> {
    spec: &'static Spec,
    side: Side,
    values: BTreeMap<&'c str, &'c OptValue>,
    span: Span,
}

impl<'c> Given<'c> {
    pub(super) fn get(&self, name: &str) -> Option<&'c OptValue> {
        self.values.get(name).copied()
    }

    fn option(&self, name: &str) -> &'static OptionSpec {
        self.spec
            .options_of(self.side)
            .find(|option| option.name == name)
            .expect("the caller asks for options of the table")
    }
}

impl Checker<'_> {
    /// The options of a connector on one side.
    pub(super) fn options<'c>(&mut self, connector: &'c Connector, side: Side) -> Option<Given<'c>> {
        let name = &connector.name;
        let Some(spec) = Spec::connector(&name.text) else {
            let message = format!("there is no connector `{}`", name.text);
            let diagnostic = Diagnostic::error(codes::UNKNOWN_CONNECTOR, name.span, message);
            let known = crate::connectors::CONNECTORS.iter().filter(|spec| spec.built).map(|spec| spec.name);
            self.diagnostics.push(did_you_mean(diagnostic, &name.text, known));
            return None;
        };
        if !spec.built {
            self.not_built(name.span, &format!("the connector `{}`", spec.name));
            return None;
        }
        let fits = if side == Side::Source { spec.source } else { spec.sink };
        if !fits {
            let what = if side == Side::Source { "read from" } else { "written to" };
            let message = format!("`{}` cannot be {what}", spec.name);
            let others = crate::connectors::CONNECTORS.iter().filter(|s| s.built);
            let others = others.filter(|s| if side == Side::Source { s.source } else { s.sink });
            let list: Vec<String> = others.map(|s| format!("`{}`", s.name)).collect();
            let diagnostic = Diagnostic::error(codes::WRONG_SIDE, name.span, message);
            self.diagnostics.push(diagnostic.help(format!("there are {}", list.join(", "))));
            return None;
        }
        self.given(spec, side, &connector.options, connector.name.span)
    }

    fn given<'c>(
        &mut self,
        spec: &'static Spec,
        side: Side,
        options: &'c [Opt],
        span: Span,
    ) -> Option<Given<'c>> {
        let mut given = Given { spec, side, values: BTreeMap::new(), span };
        let mut places: BTreeMap<&str, Span> = BTreeMap::new();
        let mut right = true;
        let mut meant = Vec::new();
        for Opt { name, value } in options {
            if spec.options_of(side).all(|option| option.name != name.text) {
                self.unknown_option(spec, side, name);
                // What is misspelt is not missing too.
                meant.extend(nearest(&name.text, spec.options_of(side).map(|option| option.name)));
                right = false;
            } else if let Some(first) = places.insert(&name.text, name.span) {
                self.duplicate("option", name, first);
                right = false;
            }
            given.values.insert(&name.text, value);
        }
        for option in spec.options_of(side).filter(|option| option.default == Default::Required) {
            if given.get(option.name).is_none() && meant.contains(&option.name) {
                right = false;
            } else if given.get(option.name).is_none() {
                let message = format!("`{}` needs the option `{}`", spec.name, option.name);
                let diagnostic = Diagnostic::error(codes::MISSING_OPTION, span, message);
                self.diagnostics.push(diagnostic.help(format!("`{}` is {}", option.name, option.doc)));
                right = false;
            }
        }
        right.then_some(given)
    }

    fn unknown_option(&mut self, spec: &Spec, side: Side, name: &Name) {
        let message = format!("`{}` has no option `{}`", spec.name, name.text);
        let diagnostic = Diagnostic::error(codes::UNKNOWN_OPTION, name.span, message);
        let is_format = Spec::format(spec.name).is_some_and(|format| std::ptr::eq(format, spec));
        // What a format has not is refused before, see `format_options`.
        let of_format =
            |name: &str| !is_format || crate::connectors::TIME_OPTIONS.iter().all(|time| time.name != name);
        let known: Vec<&str> =
            spec.options_of(side).map(|option| option.name).filter(|name| of_format(name)).collect();
        let diagnostic = if known.is_empty() {
            diagnostic.note(format!("`{}` has no options", spec.name))
        } else {
            let here = elsewhere::option(&name.text).unwrap_or(&name.text);
            let in_format = FORMATS.iter().find(|format| {
                !is_format
                    && spec.options.iter().any(|option| option.name == "format")
                    && format.options.iter().any(|option| option.name == here)
            });
            match in_format {
                Some(format) => {
                    let help = format!("it stands in the format: `format: {} {{ {here}: … }}`", format.name);
                    diagnostic.help(help)
                }
                None if known.contains(&here) => diagnostic.help(format!("it is called `{here}`")),
                None => did_you_mean(diagnostic, &name.text, known),
            }
        };
        self.diagnostics.push(diagnostic);
    }

    /// An option over parameters that must be there; the table has reported it where it is not.
    pub(super) fn required_setting(&mut self, given: &Given<'_>, name: &str, ty: &Type) -> Option<Setting> {
        self.setting(given.get(name)?, ty)
    }

    /// An option over parameters, or its default of the table.
    pub(super) fn optional_setting(&mut self, given: &Given<'_>, name: &str, ty: &Type) -> Option<Setting> {
        if let Some(value) = given.get(name) {
            return self.setting(value, ty);
        }
        let value = match given.option(name).default {
            Default::I64(n) => Value::Int(n.into()),
            Default::Duration(us) => Value::Duration(us),
            _ => unreachable!("an option without a default is asked for otherwise"),
        };
        Some(Expr { kind: ExprKind::Literal(value), ty: ty.clone(), span: given.span })
    }

    /// An expression over parameters.
    pub(super) fn setting(&mut self, value: &OptValue, ty: &Type) -> Option<Setting> {
        match value {
            OptValue::Expr(expr) => self.expr_as(&Scope::settings(), expr, ty),
            other => {
                let message = format!("this option is a `{}`", self.type_name(ty));
                self.bad_option(other.span(), &message)
            }
        }
    }

    pub(super) fn bad_option<T>(&mut self, span: Span, message: &str) -> Option<T> {
        self.error(codes::BAD_OPTION, span, message);
        None
    }

    /// `csv { … }`, `json { … }`, or the bare word; JSON where nothing is given.
    pub(super) fn format(&mut self, value: Option<&OptValue>, reads: bool) -> Option<Format> {
        let (name, options, span): (&str, &[Opt], Span) = match value {
            None => return Some(Format::Json(Json { timestamps: TimestampFormat::Iso })),
            Some(OptValue::Nested(nested)) => (&nested.name.text, &nested.options, nested.name.span),
            Some(OptValue::Expr(syntax::Expr { kind: syntax::ExprKind::Name(name), span })) => {
                (name, &[], *span)
            }
            Some(other) => return self.bad_option(other.span(), "a format is `csv { … }` or `json { … }`"),
        };
        let Some(spec) = Spec::format(name) else {
            let diagnostic =
                Diagnostic::error(codes::UNKNOWN_CONNECTOR, span, format!("there is no format `{name}`"));
            self.diagnostics.push(did_you_mean(diagnostic, name, ["csv", "json"]));
            return None;
        };
        if !spec.built {
            self.not_built(span, &format!("the format `{name}`"));
            return None;
        }
        let side = if reads { Side::Source } else { Side::Sink };
        let given = self.format_options(spec, side, options, span)?;
        let default = if spec.name == "csv" { TimestampFormat::Sql } else { TimestampFormat::Iso };
        let timestamps = self.timestamps(given.get("timestamps"), default);
        if spec.name == "json" {
            return Some(Format::Json(Json { timestamps: timestamps? }));
        }
        let header = match given.get("header") {
            Some(value) => self.literal_option(value, &Type::Bool).map(|value| value == Value::Bool(true)),
            None => Some(reads),
        };
        let separator = self.separator(given.get("separator"));
        let null = match given.get("null") {
            Some(value) => match self.literal_option(value, &Type::String)? {
                Value::String(text) => Some(text.to_string()),
                _ => None,
            },
            None => None,
        };
        Some(Format::Csv(Csv { header: header?, null, separator: separator?, timestamps: timestamps? }))
    }

    /// Formats have no time options.
    fn format_options<'c>(
        &mut self,
        spec: &'static Spec,
        side: Side,
        options: &'c [Opt],
        span: Span,
    ) -> Option<Given<'c>> {
        let time =
            options.iter().find(|o| crate::connectors::TIME_OPTIONS.iter().any(|t| t.name == o.name.text));
        if let Some(option) = time {
            let message =
                format!("`{}` is an option of the connector, not of `{}`", option.name.text, spec.name);
            let diagnostic = Diagnostic::error(codes::UNKNOWN_OPTION, option.name.span, message);
            self.diagnostics.push(diagnostic.help("write it behind the format"));
            return None;
        }
        self.given(spec, side, options, span)
    }

    fn literal_option(&mut self, value: &OptValue, ty: &Type) -> Option<Value> {
        let setting = self.setting(value, ty)?;
        let literal = literal_value(&setting);
        if literal.is_none() {
            self.error(
                codes::NOT_CONSTANT,
                value.span(),
                "options of a format are literals: the decoder is compiled for them",
            );
        }
        literal
    }

    fn separator(&mut self, value: Option<&OptValue>) -> Option<u8> {
        let Some(value) = value else { return Some(b',') };
        match self.literal_option(value, &Type::String)? {
            Value::String(text) if text.len() == 1 && !matches!(&*text, "\"" | "\n" | "\r") => {
                Some(text.as_bytes()[0])
            }
            _ => self
                .bad_option(value.span(), "a separator is one ASCII character, such as `\";\"` or `\"\\t\"`"),
        }
    }

    fn timestamps(&mut self, value: Option<&OptValue>, default: TimestampFormat) -> Option<TimestampFormat> {
        const WORDS: &[(&str, TimestampFormat)] = &[
            ("iso", TimestampFormat::Iso),
            ("sql", TimestampFormat::Sql),
            ("epoch_s", TimestampFormat::EpochS),
            ("epoch_ms", TimestampFormat::EpochMs),
            ("epoch_us", TimestampFormat::EpochUs),
        ];
        value.map_or(Some(default), |value| self.word("timestamps", value, WORDS))
    }

    /// What an option that is one of some words says.
    fn word<T: Copy>(&mut self, option: &str, value: &OptValue, words: &[(&str, T)]) -> Option<T> {
        let given = match value {
            OptValue::Expr(syntax::Expr { kind: syntax::ExprKind::Name(word), .. }) => word.as_str(),
            _ => "",
        };
        let found = words.iter().find(|(word, _)| *word == given);
        if found.is_none() {
            let all: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
            let message = format!("`{option}` is one of {}", all.join(", "));
            let diagnostic = Diagnostic::error(codes::BAD_OPTION, value.span(), message);
            let near = misspelt(given, words.iter().map(|(word, _)| *word));
            self.diagnostics.push(match near {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic,
            });
        }
        found.map(|(_, meant)| *meant)
    }

    /// The arms of a sink behind `at`, each with its own mode.
    pub(super) fn sink_arms(&mut self, at: &At, choice: &Choice) -> Option<Vec<SinkArm>> {
        let mut arms = Vec::new();
        let mut right = true;
        for (condition, connector) in branches(choice) {
            let condition = condition.map(|condition| self.condition(&condition));
            match (condition, self.sink_arm(at, connector)) {
                (None, Some(arm)) => arms.push(arm),
                (Some(Some(condition)), Some(arm)) => {
                    arms.push(SinkArm { condition: Some(condition), ..arm })
                }
                _ => right = false,
            }
        }
        right.then_some(arms)
    }

    fn sink_arm(&mut self, at: &At, connector: &Connector) -> Option<SinkArm> {
        let given = self.options(connector, Side::Sink)?;
        let built = self.sink_connector(connector, &given);
        let written = match given.get("mode") {
            Some(value) => Some(self.written_mode(value)?),
            None => None,
        };
        let connector_plan = built?;
        let mode = match (written, &connector_plan) {
            (None, SinkConnector::Blackhole) => self.mode_of_blackhole(at),
            (written, _) => {
                let mode = written.unwrap_or(SinkMode::Append);
                self.takes_table(at, mode, connector.span)?;
                mode
            }
        };
        Some(SinkArm { condition: None, connector: connector_plan, mode })
    }

    fn written_mode(&mut self, value: &OptValue) -> Option<SinkMode> {
        const WORDS: &[(&str, SinkMode)] =
            &[("append", SinkMode::Append), ("upsert", SinkMode::Upsert), ("final", SinkMode::Final)];
        self.word("mode", value, WORDS)
    }

    fn sink_connector(&mut self, connector: &Connector, given: &Given<'_>) -> Option<SinkConnector> {
        match connector.name.text.as_str() {
            "stdout" => Some(SinkConnector::Stdout { format: self.format(given.get("format"), false)? }),
            "file" => {
                let path = self.required_setting(given, "path", &Type::String);
                let format = self.format(given.get("format"), false);
                Some(SinkConnector::File { path: path?, format: format? })
            }
            _ => Some(SinkConnector::Blackhole),
        }
    }
}
