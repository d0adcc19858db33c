//! Windows: which ones a row belongs to, which of those it missed, and when they fire.
//!
//! `S` is what a windowed operator keeps for a window. A window is kept from its first row until it fires.

use super::source::timestamp;
use crate::plan::{Operator, Pipeline, Schema, Step, WINDOW_END, WINDOW_START, Window, WindowUse};
use crate::value::Value;
use std::collections::BTreeMap;

/// `[start, end)`, in µs since the epoch; ordered by end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bounds {
    pub(super) end: i64,
    pub(super) start: i64,
}

/// The windows that a row belongs to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Assigned {
    /// Those that have not fired.
    pub(super) open: Vec<Bounds>,
    /// Whether there are others.
    pub(super) missed: bool,
}

/// The open windows of a step.
pub(super) struct Windows<S> {
    rule: Rule,
    /// How long behind its end a window fires.
    lateness_us: i64,
    open: BTreeMap<Bounds, S>,
}

/// Where windows come from; columns are those of the input.
enum Rule {
    New {
        window: Window,
        time: usize,
    },
    Existing {
        start: usize,
        end: usize,
    },
    /// All rows, until the end.
    Running,
}

impl<S: Default> Windows<S> {
    pub(super) fn new(pipeline: &Pipeline, step: &Step, window: &WindowUse) -> Self {
        let input = &pipeline.step(step.inputs[0]).output;
        let column = |name: &str| column(input, name);
        let (rule, lateness_us) = match window {
            WindowUse::New(window) => {
                let time = input.time.expect("the checker gives windows to inputs with a time only");
                (Rule::New { window: *window, time }, window.lateness_us)
            }
            WindowUse::Existing => {
                let rule = Rule::Existing { start: column(WINDOW_START), end: column(WINDOW_END) };
                (rule, lateness_before(pipeline, step))
            }
            WindowUse::Running => (Rule::Running, 0),
        };
        Windows { rule, lateness_us, open: BTreeMap::new() }
    }

    /// The windows of a row that comes while the watermark is this.
    pub(super) fn assign(&self, row: &[Value], watermark: i64) -> Assigned {
        match &self.rule {
            Rule::New { window, time } => {
                let all = windows_of(window, timestamp(&row[*time]));
                let belonged = all.len();
                let open: Vec<Bounds> = all.into_iter().filter(|b| !self.fires(b, watermark)).collect();
                Assigned { missed: open.len() < belonged, open }
            }
            // What comes out of a window when it fires is never late for it.
            Rule::Existing { start, end } => {
                let bounds = Bounds { start: timestamp(&row[*start]), end: timestamp(&row[*end]) };
                Assigned { open: vec![bounds], missed: false }
            }
            Rule::Running => {
                let bounds = Bounds { start: i64::MIN, end: i64::MAX };
                Assigned { open: vec![bounds], missed: false }
            }
        }
    }

    /// What is kept for a window, if a row has come for it.
    pub(super) fn get(&self, bounds: Bounds) -> Option<&S> {
        self.open.get(&bounds)
    }

    /// What is kept for a window from now on.
    pub(super) fn state(&mut self, bounds: Bounds) -> &mut S {
        self.open.entry(bounds).or_default()
    }

    /// Takes out the windows that fire at this watermark, in the order of their ends.
    pub(super) fn fire(&mut self, watermark: i64) -> Vec<(Bounds, S)> {
        let firing: Vec<Bounds> = self.open.keys().copied().filter(|b| self.fires(b, watermark)).collect();
        let take = |bounds: Bounds| self.open.remove(&bounds).map(|state| (bounds, state));
        firing.into_iter().filter_map(take).collect()
    }

    fn fires(&self, bounds: &Bounds, watermark: i64) -> bool {
        i128::from(watermark) >= i128::from(bounds.end) + i128::from(self.lateness_us)
            || watermark == i64::MAX
    }

    /// Whether rows of this step have windows.
    pub(super) fn is_windowed(&self) -> bool {
        !matches!(self.rule, Rule::Running)
    }
}

/// Every window `[start, start + size)` with `start = offset + k × step` that holds the time.
fn windows_of(window: &Window, time: i64) -> Vec<Bounds> {
    let (size, step) = (i128::from(window.size_us), i128::from(window.step_us));
    let (time, offset) = (i128::from(time), i128::from(window.offset_us));
    let last_k = (time - offset).div_euclid(step);
    let first_k = (time - offset - size).div_euclid(step);
    let starts = (first_k..=last_k).map(|k| offset + k * step);
    let holding = starts.filter(|start| *start <= time && time < start + size);
    holding.map(|start| Bounds { start: clamp(start), end: clamp(start + size) }).collect()
}

/// Only windows at the two ends of all time are cut.
fn clamp(us: i128) -> i64 {
    us.clamp(i64::MIN.into(), i64::MAX.into()) as i64
}

fn column(schema: &Schema, name: &str) -> usize {
    schema.column(name).expect("the checker gives `Existing` to windowed inputs only")
}

/// The greatest lateness of the windows that a step's rows come from: until then rows of one window may still come, from the
/// slower of two inputs.
fn lateness_before(pipeline: &Pipeline, step: &Step) -> i64 {
    let of_input = |input: &Step| match &input.operator {
        Operator::Aggregate { window: WindowUse::New(window), .. }
        | Operator::Top { window: WindowUse::New(window), .. } => window.lateness_us,
        _ => lateness_before(pipeline, input),
    };
    step.inputs.iter().map(|input| of_input(pipeline.step(*input))).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(size_us: i64, step_us: i64, offset_us: i64, time: i64) -> Vec<i64> {
        let window = Window { size_us, step_us, offset_us, lateness_us: 0, late_drop: false };
        windows_of(&window, time).into_iter().map(|bounds| bounds.start).collect()
    }

    #[test]
    fn a_time_belongs_to_one_tumbling_window() {
        assert_eq!(starts(10, 10, 0, 0), [0]);
        assert_eq!(starts(10, 10, 0, 9), [0]);
        assert_eq!(starts(10, 10, 0, 10), [10]);
        assert_eq!(starts(10, 10, 0, -1), [-10]);
        assert_eq!(starts(10, 10, 3, 2), [-7]);
    }

    #[test]
    fn a_time_belongs_to_every_hopping_window_that_holds_it() {
        assert_eq!(starts(10, 2, 0, 10), [2, 4, 6, 8, 10]);
        assert_eq!(starts(10, 4, 0, 10), [4, 8]);
        assert_eq!(starts(10, 4, 1, 10), [1, 5, 9]);
    }
}
