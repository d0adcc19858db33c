//! `test` blocks: rows become values of the record's or the step's types.

use super::flow::At;
use super::params::literal_value;
use super::scope::Scope;
use super::{Checker, did_you_mean};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{
    self, Action, Expectation, ExpectedColumn, Kind, Operator, ParamId, RANK, Schema, StepId, WINDOW_END,
    WINDOW_START,
};
use crate::span::Span;
use crate::syntax::{self, Cell, CellValue, DeclarationKind, Expect, Name, Row, TestItem};
use crate::types::Type;
use crate::value::Value;

impl Checker<'_> {
    pub(super) fn check_tests(&mut self) {
        let mut names: Vec<(&str, Span)> = Vec::new();
        for declaration in self.declarations {
            let DeclarationKind::Test(test) = &declaration.kind else { continue };
            if let Some((_, first)) = names.iter().find(|(name, _)| *name == test.name) {
                let name = Name { text: test.name.clone(), span: test.span };
                self.duplicate("test", &name, *first);
            }
            names.push((&test.name, test.span));
            let checked = self.test(test);
            self.tests.push(checked);
        }
    }

    fn test(&mut self, test: &syntax::Test) -> plan::Test {
        let (mut script, mut expectations) = (Vec::new(), Vec::new());
        for item in &test.items {
            match item {
                TestItem::Given(source, rows) => self.given_rows(source, rows, &mut script),
                TestItem::Advance(to) => {
                    if let Some(Value::Timestamp(to_us)) =
                        self.constant(to, &Type::Timestamp, "the time to advance to")
                    {
                        script.push(Action::Advance { to_us });
                    }
                }
                TestItem::Expect(expect) => expectations.extend(self.expectation(expect)),
                TestItem::Error(contains, span) => {
                    expectations.push(Expectation::Error { contains: contains.clone(), span: *span });
                }
                TestItem::Simulate(simulate) => self.not_built(simulate.span, "`simulate`"),
                TestItem::Broken => {}
            }
        }
        for (at, cell) in test.settings.iter().enumerate() {
            let name = &cell.name;
            if let Some(first) = test.settings[..at].iter().find(|other| other.name.text == name.text) {
                self.duplicate("parameter", name, first.name.span);
            }
        }
        let settings = test.settings.iter().filter_map(|cell| self.test_setting(cell)).collect();
        plan::Test { name: test.name.clone(), script, expectations, settings, span: test.span }
    }

    /// `with { param: value }`
    fn test_setting(&mut self, cell: &Cell) -> Option<(ParamId, Value)> {
        let Some(id) = self.params.iter().position(|param| param.name == cell.name.text) else {
            if !self.is_broken(&cell.name.text) {
                let message = format!("there is no parameter `{}`", cell.name.text);
                let diagnostic = Diagnostic::error(codes::UNKNOWN_NAME, cell.name.span, message);
                let known: Vec<String> = self.params.iter().map(|param| param.name.clone()).collect();
                self.diagnostics.push(did_you_mean(
                    diagnostic,
                    &cell.name.text,
                    known.iter().map(String::as_str),
                ));
            }
            return None;
        };
        let ty = self.params[id].ty.clone();
        Some((ParamId(id), self.cell_value(&cell.value, &ty, cell.name.span)?))
    }

    fn given_rows(&mut self, source: &Name, rows: &[Row], script: &mut Vec<Action>) {
        let Some(made) = self.named(&source.text, source.span) else { return };
        let Operator::Source { record, .. } = self.steps[made.end.0].operator else {
            let message = format!("rows can be given to sources only, and `{}` is a step", source.text);
            self.error(codes::TEST_TARGET, source.span, message);
            return;
        };
        for row in rows {
            if let Some(values) = self.record_row(row, record) {
                script.push(Action::Row { source: made.end, values, span: row.span });
            }
        }
    }

    /// A row as a record: one value a field; absent fields that may be null are.
    fn record_row(&mut self, row: &Row, record: crate::types::RecordId) -> Option<Vec<Value>> {
        let fields = self.records[record.0].fields.clone();
        let mut right =
            self.cells_known(row, fields.iter().map(|field| field.name.as_str()), "the record has no field");
        let mut values = Vec::new();
        for field in &fields {
            let cell = row.cells.iter().find(|cell| cell.name.text == field.name);
            match self.cell(cell, &field.name, &field.ty, row.span) {
                Some(value) => values.push(value),
                None => right = false,
            }
        }
        right.then_some(values)
    }

    fn cells_known<'n>(&mut self, row: &Row, known: impl Iterator<Item = &'n str>, what: &str) -> bool {
        let known: Vec<&str> = known.collect();
        let mut right = true;
        for (at, cell) in row.cells.iter().enumerate() {
            let name = &cell.name;
            if !known.contains(&name.text.as_str()) {
                let diagnostic =
                    Diagnostic::error(codes::TEST_ROW, name.span, format!("{what} `{}`", name.text));
                self.diagnostics.push(did_you_mean(diagnostic, &name.text, known.iter().copied()));
                right = false;
            } else if let Some(first) = row.cells[..at].iter().find(|other| other.name.text == name.text) {
                self.duplicate("field", name, first.name.span);
                right = false;
            }
        }
        right
    }

    fn cell(&mut self, cell: Option<&Cell>, name: &str, ty: &Type, row: Span) -> Option<Value> {
        match cell {
            Some(cell) => self.cell_value(&cell.value, ty, cell.name.span),
            None if ty.is_optional() => Some(Value::Null),
            None => {
                let message = format!("the row has no `{name}`");
                let note = format!("it is `{}`, which cannot be null", self.type_name(ty));
                self.diagnostics.push(Diagnostic::error(codes::TEST_ROW, row, message).note(note));
                None
            }
        }
    }

    fn cell_value(&mut self, value: &CellValue, ty: &Type, span: Span) -> Option<Value> {
        match (value, ty.required()) {
            (CellValue::Row(row), Type::Record(id)) => Some(Value::Record(self.record_row(row, *id)?.into())),
            (CellValue::Row(_), _) => {
                let message = format!("expected `{}`, found a record", self.type_name(ty));
                self.error(codes::TEST_VALUE, span, message);
                None
            }
            (CellValue::Expr(expr), _) => {
                let checked = self.expr_as(&Scope::settings(), expr, ty)?;
                let literal = literal_value(&checked);
                if literal.is_none() {
                    self.error(codes::TEST_VALUE, expr.span, "the values of a test are literals");
                }
                literal
            }
        }
    }

    fn expectation(&mut self, expect: &Expect) -> Option<Expectation> {
        let At { step, schema, doubtful, .. } = self.path(&expect.target)?;
        if !doubtful.is_empty() {
            return None;
        }
        let names: Vec<String> =
            schema.columns.iter().map(|column| shown_name(&schema, &column.name)).collect();
        let columns = self.expected_columns(expect, &schema, &names);
        let mut rows = Vec::new();
        let mut right = true;
        for row in &expect.rows {
            right &= self.cells_known(row, names.iter().map(String::as_str), "the step has no column");
            match self.expected_row(row, &columns, &names) {
                Some(values) => rows.push(values),
                None => right = false,
            }
        }
        let (in_order, subset, span) = (expect.in_order, expect.matches, expect.span);
        if in_order && schema.kind == Kind::Table {
            let message = format!("the rows of `{}` have no order", expect.target.text());
            let diagnostic = Diagnostic::error(codes::TEST_TARGET, expect.target.span, message);
            let note = "it is a table: one row a key, as they stand when the input is complete";
            self.diagnostics.push(diagnostic.note(note).help("leave out `in order`"));
            return None;
        }
        right.then(|| {
            let name = expect.target.text();
            Expectation::Rows { step, name, columns, rows, in_order, subset, span }
        })
    }

    /// All visible columns and the hidden ones that a row names; with `matches` only what the first row names.
    fn expected_columns(
        &mut self,
        expect: &Expect,
        schema: &Schema,
        names: &[String],
    ) -> Vec<ExpectedColumn> {
        let named = |index: usize| {
            let mut rows = expect.rows.iter().take(if expect.matches { 1 } else { usize::MAX });
            rows.any(|row| row.cells.iter().any(|cell| cell.name.text == names[index]))
        };
        let wanted =
            |(index, column): &(usize, &plan::Column)| named(*index) || (!expect.matches && !column.hidden());
        let columns = schema.columns.iter().enumerate().filter(wanted);
        columns.map(|(column, at)| ExpectedColumn { column, ty: at.ty.clone() }).collect()
    }

    fn expected_row(
        &mut self,
        row: &Row,
        columns: &[ExpectedColumn],
        names: &[String],
    ) -> Option<Vec<Value>> {
        for cell in &row.cells {
            if names.contains(&cell.name.text)
                && columns.iter().all(|column| names[column.column] != cell.name.text)
            {
                let message = format!("the first row does not name `{}`", cell.name.text);
                let diagnostic = Diagnostic::error(codes::TEST_ROW, cell.name.span, message);
                self.diagnostics.push(diagnostic.note("with `matches`, every row names the same columns"));
                return None;
            }
        }
        let mut values = Vec::new();
        for column in columns {
            let name = &names[column.column];
            let cell = row.cells.iter().find(|cell| cell.name.text == *name);
            values.push(self.cell(cell, name, &column.ty, row.span));
        }
        values.into_iter().collect()
    }

    /// The steps that tests look at: they stay, though no sink reads them.
    pub(super) fn expected_steps(&self) -> impl Iterator<Item = StepId> {
        self.tests.iter().flat_map(|test| &test.expectations).filter_map(|expectation| match expectation {
            Expectation::Rows { step, .. } => Some(*step),
            Expectation::Error { .. } => None,
        })
    }
}

/// What a column is called in a test: hidden ones have the names they would be selected under.
fn shown_name(schema: &Schema, name: &str) -> String {
    let shown = match name {
        WINDOW_START => "window_start",
        WINDOW_END => "window_end",
        RANK => "rank",
        _ => name,
    };
    let taken = shown != name && schema.column(shown).is_some();
    if taken { name.to_owned() } else { shown.to_owned() }
}
