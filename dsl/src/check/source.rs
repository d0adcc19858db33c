//! Sources: the arms of a connector with their time, and that the record fits.

use super::Checker;
use super::flow::Made;
use super::names::TypeName;
use super::params::literal_value;
use super::scope::{Place, Scope};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{
    Column, Expr, Kind, Operator, Schema, Setting, SourceArm, SourceConnector, TIME, Watermark,
};
use crate::span::Span;
use crate::syntax::{self, Attribute, Choice, Connector, ExprKind, OptValue};
use crate::types::{RecordId, Type};
use crate::value::Value;

impl Checker<'_> {
    pub(super) fn source(&mut self, source: &syntax::Source, attributes: &[Attribute]) -> Option<Made> {
        let uid = self.identity(&source.name.text, attributes);
        let record = self.record_named(&source.record)?;
        let mut arms = Vec::new();
        let mut spans = Vec::new();
        let mut right = true;
        for (condition, connector) in branches(&source.connector) {
            let condition = condition.map(|condition| self.condition(&condition));
            let arm = self.source_arm(connector, record);
            match (condition, arm) {
                (None, Some(arm)) => arms.push(arm),
                (Some(Some(condition)), Some(arm)) => {
                    arms.push(SourceArm { condition: Some(condition), ..arm })
                }
                _ => right = false,
            }
            spans.push(connector.span);
        }
        if !right || !self.times_agree(&arms, &spans) {
            return None;
        }
        let mut columns = self.record_columns(record);
        let time = arms[0].time.is_some().then_some(columns.len());
        if time.is_some() {
            columns.push(Column { name: TIME.to_owned(), ty: Type::Timestamp });
        }
        let output = Schema { columns, kind: Kind::Stream, key: Vec::new(), time };
        let name = source.name.text.clone();
        let step = self.push(
            Operator::Source { name: name.clone(), record, arms },
            Vec::new(),
            output,
            source.name.span,
        );
        self.steps[step.0].name = Some(name);
        let uid = self.unique(&uid);
        self.steps[step.0].uid = uid;
        Some(Made { end: step, steps: vec![step], doubtful: Default::default(), doubted: false })
    }

    fn record_named(&mut self, name: &syntax::Name) -> Option<RecordId> {
        match self.names.types.get(name.text.as_str()) {
            Some(TypeName::Record(id, _)) => Some(*id),
            None if self.is_broken(&name.text) => None,
            _ => {
                let message = format!("there is no record `{}`", name.text);
                let diagnostic = Diagnostic::error(codes::UNKNOWN_TYPE, name.span, message);
                let known: Vec<String> = self.records.iter().map(|record| record.name.clone()).collect();
                let known = known.iter().map(String::as_str);
                self.diagnostics.push(super::did_you_mean(diagnostic, &name.text, known));
                None
            }
        }
    }

    pub(super) fn record_columns(&self, record: RecordId) -> Vec<Column> {
        let column = |field: &crate::plan::Field| Column { name: field.name.clone(), ty: field.ty.clone() };
        self.records[record.0].fields.iter().map(column).collect()
    }

    /// The condition of an arm: parameters only.
    pub(super) fn condition(&mut self, condition: &syntax::Expr) -> Option<Setting> {
        self.expr_as(&Scope::settings(), condition, &Type::Bool)
    }

    fn times_agree(&mut self, arms: &[SourceArm], spans: &[Span]) -> bool {
        let with = arms.iter().position(|arm| arm.time.is_some());
        let without = arms.iter().position(|arm| arm.time.is_none());
        let (Some(with), Some(without)) = (with, without) else { return true };
        self.diagnostics.push(
            Diagnostic::error(codes::ARMS_DIFFER, spans[without], "this arm has no `time`, another one has")
                .also(spans[with], "this one has it")
                .help("give every arm a `time`: what reads the source depends on it"),
        );
        false
    }

    fn source_arm(&mut self, connector: &Connector, record: RecordId) -> Option<SourceArm> {
        let options = self.options(connector, crate::connectors::Side::Source)?;
        let fields = Scope::of(self.record_columns(record), Place::Row);
        let built = self.source_connector(connector, &options, record);
        let time = options.get("time").map(|value| self.time(value, &fields));
        let watermark = options.get("watermark").map(|value| self.watermark(value));
        let idle = options.get("idle").map(|value| self.setting(value, &Type::Duration));
        for option in ["idle", "when_idle"] {
            if let Some(value) = options.get(option) {
                self.not_built(value.span(), &format!("`{option}`"));
            }
        }
        if let (Some(value), None) = (options.get("watermark").or(options.get("idle")), &time) {
            let diagnostic = Diagnostic::error(codes::NO_TIME, value.span(), "a watermark needs event time");
            self.diagnostics.push(diagnostic.help("say which field is the time of a row: `time: field`"));
            return None;
        }
        let connector = built?;
        let (time, watermark, idle) = (flat(time)?, flat(watermark)?, flat(idle)?);
        Some(SourceArm { condition: None, connector, time, watermark, idle })
    }

    fn time(&mut self, value: &OptValue, fields: &Scope) -> Option<Expr> {
        let OptValue::Expr(expr) = value else {
            return self.bad_option(value.span(), "`time` is a timestamp");
        };
        let checked = self.expr(fields, expr, None)?;
        if *checked.ty.required() != Type::Timestamp {
            let message = format!("`time` is a `timestamp`, found `{}`", self.type_name(&checked.ty));
            let diagnostic = Diagnostic::error(codes::BAD_OPTION, expr.span, message);
            let diagnostic = match checked.ty.required() {
                Type::Int(_) => {
                    diagnostic.help("milliseconds since the epoch become one with `timestamp_ms(…)`")
                }
                Type::String => diagnostic.help("text becomes one with `as timestamp`"),
                _ => diagnostic,
            };
            self.diagnostics.push(diagnostic);
            return None;
        }
        Some(checked)
    }

    fn watermark(&mut self, value: &OptValue) -> Option<Watermark> {
        let OptValue::Expr(expr) = value else { return self.bad_watermark(value.span()) };
        let lag = match &expr.kind {
            ExprKind::Name(name) if name == "ascending" => {
                let literal = syntax::ExprKind::Literal(syntax::Literal::Duration(0));
                syntax::Expr { kind: literal, span: expr.span }
            }
            ExprKind::Call(name, arguments) if name.text == "max_lag" && arguments.len() == 1 => {
                arguments[0].value.clone()
            }
            ExprKind::Name(_) | ExprKind::Call(..) | ExprKind::Literal(_) => {
                return self.bad_watermark(expr.span);
            }
            _ => {
                self.not_built(expr.span, "an expression as watermark");
                return None;
            }
        };
        let lag = self.expr_as(&Scope::settings(), &lag, &Type::Duration)?;
        self.not_negative(&lag, "max_lag")?;
        Some(Watermark::MaxLag(lag))
    }

    /// Refuses a duration that is known to be below zero; that of a parameter is looked at when the job starts.
    fn not_negative(&mut self, setting: &Setting, what: &str) -> Option<()> {
        if matches!(literal_value(setting), Some(Value::Duration(..0))) {
            let message = format!("`{what}` cannot be negative");
            let diagnostic = Diagnostic::error(codes::BAD_OPTION, setting.span, message);
            self.diagnostics.push(diagnostic.help("write `0s`, `10s`, `5m`"));
            return None;
        }
        Some(())
    }

    fn bad_watermark<T>(&mut self, span: Span) -> Option<T> {
        self.bad_option(span, "`watermark` is `max_lag(d)`, with a duration, or `ascending`")
    }

    fn source_connector(
        &mut self,
        connector: &Connector,
        options: &super::connector::Given<'_>,
        record: RecordId,
    ) -> Option<SourceConnector> {
        match connector.name.text.as_str() {
            "file" => {
                let path = self.required_setting(options, "path", &Type::String);
                let format = self.format(options.get("format"), true);
                Some(SourceConnector::File { path: path?, format: format? })
            }
            "nexmark" => {
                let events = self.optional_setting(options, "events", &Type::I64);
                let seed = self.optional_setting(options, "seed", &Type::I64);
                let rate = self.optional_setting(options, "rate", &Type::I64);
                let out_of_order = self.optional_setting(options, "out_of_order", &Type::Duration);
                self.fits_nexmark(connector, record)?;
                let out_of_order = out_of_order?;
                self.not_negative(&out_of_order, "out_of_order")?;
                Some(SourceConnector::Nexmark { events: events?, seed: seed?, rate: rate?, out_of_order })
            }
            _ => {
                let rows = self.optional_setting(options, "rows", &Type::I64);
                let rate = self.optional_setting(options, "rate", &Type::I64);
                let columns = self.generated(options.get("columns")?, record);
                Some(SourceConnector::Generate { rows: rows?, rate: rate?, columns: columns? })
            }
        }
    }

    /// `columns: { id: n, … }`: one expression a field, over `n: i64`.
    fn generated(&mut self, value: &OptValue, record: RecordId) -> Option<Vec<Expr>> {
        let OptValue::Map(given, span) = value else {
            return self.bad_option(value.span(), "`columns` is `{ field: expression over n, … }`");
        };
        let scope = Scope::of(vec![Column { name: "n".to_owned(), ty: Type::I64 }], Place::Row);
        let fields = self.records[record.0].fields.clone();
        for one in given.iter().filter(|one| fields.iter().all(|field| field.name != one.name.text)) {
            let message =
                format!("the record `{}` has no field `{}`", self.records[record.0].name, one.name.text);
            let diagnostic = Diagnostic::error(codes::UNKNOWN_FIELD, one.name.span, message);
            let known = fields.iter().map(|field| field.name.as_str());
            self.diagnostics.push(super::did_you_mean(diagnostic, &one.name.text, known));
        }
        let mut columns = Vec::new();
        for field in &fields {
            let found = given.iter().find(|one| one.name.text == field.name);
            columns.push(match found.map(|one| &one.value) {
                Some(OptValue::Expr(expr)) => self.expr_as(&scope, expr, &field.ty),
                Some(other) => {
                    self.bad_option(other.span(), "a column of `generate` is an expression over `n`")
                }
                None => {
                    let message = format!("`generate` does not say what the field `{}` is", field.name);
                    self.error(codes::RECORD_UNFIT, *span, message);
                    None
                }
            });
        }
        columns.into_iter().collect()
    }

    /// The generator makes these fields; a record has any of them.
    fn fits_nexmark(&mut self, connector: &Connector, record: RecordId) -> Option<()> {
        let fields = self.records[record.0].fields.clone();
        for field in &fields {
            let fits = match (field.name.as_str(), &field.ty) {
                ("event_type", Type::Int(_)) => true,
                (kind @ ("person" | "auction" | "bid"), Type::Optional(inner)) => match **inner {
                    Type::Record(id) => self.fits_event(connector, kind, id)?,
                    _ => false,
                },
                _ => false,
            };
            if !fits {
                let message = format!(
                    "`nexmark` does not make the field `{}: {}`",
                    field.name,
                    self.type_name(&field.ty)
                );
                let diagnostic = Diagnostic::error(codes::RECORD_UNFIT, connector.name.span, message);
                let help =
                    "it makes `event_type: i32`, `person`, `auction` and `bid`, each an optional record";
                self.diagnostics.push(diagnostic.help(help));
                return None;
            }
        }
        Some(())
    }

    fn fits_event(&mut self, connector: &Connector, kind: &str, id: RecordId) -> Option<bool> {
        let (numbers, strings, times): (&[&str], &[&str], &[&str]) = match kind {
            "person" => {
                (&["id"], &["name", "emailAddress", "creditCard", "city", "state", "extra"], &["dateTime"])
            }
            "auction" => (
                &["id", "initialBid", "reserve", "seller", "category"],
                &["itemName", "description", "extra"],
                &["dateTime", "expires"],
            ),
            _ => (&["auction", "bidder", "price"], &["channel", "url", "extra"], &["dateTime"]),
        };
        for field in self.records[id.0].fields.clone() {
            let name = field.name.as_str();
            let fits = match field.ty {
                Type::I64 => numbers.contains(&name),
                Type::String => strings.contains(&name),
                Type::Timestamp => times.contains(&name),
                _ => false,
            };
            if !fits {
                let message = format!(
                    "`nexmark` does not make the field `{kind}.{name}: {}`",
                    self.type_name(&field.ty)
                );
                let diagnostic = Diagnostic::error(codes::RECORD_UNFIT, connector.name.span, message);
                let list = |names: &[&str], ty: &str| {
                    names.iter().map(|n| format!("`{n}: {ty}`")).collect::<Vec<_>>()
                };
                let all = [list(numbers, "i64"), list(strings, "string"), list(times, "timestamp")]
                    .concat()
                    .join(", ");
                self.diagnostics.push(diagnostic.note(format!("a {kind} has {all}")));
                return None;
            }
        }
        Some(true)
    }
}

/// `None` where it was given and is wrong.
#[allow(clippy::option_option, reason = "absent, wrong and right are three")]
fn flat<T>(given: Option<Option<T>>) -> Option<Option<T>> {
    match given {
        None => Some(None),
        Some(None) => None,
        Some(value) => Some(value),
    }
}

/// The arms of a choice in order, each with the condition under which it is taken; the last has none. An `if` within an `if` needs both.
pub(super) fn branches(choice: &Choice) -> Vec<(Option<syntax::Expr>, &Connector)> {
    let (condition, then, otherwise) = match choice {
        Choice::One(connector) => return vec![(None, connector)],
        Choice::If(condition, then, otherwise) => (condition, then, otherwise),
    };
    let both = |inner: Option<syntax::Expr>| match inner {
        None => condition.clone(),
        Some(inner) => {
            let span = condition.span.to(inner.span);
            let kind = ExprKind::Binary(syntax::BinaryOp::And, Box::new(condition.clone()), Box::new(inner));
            syntax::Expr { kind, span }
        }
    };
    let mut arms: Vec<_> =
        branches(then).into_iter().map(|(inner, connector)| (Some(both(inner)), connector)).collect();
    arms.extend(branches(otherwise));
    arms
}
