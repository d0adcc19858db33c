//! Builds operators.

use super::{Builder, Pair, all, first, has, need, only};
use crate::diagnostics::{Diagnostic, codes};
use crate::span::Span;
use crate::syntax::decl::Name;
use crate::syntax::expr::Expr;
use crate::syntax::grammar::Rule;
use crate::syntax::operator::*;

impl Builder {
    pub(super) fn step(&mut self, pair: &Pair<'_>) -> Operator {
        let mut parts = pair.clone().into_inner();
        let mut inner = parts.next().expect("the grammar gives a step an operator");
        if inner.as_rule() == Rule::missing_arrow {
            inner = parts.next().expect("the grammar puts an operator behind a missing arrow");
            self.missing_arrow(&inner);
        }
        if matches!(inner.as_rule(), Rule::broken_step | Rule::broken_operator) {
            self.broken(&inner, Rule::lone_step);
            return Operator { kind: OperatorKind::Broken, span: self.span(pair) };
        }
        let operator = only(&inner);
        Operator { kind: self.operator(&operator), span: self.span(&operator) }
    }

    fn missing_arrow(&mut self, operator: &Pair<'_>) {
        let word = operator.as_str().split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        let start = self.span(operator).start;
        let at = self.place.unwrap_or_else(|| Span::new(start, start + word.len()));
        let message = format!("expected `|>` before `{word}`");
        self.diagnostics.push(Diagnostic::error(codes::SYNTAX, at, message).label("a step begins with `|>`"));
    }

    fn operator(&mut self, pair: &Pair<'_>) -> OperatorKind {
        match pair.as_rule() {
            Rule::where_ => OperatorKind::Where(self.expr_in(pair)),
            Rule::select => OperatorKind::Select(self.columns_of(&need(pair, Rule::columns))),
            Rule::derive => OperatorKind::Derive(self.columns_of(&need(pair, Rule::columns))),
            Rule::drop_ => OperatorKind::Drop(self.names_in(pair)),
            Rule::explode => OperatorKind::Explode(self.expr_in(pair)),
            Rule::union_ => OperatorKind::Union(all(pair, Rule::path).map(|p| self.path(&p)).collect()),
            Rule::key_by => OperatorKind::KeyBy(self.columns_of(pair)),
            Rule::window => OperatorKind::Window(self.window(pair)),
            Rule::aggregate => OperatorKind::Aggregate(self.aggregate(pair)),
            Rule::emit => OperatorKind::Emit(self.emit(pair)),
            Rule::top => OperatorKind::Top(self.top(pair)),
            Rule::dedup => OperatorKind::Dedup(self.dedup(pair)),
            Rule::join => OperatorKind::Join(self.join(pair)),
            Rule::match_ => OperatorKind::Match(self.match_(pair)),
            Rule::ttl => OperatorKind::Ttl(self.expr_in(pair)),
            Rule::unbounded => OperatorKind::Unbounded(self.string(&need(pair, Rule::string))),
            Rule::into => OperatorKind::Into(self.choice(&need(pair, Rule::choice))),
            Rule::discard => OperatorKind::Discard(self.string(&need(pair, Rule::string))),
            Rule::fail => OperatorKind::Fail(self.string(&need(pair, Rule::string))),
            _ => self.outside(pair),
        }
    }

    /// Operators that call something outside of the language.
    fn outside(&mut self, pair: &Pair<'_>) -> OperatorKind {
        if pair.as_rule() == Rule::lookup {
            let connector = self.connector(&need(pair, Rule::connector));
            return OperatorKind::Lookup(connector, self.optional_name(pair), self.expr_in(pair));
        }
        let path = self.name(&need(pair, Rule::rust_path));
        let arguments = self.arguments(pair);
        if pair.as_rule() == Rule::process {
            return OperatorKind::Process(path, arguments);
        }
        let options = first(pair, Rule::options).map(|options| self.options(&options)).unwrap_or_default();
        OperatorKind::Async(path, arguments, options)
    }

    fn expr_in(&mut self, pair: &Pair<'_>) -> Expr {
        self.expr(&need(pair, Rule::expr))
    }

    fn optional_name(&self, pair: &Pair<'_>) -> Option<Name> {
        first(pair, Rule::name).map(|name| self.name(&name))
    }

    fn window(&mut self, pair: &Pair<'_>) -> Window {
        let shape = self.name_in(pair);
        let arguments = all(pair, Rule::window_argument).map(|a| self.window_argument(&a)).collect();
        let mut window = Window { shape, arguments, lateness: None, late_drop: None, time: None };
        for option in all(pair, Rule::window_option) {
            let option = only(&option);
            match option.as_rule() {
                Rule::lateness => window.lateness = Some(self.expr_in(&option)),
                Rule::late_drop => window.late_drop = Some(self.span(&option)),
                _ => window.time = Some(self.name_in(&option)),
            }
        }
        window
    }

    fn window_argument(&mut self, pair: &Pair<'_>) -> WindowArgument {
        let label = first(pair, Rule::window_label).or_else(|| first(pair, Rule::name));
        let label = label.map(|label| self.name(&label));
        WindowArgument { label, value: self.expr_in(pair), rows: has(pair, Rule::kw_rows) }
    }

    fn aggregate(&mut self, pair: &Pair<'_>) -> Aggregate {
        let by = self.columns_of(pair);
        let mut columns = Vec::new();
        for one in all(pair, Rule::aggregated) {
            let name = self.optional_name(&one);
            let mut exprs = all(&one, Rule::expr);
            let value = exprs.next().map(|e| self.expr(&e)).expect("the grammar gives an aggregate a value");
            columns.push(Aggregated { name, value, filter: exprs.next().map(|e| self.expr(&e)) });
        }
        Aggregate { by, columns }
    }

