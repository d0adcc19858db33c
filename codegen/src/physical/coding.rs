//! Keys and extremes that are text made of a time: `format_time(at, "yyyy-MM-dd")` says no more than which day it is, so the day is what is hashed, compared and kept, and the text is made
//! when a row of the result leaves. A row then costs a division instead of a text.

use weir_dsl::plan::{Aggregate, AggregateFunction, Expr, ExprKind};
use weir_dsl::types::Type;
use weir_dsl::value::Value;

const DAY_US: i64 = 86_400_000_000;

/// A `format_time` whose texts are as many as the values of a number.
#[derive(Debug, Clone, Copy)]
pub struct TimeCode<'p> {
    /// The time.
    pub at: &'p Expr,
    /// The pattern.
    pub pattern: &'p str,
    /// Length of what has one text, in µs.
    pub unit_us: i64,
    /// The text tells the time of day only.
    pub of_day: bool,
    /// Texts are in the order of their times.
    pub ordered: bool,
}

impl TimeCode<'_> {
    /// The type of the number: the least time of those with one text.
    pub const TYPE: Type = Type::Timestamp;
}

/// The code of an expression, if it has one.
pub fn time_code(expr: &Expr) -> Option<TimeCode<'_>> {
    let ExprKind::Call(call, arguments) = &expr.kind else { return None };
    let [at, pattern] = arguments.as_slice() else { return None };
    let ExprKind::Literal(Value::String(pattern)) = &pattern.kind else { return None };
    if call.name != "format_time" {
        return None;
    }
    let letters = letters(pattern);
    let has = |letter| letters.contains(&letter);
    let of_day = !has('y');
    let is_whole = if of_day { has('H') && !has('M') && !has('d') } else { has('M') && has('d') };
    if !is_whole {
        return None;
    }
    // Each field only beside those that are longer, down from the day.
    let times = ['H', 'm', 's', 'S'];
    let depth = times.iter().take_while(|letter| has(**letter)).count();
    if times[depth..].iter().any(|letter| has(*letter)) {
        return None;
    }
    let unit_us = [DAY_US, 3_600_000_000, 60_000_000, 1_000_000, 1_000][depth];
    // A year that has more than four digits has a sign before it.
    let ordered = of_day && letters.iter().eq(&times[..depth]);
    Some(TimeCode { at, pattern, unit_us, of_day, ordered })
}

/// The code of what an aggregate is the least or the greatest of.
pub fn extreme_code(aggregate: &Aggregate) -> Option<TimeCode<'_>> {
    let is_extreme = matches!(aggregate.function, AggregateFunction::Min | AggregateFunction::Max);
    aggregate.argument.as_ref().filter(|_| is_extreme).and_then(time_code).filter(|code| code.ordered)
}

/// The letters of a pattern's fields, in order.
fn letters(pattern: &str) -> Vec<char> {
    let mut letters = Vec::new();
    let (mut quoted, mut before) = (false, None);
    for c in pattern.chars() {
        quoted ^= c == '\'';
        if !quoted && c.is_ascii_alphabetic() && before != Some(c) {
            letters.push(c);
        }
        before = Some(c);
    }
    letters
}
