//! Builds `test` blocks.

use super::{Builder, Pair, all, first, has, need, only};
use crate::syntax::grammar::Rule;
use crate::syntax::test::*;

impl Builder {
    pub(super) fn test(&mut self, pair: &Pair<'_>) -> Test {
        let name = self.string(&need(pair, Rule::string));
        let settings = first(pair, Rule::row).map(|row| self.row(&row).cells).unwrap_or_default();
        let mut items = Vec::new();
        for child in pair.clone().into_inner() {
            match child.as_rule() {
                Rule::test_item => items.push(self.test_item(&only(&child))),
                Rule::broken_test_item => {
                    self.broken(&child, Rule::lone_test_item);
                    items.push(TestItem::Broken);
                }
                _ => {}
            }
        }
        Test { name, settings, items, span: self.span(pair) }
    }

    fn test_item(&mut self, pair: &Pair<'_>) -> TestItem {
        match pair.as_rule() {
            Rule::given => TestItem::Given(self.name_in(pair), self.rows(pair)),
            Rule::advance => TestItem::Advance(self.expr(&need(pair, Rule::expr))),
            Rule::expect_error => TestItem::Error(self.string(&need(pair, Rule::string)), self.span(pair)),
            Rule::expect => TestItem::Expect(Expect {
                target: self.path(&need(pair, Rule::path)),
                matches: has(pair, Rule::kw_matches),
                in_order: has(pair, Rule::in_order),
                rows: self.rows(pair),
                span: self.span(pair),
            }),
            _ => TestItem::Simulate(self.simulate(pair)),
        }
    }

    fn rows(&mut self, pair: &Pair<'_>) -> Vec<Row> {
        all(&need(pair, Rule::rows), Rule::row).map(|row| self.row(&row)).collect()
    }

    fn row(&mut self, pair: &Pair<'_>) -> Row {
        let mut cells = Vec::new();
        for cell in all(pair, Rule::cell) {
            let value = match first(&cell, Rule::row) {
                Some(row) => CellValue::Row(self.row(&row)),
                None => CellValue::Expr(self.expr(&need(&cell, Rule::expr))),
            };
            cells.push(Cell { name: self.name_in(&cell), value });
        }
        Row { cells, span: self.span(pair) }
    }

    fn simulate(&mut self, pair: &Pair<'_>) -> Simulate {
        let seeds: Vec<u64> = all(pair, Rule::integer).map(|n| self.integer(&n)).collect();
        let faults = all(pair, Rule::simulated).map(|fault| self.name(&fault)).collect();
        Simulate { seeds: (seeds[0], seeds[1]), faults, span: self.span(pair) }
    }
}
