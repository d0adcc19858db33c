//! Which generated rows workers may make in blocks that they take as they have time (the runtime's `dealing`): those of which no answer, and no row that is late, depends on who made them. Where somebody
//! looks at the order of rows as well, blocks are pieces that exchanges put back into order ([`super::ordered`]).
//!
//! Rows are judged by the channel that they come on, so times must go forward with numbers, as the times of Nexmark's events do. What another expression makes of them is not known to, and neither is what
//! `generate` computes. Behind a second exchange rows are judged by what the slowest worker has done, as with files ([`super::sharing`]): there one worker makes all.

use super::Node;
use super::marks::lattices;
use super::sharing::{CHANGES_SEEN, JUDGED_ELSEWHERE};
use weir_dsl::plan::{Expr, ExprKind, Operator, Pipeline, Setting, SourceArm, SourceConnector, StepId};
use weir_dsl::types::Type;
use weir_dsl::value::Value;

/// Why one worker makes rows: they could be late behind those of others.
const NOT_FORWARD: &str = "a watermark is looked at, and it is not known that times go forward";

/// Why one worker makes all rows of a way to read; `None`: all may. Of files that is for [`super::sharing`] to say.
pub fn made_by_one(pipeline: &Pipeline, node: &Node, arm: &SourceArm) -> Option<&'static str> {
    let judged = !node.lattices.is_empty() && arm.watermark.is_some();
    match (node.splittable, node.ordered) {
        (false, false) => node.whole_because,
        (true, _) if node.changes_seen => Some(CHANGES_SEEN),
        (true, _) if judged && !node.judged_at_source => Some(JUDGED_ELSEWHERE),
        _ => alone(pipeline, arm, judged, node.ordered),
    }
}

/// Why several workers never make rows of a way to read, whatever is behind it. `pieces`: they would have to be put back into order.
fn alone(pipeline: &Pipeline, arm: &SourceArm, judged: bool, pieces: bool) -> Option<&'static str> {
    match &arm.connector {
        SourceConnector::File { .. } => None,
        SourceConnector::Nexmark { out_of_order, .. } => match &arm.time {
            _ if is_set(out_of_order) => Some("`out_of_order` is set"),
            Some(time) if judged && !is_time_of_event(pipeline, time) => Some(NOT_FORWARD),
            _ => None,
        },
        SourceConnector::Generate { .. } if judged => Some(NOT_FORWARD),
        SourceConnector::Generate { rate, .. } => (pieces && is_set(rate)).then_some("`rate` is set"),
    }
}

/// Whether a setting is known not to be 0.
fn is_set(setting: &Setting) -> bool {
    matches!(&setting.kind, ExprKind::Literal(value) if !matches!(value, Value::Int(0) | Value::Duration(0)))
}

/// Why one worker reads a source in whichever way, or makes its rows; `None`: there is a way for several.
pub(super) fn always_alone(
    pipeline: &Pipeline,
    consumers: &[Vec<StepId>],
    source: StepId,
) -> Option<&'static str> {
    let Operator::Source { arms, .. } = &pipeline.step(source).operator else { return None };
    let has_windows = !lattices(pipeline, consumers, source).is_empty();
    let why = |arm: &SourceArm| alone(pipeline, arm, has_windows && arm.watermark.is_some(), true);
    let whys: Option<Vec<&'static str>> = arms.iter().map(why).collect();
    whys?.first().copied()
}

/// Whether a time is that of the event, whichever part has it.
fn is_time_of_event(pipeline: &Pipeline, time: &Expr) -> bool {
    match &time.kind {
        ExprKind::OrElse(this, that) => is_time_of_event(pipeline, this) && is_time_of_event(pipeline, that),
        ExprKind::Wrap(time) | ExprKind::Unwrap(time) => is_time_of_event(pipeline, time),
        ExprKind::Field(of, field) => match of.ty.required() {
            Type::Record(id) => pipeline.record(*id).fields[*field].name == "dateTime",
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::physical::Physical;
    use crate::physical::samples::compiled;

    /// Why one worker makes the rows of a source that these steps read.
    fn why(source: &str, steps: &str) -> Option<&'static str> {
        let pipeline = compiled(&format!(
            "record Event {{ event_type: i32, bid: Bid? }}
             record Bid {{ auction: i64, price: i64, dateTime: timestamp }}
             record Row {{ id: i64, at: timestamp }}
             source made: {source}
             from made |> {steps}"
        ));
        let physical = Physical::of(&pipeline);
        let source = physical.sources()[0];
        let Operator::Source { arms, .. } = &physical.step(source).operator else { panic!("a source") };
        made_by_one(&pipeline, source, &arms[0])
    }

    const EVENTS: &str = "Event = nexmark { events: 10, time: bid?.dateTime, watermark: max_lag(1s) }";
    const COUNTS: &str = "aggregate by event_type { n: count() } |> into blackhole {}";

    fn rows(rate: u32, time: &str) -> String {
        format!(
            "Row = generate {{ rows: 10, rate: {rate}, columns: {{ id: n, at: timestamp_ms(n) }} {time} }}"
        )
    }

    #[test]
    fn all_workers_make_rows_where_nobody_can_tell() {
        assert_eq!(why(EVENTS, COUNTS), None);
        assert_eq!(why(EVENTS, &format!("window tumble(1s) late drop |> {COUNTS}")), None);
        let by_id = "aggregate by id { n: count() } |> into blackhole {}";
        assert_eq!(why(&rows(5, ""), by_id), None);
        assert_eq!(why(&rows(5, ", time: at, watermark: ascending"), by_id), None);
    }

    #[test]
    fn one_makes_them_where_times_may_not_go_forward() {
        let counts = format!("window tumble(1s) late drop |> {COUNTS}");
        let shifted =
            "Event = nexmark { events: 10, time: bid?.dateTime ?? timestamp_ms(0), watermark: max_lag(1s) }";
        assert_eq!((why(shifted, &counts), why(shifted, COUNTS)), (Some(NOT_FORWARD), None));
        let untimed = "window tumble(1s) late drop |> aggregate by id { n: count() } |> into blackhole {}";
        assert_eq!(why(&rows(0, ", time: at, watermark: ascending"), untimed), Some(NOT_FORWARD));
        let disordered = "Event = nexmark { events: 10, out_of_order: 2s }";
        assert_eq!(why(disordered, COUNTS), Some("`out_of_order` is set"));
    }

    #[test]
    fn one_makes_them_where_what_they_do_elsewhere_shows() {
        let changes = "aggregate by event_type { n: count() } |> into stdout { mode: upsert }";
        assert_eq!(why(EVENTS, changes), Some(CHANGES_SEEN));
        let second = "window tumble(1s) lateness 5s |> aggregate by event_type { n: count() } |> window tumble(10s) |> aggregate { n: sum(n) } |> into blackhole {}";
        assert_eq!(why(EVENTS, second), Some(JUDGED_ELSEWHERE));
    }

    #[test]
    fn rows_with_a_rate_are_not_put_back_into_order() {
        let last = "dedup by id keep last |> into blackhole {}";
        assert_eq!((why(&rows(0, ""), last), why(&rows(5, ""), last)), (None, Some("`rate` is set")));
        // There is nothing to be gained.
        let whole = "aggregate { x: last(id) } |> into blackhole {}";
        assert_eq!(why(&rows(0, ""), whole), Some("what looks at it keeps its state on one worker"));
    }
}
