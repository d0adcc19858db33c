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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::physical::samples::{pipeline, step};
    use weir_dsl::plan::Operator;

    /// Whether the key and the aggregate of a step that groups so are coded.
    fn of(key: &str, aggregate: &str) -> (Option<(i64, bool, bool)>, bool) {
        let text = format!("let asked = from rows |> aggregate by text: {key} {{ x: {aggregate} }}");
        let pipeline = pipeline(&text);
        let Operator::Aggregate { keys, aggregates, .. } = &step(&pipeline, "asked").operator else {
            panic!("it groups")
        };
        let code = time_code(&keys[0]).map(|code| (code.unit_us, code.of_day, code.ordered));
        (code, extreme_code(&aggregates[0]).is_some())
    }

    #[test]
    fn texts_of_times_are_coded_that_tell_as_much_as_a_number() {
        let code = |pattern: &str| of(&format!("format_time(t, \"{pattern}\")"), "count()").0;
        let minute_us = 60_000_000;
        assert_eq!(code("yyyy-MM-dd"), Some((DAY_US, false, false)));
        assert_eq!(code("dd.MM.yyyy HH:mm"), Some((minute_us, false, false)));
        assert_eq!(code("HH:mm"), Some((minute_us, true, true)));
        assert_eq!(code("mm 'past' HH"), Some((minute_us, true, false)));
        // Days of several years, minutes of several hours have one text.
        for pattern in ["MM-dd", "yyyy-MM", "mm", "yyyy-MM-dd mm", "dd HH"] {
            assert_eq!(code(pattern), None, "{pattern}");
        }
        assert_eq!(of("lower(s)", "count()").0, None);
    }

    #[test]
    fn extremes_are_coded_where_texts_are_in_the_order_of_their_times() {
        let is_coded = |aggregate: &str| of("s", aggregate).1;
        assert!(is_coded("max(format_time(t, \"HH:mm\"))") && is_coded("min(format_time(t, \"HH\"))"));
        // A year of five digits would stand before one of four.
        assert!(!is_coded("max(format_time(t, \"yyyy-MM-dd\"))"));
        assert!(!is_coded("max(s)") && !is_coded("last(format_time(t, \"HH:mm\"))"));
    }
}
