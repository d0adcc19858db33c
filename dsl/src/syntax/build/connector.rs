//! Builds connectors and their options.

use super::{Builder, Pair, all, first, need, only};
use crate::diagnostics::{Diagnostic, codes};
use crate::span::Span;
use crate::syntax::connector::*;
use crate::syntax::grammar::Rule;

impl Builder {
    pub(super) fn choice(&mut self, pair: &Pair<'_>) -> Choice {
        let inner = only(pair);
        match inner.as_rule() {
            Rule::conditional => self.conditional(&inner),
            _ => Choice::One(self.connector(&inner)),
        }
    }

    fn conditional(&mut self, pair: &Pair<'_>) -> Choice {
        let condition = self.expr(&need(pair, Rule::expr));
        let mut choices = all(pair, Rule::choice);
        let then = choices.next().map(|choice| self.choice(&choice)).expect("the grammar gives `if` a body");
        let otherwise = match choices.next() {
            Some(choice) => self.choice(&choice),
            None => self.conditional(&need(pair, Rule::conditional)),
        };
        Choice::If(condition, Box::new(then), Box::new(otherwise))
    }

    pub(super) fn connector(&mut self, pair: &Pair<'_>) -> Connector {
        let options = first(pair, Rule::options).map(|options| self.options(&options)).unwrap_or_default();
        Connector { name: self.name_in(pair), options, span: self.span(pair) }
    }

    pub(super) fn options(&mut self, pair: &Pair<'_>) -> Vec<Opt> {
        let mut options = Vec::new();
        self.missing_commas(pair);
        for option in all(pair, Rule::option) {
            let inner = option.clone().into_inner().nth(1).expect("the grammar gives an option a value");
            let value = match inner.as_rule() {
                Rule::options => OptValue::Map(self.options(&inner), self.span(&inner)),
                Rule::nested => OptValue::Nested(self.connector(&inner)),
                _ => OptValue::Expr(self.expr(&inner)),
            };
            options.push(Opt { name: self.name(&need(&option, Rule::label)), value });
        }
        options
    }

    fn missing_commas(&mut self, options: &Pair<'_>) {
        let parts: Vec<Pair<'_>> = options.clone().into_inner().collect();
        for two in parts.windows(2).filter(|two| two[1].as_rule() == Rule::missing_comma) {
            let end = self.span(&two[0]).end;
            let at = self.place.unwrap_or_else(|| Span::new(end - 1, end));
            let message = "expected `,` between two options";
            self.diagnostics.push(Diagnostic::error(codes::SYNTAX, at, message).label("behind this"));
        }
    }
}
