//! Marks: the watermark of a step from those of its channels. Pure: controls in, controls out.
//!
//! The step's watermark is the least of its active channels and never goes back. A channel that has ended leaves the minimum; one that was
//! stopped stays in it, so that a stopped job fires nothing more. Once all have ended, time is complete.
//!
//! **Lateness is judged by the row's own mark** ([`Marks::mark`]), not against the minimum: each channel of a step carries the
//! watermarks of its sender at their exact place between the rows, while the minimum moves when the slowest channel is read, which
//! depends on threads. A row that is late by the promise of its own channel is late at any parallelism.
//!
//! **A step that passes rows on passes their marks on** ([`Passing`]). Behind it they share one channel, whose watermark is the
//! step's minimum; so where a row's mark is another than what that channel has heard, a [`Control::Mark`] goes ahead of it. Rows
//! that a window gives need none: they are made when the minimum moves, and it takes the same steps everywhere.

use crate::exchange::Control;

/// Watermarks of the channels of one step.
#[derive(Debug, Clone)]
pub struct Marks {
    channels: Vec<Channel>,
    /// What was said downstream.
    least: i64,
    idle: bool,
    barrier: u64,
    /// All channels carry parts of one sequence, in its order.
    in_order: bool,
}

#[derive(Debug, Clone, Copy)]
struct Channel {
    state: State,
    watermark: i64,
    /// What its rows are judged late against.
    mark: i64,
    barrier: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Active,
    Idle,
    Stopped,
    Ended,
}

/// What follows from one control: none, one or two controls to act on and to send on, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes([Option<Control>; 2]);

impl Iterator for Changes {
    type Item = Control;

    #[inline]
    fn next(&mut self) -> Option<Control> {
        let first = self.0[0].take();
        self.0.swap(0, 1);
        first
    }
}

impl Marks {
    /// For so many channels, all active, nothing known.
    pub fn new(channels: usize) -> Marks {
        let channel = Channel { state: State::Active, watermark: i64::MIN, mark: i64::MIN, barrier: 0 };
        let channels = vec![channel; channels];
        Marks { channels, least: i64::MIN, idle: false, barrier: 0, in_order: false }
    }

    /// For channels that are heard in the order of one sender ([`crate::exchange::Exchanges::take_in_order`]): a watermark of one holds for all.
    pub fn in_order(channels: usize) -> Marks {
        Marks { in_order: true, ..Marks::new(channels) }
    }

    /// The step's watermark.
    #[inline]
    pub fn least(&self) -> i64 {
        self.least
    }

    /// What rows of this channel are judged late against.
    #[inline]
    pub fn mark(&self, channel: usize) -> i64 {
        self.channels[channel].mark.max(self.least)
    }

    /// The same at a union, for rows that other inputs hold back: those that read a source which this one does not read.
    #[inline]
    pub fn mark_among(&self, channel: usize, others: &[usize]) -> i64 {
        let holding = others.iter().map(|other| &self.channels[*other]);
        let active = holding.filter(|other| matches!(other.state, State::Active | State::Stopped));
        let held = active.map(|other| other.watermark).min().unwrap_or(i64::MAX);
        self.channels[channel].mark.min(held).max(self.least)
    }

    /// Takes a control of a channel. A `Watermark` that comes out is the step's; [`Control::End`] comes out once, behind
    /// `Watermark(i64::MAX)`.
    pub fn update(&mut self, channel: usize, control: Control) -> Changes {
        let it = &mut self.channels[channel];
        match control {
            Control::Watermark(w) if w <= it.watermark => return Changes([None, None]),
            Control::Watermark(w) => {
                (it.watermark, it.mark) = (w, w);
                it.state = State::Active;
                if self.in_order {
                    self.channels.iter_mut().for_each(|c| (c.watermark, c.mark) = (w, w));
                }
            }
            Control::Mark(mark) => {
                it.mark = mark;
                return Changes([None, None]);
            }
            Control::Idle => it.state = State::Idle,
            Control::Active => it.state = State::Active,
            Control::Barrier(epoch) => it.barrier = epoch,
            Control::End => it.state = State::Ended,
            Control::Stop => it.state = State::Stopped,
        }
        match control {
            Control::Barrier(epoch) => Changes([self.aligned(epoch), None]),
            _ => self.changes(),
        }
    }

    fn changes(&mut self) -> Changes {
        let count = |state| self.channels.iter().filter(|c| c.state == state).count();
        let (active, idle, stopped) = (count(State::Active), count(State::Idle), count(State::Stopped));
        if active + idle == 0 {
            let last = if stopped > 0 { Control::Stop } else { Control::End };
            let complete = last == Control::End && self.least < i64::MAX;
            if complete {
                self.least = i64::MAX;
            }
            return Changes([complete.then_some(Control::Watermark(i64::MAX)), Some(last)]).packed();
        }
        if active + stopped == 0 {
            let first = !std::mem::replace(&mut self.idle, true);
            return Changes([first.then_some(Control::Idle), None]);
        }
        let woken = std::mem::replace(&mut self.idle, false) && active > 0;
        let holds = |c: &&Channel| matches!(c.state, State::Active | State::Stopped);
        let least = self.channels.iter().filter(holds).map(|c| c.watermark).min().unwrap_or(i64::MIN);
        let risen = least > self.least;
        self.least = self.least.max(least);
        Changes([woken.then_some(Control::Active), risen.then_some(Control::Watermark(least))]).packed()
    }