    fn emit(&mut self, pair: &Pair<'_>) -> Vec<EmitOption> {
        let mut options = Vec::new();
        for option in all(pair, Rule::emit_option) {
            let (name, every) = (self.name_in(&option), has(&option, Rule::kw_every));
            options.push(EmitOption { name, every, value: self.expr_in(&option) });
        }
        options
    }

    fn top(&mut self, pair: &Pair<'_>) -> Top {
        let mut exprs = all(pair, Rule::expr);
        let mut next = || exprs.next().expect("the grammar gives `top` a number and an order");
        let (n, by) = (next(), next());
        let (n, by) = (self.expr(&n), self.expr(&by));
        let (mut per, mut per_window) = (Vec::new(), false);
        for item in all(pair, Rule::per).flat_map(|per| all(&per, Rule::per_item)) {
            match first(&item, Rule::expr) {
                Some(expr) => per.push(self.expr(&expr)),
                None => per_window = true,
            }
        }
        let (with_ties, descending) = (has(pair, Rule::with_ties), has(pair, Rule::kw_desc));
        Top { n, with_ties, by, descending, per, per_window }
    }

    fn dedup(&mut self, pair: &Pair<'_>) -> Dedup {
        let within = first(pair, Rule::within).map(|within| self.within(&within));
        Dedup { by: self.columns_of(pair), last: has(pair, Rule::kw_last), within }
    }

    fn within(&mut self, pair: &Pair<'_>) -> Within {
        match first(pair, Rule::range) {
            None => Within { from: None, to: self.expr_in(pair) },
            Some(range) => {
                let mut bounds: Vec<Expr> = all(&range, Rule::expr).map(|e| self.expr(&e)).collect();
                let to = bounds.pop().expect("the grammar gives a range two ends");
                Within { from: bounds.pop(), to }
            }
        }
    }

    fn join(&mut self, pair: &Pair<'_>) -> Join {
        let mut join = Join {
            side: first(pair, Rule::join_side).map(|side| self.name(&side)),
            with: self.path(&need(pair, Rule::path)),
            alias: self.optional_name(pair),
            on: self.expr_in(pair),
            as_of: None,
            within: None,
            in_window: false,
            ttl: None,
            unbounded: None,
        };
        for option in all(pair, Rule::join_option) {
            let option = only(&option);
            match option.as_rule() {
                Rule::as_of => join.as_of = Some(self.expr_in(&option)),
                Rule::within => join.within = Some(self.within(&option)),
                Rule::in_window => join.in_window = true,
                Rule::ttl => join.ttl = Some(self.expr_in(&option)),
                _ => join.unbounded = Some(self.string(&need(&option, Rule::string))),
            }
        }
        join
    }

    fn match_(&mut self, pair: &Pair<'_>) -> Match {
        let within = first(pair, Rule::within).map(|within| self.within(&within));
        let mut built = Match { by: self.columns_of(pair), within, ..Match::default() };
        for item in all(pair, Rule::match_item) {
            let item = only(&item);
            match item.as_rule() {
                Rule::pattern_line => built.pattern = Some(self.pattern(&need(&item, Rule::pattern))),
                Rule::unless => built.unless = Some(self.pattern(&need(&item, Rule::pattern))),
                Rule::skip => built.skip = self.optional_name(&item),
                Rule::match_emit => built.emit = self.columns_of(&need(&item, Rule::columns)),
                _ => built.definitions.push((self.name_in(&item), self.expr_in(&item))),
            }
        }
        built
    }

    fn pattern(&mut self, pair: &Pair<'_>) -> Pattern {
        let mut ways: Vec<Pattern> = all(pair, Rule::pattern_sequence).map(|s| self.sequence(&s)).collect();
        if ways.len() == 1 { ways.remove(0) } else { Pattern::Either(ways) }
    }

    fn sequence(&mut self, pair: &Pair<'_>) -> Pattern {
        let mut elements = all(pair, Rule::pattern_element);
        let first_element = elements.next().expect("the grammar gives a sequence an element");
        let mut pattern = self.element(&first_element);
        for (arrow, element) in all(pair, Rule::pattern_arrow).zip(elements) {
            let next = self.element(&element);
            pattern = Pattern::Then(Box::new(pattern), arrow.as_str() == "->", Box::new(next));
        }
        pattern
    }

    fn element(&mut self, pair: &Pair<'_>) -> Pattern {
        if has(pair, Rule::kw_not) {
            let duration = first(pair, Rule::expr).map(|expr| self.expr(&expr));
            return Pattern::Not(self.name_in(pair), duration);
        }
        let pattern = match first(pair, Rule::pattern) {
            Some(inner) => self.pattern(&inner),
            None => Pattern::Event(self.name_in(pair)),
        };
        let Some(quantifier) = first(pair, Rule::quantifier) else { return pattern };
        let (least, most) = self.quantifier(&quantifier);
        Pattern::Repeat(Box::new(pattern), least, most)
    }

    fn quantifier(&mut self, pair: &Pair<'_>) -> (u64, Option<u64>) {
        let text = pair.as_str();
        let numbers: Vec<u64> = all(pair, Rule::integer).map(|n| self.integer(&n)).collect();
        match (text, numbers.as_slice()) {
            ("+", _) => (1, None),
            ("*", _) => (0, None),
            ("?", _) => (0, Some(1)),
            (_, [least, most]) => (*least, Some(*most)),
            (_, [n]) if !text.contains("..") => (*n, Some(*n)),
            (_, [n]) if text.trim_start_matches('{').trim().starts_with("..") => (0, Some(*n)),
            (_, [n]) => (*n, None),
            _ => (0, None),
        }
    }
}
