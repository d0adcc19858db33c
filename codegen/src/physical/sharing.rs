//! How the files of a source are spread over workers, so that no answer depends on it.
//!
//! A source that makes no demand on order (`demands.rs`) may have its large files cut, each piece read by whoever is free. Where
//! no watermark of it is looked at, that is all. Where one is, rows are late by the rows before them: then the workers
//! tell each other their times, so that each channel carries the watermarks that one reader would have sent at the same rows. A row
//! is judged by the channel it comes on, so that is exact, as long as the channel is a worker of the source itself. A step behind
//! a second exchange hears watermarks of steps, which move when the slowest worker does; for it, files stay whole.
//!
//! A source that makes a demand is read by one worker, or by all where exchanges put its rows back into order ([`super::ordered`]).

use super::Node;
use super::marks::window_of;
use super::partition::Partitioning;
use std::collections::BTreeSet;
use weir_dsl::plan::{
    Kind, Operator, Pipeline, SinkArm, SinkConnector, SinkMode, SourceArm, StepId, WindowUse,
};

/// Why one worker reads: the changes of a table that a sink writes come in the order of rows.
pub const CHANGES_SEEN: &str = "every change is written, in order";
/// Why one worker reads: a step hears a watermark of steps.
pub const JUDGED_ELSEWHERE: &str = "lateness is judged behind a second exchange, or of several inputs";

/// Who reads the files of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// One worker reads all: order matters downstream.
    One,
    /// Each file is read by one worker: lateness is judged behind more than the source's own workers, or every change is seen.
    Files,
    /// Large files are cut; nobody can tell.
    Pieces,
    /// A large file is cut, and its pieces pass times on, so that the same rows are late.
    Sequence,
    /// Large files are cut, and their rows are put back into order: a large one only where a watermark is looked at.
    Ordered,
    /// As [`Sharing::Sequence`], and for some their rows are put back into order.
    OrderedSequence,
}

impl Sharing {
    /// Of an arm of a source.
    pub fn of(node: &Node, arm: &SourceArm) -> Sharing {
        let windows = !node.lattices.is_empty();
        if node.ordered {
            match windows && arm.watermark.is_some() && !node.judged_in_order {
                true => Sharing::OrderedSequence,
                false => Sharing::Ordered,
            }
        } else if !node.splittable {
            Sharing::One
        } else if node.changes_seen || (windows && !node.judged_at_source) {
            Sharing::Files
        } else if windows && arm.watermark.is_some() {
            Sharing::Sequence
        } else {
            Sharing::Pieces
        }
    }

    /// Whether the times of a piece's rows are told before its first row is passed on.
    pub fn is_sequence(self) -> bool {
        matches!(self, Sharing::Sequence | Sharing::OrderedSequence)
    }

    /// Whether rows say which piece they are of.
    pub fn is_ordered(self) -> bool {
        matches!(self, Sharing::Ordered | Sharing::OrderedSequence)
    }
}

/// What lies between the source and a step.
#[derive(Debug, Clone, Copy, Default)]
struct Way {
    /// An exchange.
    exchanged: bool,
    /// Something whose watermark is that of more than one input, or whose rows may come late: `union`, `.late`, `.errors`.
    mixed: bool,
    /// A window, and its lateness: its rows come when it fires.
    fired: Option<i64>,
}

/// Whether a sink writes every change of a table that the source's rows make: which ones come before the last of a key depends on the
/// order of rows.
pub(super) fn changes_seen(pipeline: &Pipeline, source: StepId) -> bool {
    pipeline.steps.iter().any(|sink| {
        let Operator::Sink { arms, .. } = &sink.operator else { return false };
        let takes = |arm: &SinkArm| {
            arm.mode == SinkMode::Upsert && !matches!(arm.connector, SinkConnector::Blackhole)
        };
        let is_table = |input: &StepId| pipeline.step(*input).output.kind == Kind::Table;
        arms.iter().any(takes) && sink.inputs.iter().any(is_table) && reaches(pipeline, source, sink.id)
    })
}

/// Whether rows of one step go on to another: as they are, late or failed.
pub(super) fn reaches(pipeline: &Pipeline, source: StepId, step: StepId) -> bool {
    let mut open = vec![step];
    while let Some(id) = open.pop() {
        if id == source {
            return true;
        }
        let step = pipeline.step(id);
        open.extend(&step.inputs);
        match &step.operator {
            Operator::Late { of } => open.push(*of),
            Operator::Errors { of } => open.extend(of),
            _ => {}
        }
    }
    false
}