    /// The barrier, once all channels that still carry anything have it.
    fn aligned(&mut self, epoch: u64) -> Option<Control> {
        let has = |c: &Channel| c.barrier >= epoch || matches!(c.state, State::Ended | State::Stopped);
        if epoch > self.barrier && self.channels.iter().all(has) {
            self.barrier = epoch;
            return Some(Control::Barrier(epoch));
        }
        None
    }
}

/// What the readers of a step take for the mark of the rows that it passes on.
#[derive(Debug, Clone)]
pub struct Passing {
    told: i64,
}

impl Default for Passing {
    fn default() -> Self {
        Passing { told: i64::MIN }
    }
}

impl Passing {
    /// Rows with this mark follow: what must go ahead of them, if anything.
    #[inline(always)]
    pub fn through(&mut self, mark: i64) -> Option<Control> {
        if mark == self.told {
            return None;
        }
        self.told = mark;
        Some(Control::Mark(mark))
    }

    /// The step has sent this to its readers.
    pub fn sent(&mut self, control: Control) {
        if let Control::Watermark(w) = control {
            self.told = w;
        }
    }
}

impl Changes {
    fn packed(mut self) -> Changes {
        if self.0[0].is_none() {
            self.0.swap(0, 1);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Control::{Active, Barrier, End, Idle, Mark, Stop, Watermark};
    use super::*;

    fn check(channels: usize, script: &[(usize, Control, &[Control])]) {
        let mut marks = Marks::new(channels);
        for (i, (channel, control, expected)) in script.iter().enumerate() {
            let changes: Vec<Control> = marks.update(*channel, *control).collect();
            assert_eq!(changes, *expected, "line {i}: {control:?} on {channel}");
        }
    }

    #[test]
    fn the_watermark_is_the_least_of_the_channels_and_never_goes_back() {
        check(
            2,
            &[
                (0, Watermark(10), &[]),
                (1, Watermark(5), &[Watermark(5)]),
                (1, Watermark(4), &[]),
                (1, Watermark(20), &[Watermark(10)]),
            ],
        );
    }

    #[test]
    fn an_ended_channel_leaves_and_the_last_one_completes_time() {
        check(
            2,
            &[(0, Watermark(10), &[]), (1, End, &[Watermark(10)]), (0, End, &[Watermark(i64::MAX), End])],
        );
        check(1, &[(0, Watermark(i64::MAX), &[Watermark(i64::MAX)]), (0, End, &[End])]);
    }

    #[test]
    fn a_stopped_channel_holds_time_back() {
        check(2, &[(0, Watermark(10), &[]), (1, Stop, &[]), (0, Watermark(20), &[]), (0, End, &[Stop])]);
    }

    #[test]
    fn an_idle_channel_leaves_until_it_is_back() {
        check(
            2,
            &[
                (0, Watermark(10), &[]),
                (1, Idle, &[Watermark(10)]),
                (0, Idle, &[Idle]),
                (1, Watermark(5), &[Active]),
                (0, Active, &[]),
                (1, Watermark(12), &[]),
                (0, Watermark(11), &[Watermark(11)]),
            ],
        );
    }

    #[test]
    fn a_barrier_goes_on_when_all_channels_have_it() {
        check(3, &[(0, Barrier(1), &[]), (2, End, &[]), (1, Barrier(1), &[Barrier(1)])]);
    }

    #[test]
    fn rows_are_judged_by_the_promise_of_their_own_channel() {
        let mut marks = Marks::new(2);
        marks.update(0, Watermark(10));
        assert_eq!((marks.least(), marks.mark(0), marks.mark(1)), (i64::MIN, 10, i64::MIN));
    }

    #[test]
    fn of_channels_in_order_a_watermark_of_one_holds_for_all() {
        let mut marks = Marks::in_order(3);
        assert_eq!(marks.update(2, End).next(), None);
        assert_eq!(marks.update(0, Watermark(10)).next(), Some(Watermark(10)));
        assert_eq!((marks.mark(0), marks.mark(1)), (10, 10));
        assert_eq!(marks.update(1, Watermark(10)).next(), None);
        assert_eq!(marks.update(0, End).next(), None);
        let changes: Vec<Control> = marks.update(1, End).collect();
        assert_eq!(changes, [Watermark(i64::MAX), End]);
    }

    #[test]
    fn a_mark_holds_until_the_next_watermark_and_moves_nothing() {
        let mut marks = Marks::new(1);
        assert_eq!(marks.update(0, Watermark(10)).next(), Some(Watermark(10)));
        assert_eq!(marks.update(0, Mark(30)).next(), None);
        assert_eq!((marks.least(), marks.mark(0)), (10, 30));
        marks.update(0, Watermark(20));
        assert_eq!(marks.mark(0), 20);
    }

    #[test]
    fn at_a_union_other_sources_hold_rows_back_and_the_same_one_does_not() {
        let mut marks = Marks::new(3);
        for (channel, w) in [(0, 30), (1, 20), (2, 10)] {
            marks.update(channel, Watermark(w));
        }
        assert_eq!((marks.mark_among(0, &[]), marks.mark_among(0, &[1])), (30, 20));
        marks.update(1, End);
        assert_eq!(marks.mark_among(0, &[1]), 30);
    }

    #[test]
    fn readers_are_told_of_marks_that_the_watermark_does_not_say() {
        let mut passing = Passing::default();
        passing.sent(Watermark(10));
        let told: Vec<Option<Control>> = [10, 30, 30, 10].map(|mark| passing.through(mark)).to_vec();
        assert_eq!(told, [None, Some(Mark(30)), None, Some(Mark(10))]);
    }
}
