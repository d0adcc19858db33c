//! Small things that generated code calls so that it reads well itself.

use crate::Bump;
use crate::calendar::DAY_US;
use crate::clock::SplitClocks;
use crate::error::{Error, Result};
use crate::failure::Failure;
use crate::script::Script;
use crate::setup::Setup;
use std::cmp::Ordering;

/// Rows that a generating source makes before it lets others have their turn.
pub const QUANTUM_ROWS: u64 = 1024;

/// The least time in the unit of `us`: what is kept of a time whose text shows no more.
#[inline(always)]
pub fn time_code(us: i64, unit_us: i64) -> i64 {
    // Before the first whole unit there is a part of one.
    us.saturating_sub(us.rem_euclid(unit_us))
}

/// The same of the time of day, as a time of the first day.
#[inline(always)]
pub fn day_code(us: i64, unit_us: i64) -> i64 {
    time_code(us.rem_euclid(DAY_US), unit_us)
}

/// Scratch memory of the set-up.
pub type Scratch = Bump;

/// What settings are evaluated in: as `Cx`, before there is one.
#[derive(Clone, Copy)]
pub struct SettingCx<'a> {
    /// Memory for strings.
    pub scratch: &'a Scratch,
}

/// The clock of one split among the clocks of a worker.
pub struct SplitTick<'a> {
    /// All.
    pub clocks: &'a mut SplitClocks,
    /// Which.
    pub split: usize,
}

impl SplitTick<'_> {
    /// See [`crate::clock::Clock::tick`].
    #[inline(always)]
    pub fn tick(&mut self, time: i64) -> Option<i64> {
        self.clocks.tick(self.split, time)
    }

    /// See [`crate::clock::Clock::tick_if`].
    #[inline(always)]
    pub fn tick_if(&mut self, time: i64, is_row: impl FnOnce() -> bool) -> Option<i64> {
        self.clocks.tick_if(self.split, time, is_row)
    }

    /// Takes the greatest time of rows that other workers have read before the next row; `i64::MIN`: there are none.
    pub fn catch_up(&mut self, greatest: i64) -> Option<i64> {
        if greatest == i64::MIN { None } else { self.tick(greatest) }
    }
}

/// The script of a job that was built for tests.
pub fn open_script(setup: &Setup<'_>) -> Result<Script> {
    match setup.script() {
        Some(path) => Script::open(path),
        None => Err(Error::invalid("this job was built for tests: it reads the rows of `--script FILE`")),
    }
}

/// Says in the error of a source or sink that cannot be made which of the user's settings led to it.
#[cold]
pub fn set_by<T>(setting: &str, made: Result<T>) -> Result<T> {
    made.map_err(|error| error.set_by(setting))
}

/// A duration that a parameter gives, in µs: `what` is the option in the user's words, `setting` who set it.
#[cold]
pub fn not_negative(what: &str, setting: &str, us: i64) -> Result<i64> {
    if us >= 0 {
        return Ok(us);
    }
    let mut shown = Vec::new();
    crate::text::put_duration(&mut shown, us);
    let error = Error::invalid(format!("{what} cannot be negative")).value_bytes(&shown).set_by(setting);
    Err(error.help("expected a duration such as `0s` or `10s`"))
}

/// A setting of a source or sink could not be computed.
#[cold]
pub fn setting_failed(what: &str, failure: Failure) -> Error {
    Error::invalid(format!("the setting `{what}` cannot be computed")).cause(failure.message())
}

/// The value of a column that the checker has seen tested for null.
///
/// # Panics
/// Where it is null all the same: a bug of the compiler.
#[inline(always)]
#[track_caller]
pub fn known<T>(value: Option<T>) -> T {
    value.expect("a column that was tested for null has a value")
}

/// A group always has a row.
///
/// # Panics
/// Always: a bug of the compiler.
#[cold]
pub fn group_without_rows() -> ! {
    panic!("a group without rows has fired")
}

/// The total order of optional floats: null first.
#[inline]
pub fn optional_f64_cmp(a: Option<f64>, b: Option<f64>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => crate::arithmetic::f64_cmp(a, b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

/// Offset of a piece of text in the block that it is borrowed from.
#[cold]
pub fn offset_in(whole: &[u8], part: &[u8]) -> usize {
    (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize).min(whole.len())
}