/// Whether every window that a source's rows reach judges them by the watermarks of the source's own workers, or cannot find
/// them late at all. `but`: steps that hear the rows in order, whatever is behind them.
pub(super) fn judged_at_source(
    pipeline: &Pipeline,
    partitioning: &Partitioning,
    source: StepId,
    but: &BTreeSet<StepId>,
) -> bool {
    let mut open = vec![(source, Way::default())];
    while let Some((id, mut way)) = open.pop() {
        if but.contains(&id) {
            continue;
        }
        let step = pipeline.step(id);
        let own = match &step.operator {
            Operator::Aggregate { window, .. } | Operator::Top { window, .. } => Some(window),
            _ => None,
        };
        if let Some(window) = window_of(pipeline, id) {
            let exact = match (own, way.fired) {
                _ if way.mixed => false,
                (Some(WindowUse::New(_)), Some(lateness)) => lateness == 0,
                (_, Some(_)) => true,
                (_, None) => !way.exchanged,
            };
            if !exact {
                return false;
            }
            way.fired = Some(window.lateness_us.max(way.fired.unwrap_or(0)));
        }
        way.exchanged |= partitioning.exchange(id).is_some();
        way.mixed |= matches!(step.operator, Operator::Union | Operator::Errors { .. });
        for reader in &pipeline.steps {
            match &reader.operator {
                Operator::Late { of } if *of == id => open.push((reader.id, Way { mixed: true, ..way })),
                Operator::Late { .. } => {}
                _ if reader.inputs.contains(&id) => open.push((reader.id, way)),
                _ => {}
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::physical::Physical;
    use crate::physical::samples::pipeline;

    fn of(text: &str) -> Sharing {
        let pipeline = pipeline(text);
        let physical = Physical::of(&pipeline);
        let source = physical.sources()[0];
        let Operator::Source { arms, .. } = &physical.step(source).operator else { panic!("a source") };
        Sharing::of(source, &arms[0])
    }

    #[test]
    fn files_are_cut_where_nobody_can_tell_and_tell_each_other_times_where_rows_are_judged() {
        assert_eq!(of("let asked = from rows |> aggregate by k { n: count() }"), Sharing::Pieces);
        let windows = "let asked = from rows |> window tumble(1m) late drop |> aggregate by k { n: count() }";
        assert_eq!(of(windows), Sharing::Sequence);
        let both = format!("{windows}\nlet more = from rows |> aggregate by k {{ n: count() }}");
        assert_eq!(of(&both), Sharing::Sequence);
    }

    #[test]
    fn files_stay_whole_where_lateness_is_judged_behind_others() {
        let windows = |first: &str, second: &str| {
            of(&format!(
                "let a = from rows |> window tumble(1m) {first} |> aggregate by k {{ n: count() }}
                 let asked = from a |> {second} |> aggregate {{ n: sum(n) }}"
            ))
        };
        assert_eq!(windows("lateness 5s late drop", "window tumble(1h) late drop"), Sharing::Files);
        // What fires with no lateness comes in time.
        assert_eq!(windows("late drop", "window tumble(1h) late drop"), Sharing::Sequence);
        let keyed = |steps: &str| {
            of(&format!(
                "let asked = from rows |> {steps} |> window tumble(1m) late drop |> aggregate by m {{ n: count() }}"
            ))
        };
        assert_eq!((keyed("where v > 1"), keyed("key by k")), (Sharing::Sequence, Sharing::Files));
        let late = "let a = from rows |> window tumble(1m) |> aggregate by k { n: count() }
                    let asked = from a.late |> window tumble(1h) late drop |> aggregate by k { n: count() }";
        assert_eq!(of(late), Sharing::Files);
    }

    #[test]
    fn files_stay_whole_where_every_change_is_written() {
        let written = |mode: &str| {
            of(&format!(
                "let asked = from rows |> aggregate by k {{ n: count() }}
                 from asked |> into stdout {{ mode: {mode} }}"
            ))
        };
        assert_eq!((written("final"), written("upsert")), (Sharing::Pieces, Sharing::Files));
    }

    #[test]
    fn pieces_are_put_back_where_order_is_seen_and_can_be() {
        let last = "let asked = from rows |> aggregate by k { x: last(v) }\n";
        assert_eq!(of(last), Sharing::Ordered);
        let windows = "let more = from rows |> window tumble(1m) late drop |> aggregate by k { n: count() }";
        assert_eq!(of(&format!("{last}{windows}")), Sharing::OrderedSequence);
        let in_order = windows.replace("n: count()", "x: last(v)");
        assert_eq!(of(&format!("{last}{in_order}")), Sharing::Ordered, "windows hear the rows in order");
        let meet = "let a = from rows |> where v > 1\nlet b = from rows |> where v < 1
                    let asked = from a |> union b |> aggregate by k { x: last(v) }";
        assert_eq!(of(meet), Sharing::One);
    }
}
