//! A source: the fields of its record, then the event time; ahead of each row the watermark that it raises.

use super::{Given, Operate};
use crate::interpreter::evaluate::{Scope, boolean, evaluate};
use crate::plan::{Expr, Failure, SourceArm, Watermark};
use crate::value::Value;

pub(super) struct Source {
    time: Option<Expr>,
    /// How far rows may lag, in µs; `None`: the source says nothing about time before its end.
    lag_us: Option<i64>,
    /// The greatest time so far.
    latest_us: Option<i64>,
}

impl Source {
    /// The first arm whose condition holds says what the time is and how far rows may lag.
    pub(super) fn new(arms: &[SourceArm], scope: Scope<'_>) -> Result<Self, Failure> {
        let arm = chosen(arms, scope)?;
        Ok(Source { time: arm.time.clone(), lag_us: lag_us(arm, scope)?, latest_us: None })
    }
}

/// Whether the lag that the settings give is below zero: such a source is not run.
pub(in crate::interpreter) fn lag_is_negative(arms: &[SourceArm], scope: Scope<'_>) -> Result<bool, Failure> {
    Ok(lag_us(chosen(arms, scope)?, scope)?.is_some_and(i64::is_negative))
}

fn chosen<'a>(arms: &'a [SourceArm], scope: Scope<'_>) -> Result<&'a SourceArm, Failure> {
    for arm in arms {
        let holds = match &arm.condition {
            None => true,
            Some(condition) => boolean(&evaluate(scope, condition, &[])?),
        };
        if holds {
            return Ok(arm);
        }
    }
    unreachable!("the last arm of a source has no condition")
}

fn lag_us(arm: &SourceArm, scope: Scope<'_>) -> Result<Option<i64>, Failure> {
    match &arm.watermark {
        None => Ok(None),
        Some(Watermark::MaxLag(lag)) => Ok(Some(duration(&evaluate(scope, lag, &[])?))),
    }
}

impl Operate for Source {
    fn row(&mut self, scope: Scope<'_>, _watermark: i64, row: &[Value]) -> Given {
        let mut row = row.to_vec();
        if let Some(time) = &self.time {
            match evaluate(scope, time, &row) {
                Err(cause) => return Given::failed(cause),
                // A row without a time has no place in the stream.
                Ok(Value::Null) => return Given::failed(Failure::NoTime),
                Ok(time) => {
                    let us = timestamp(&time);
                    self.latest_us = Some(self.latest_us.map_or(us, |latest| latest.max(us)));
                    row.push(time);
                }
            }
        }
        Given::one(Ok(row))
    }

    fn watermark_of_source(&self) -> Option<i64> {
        let (latest, lag) = (self.latest_us?, self.lag_us?);
        Some(latest.saturating_sub(lag))
    }
}

/// The microseconds of a timestamp.
pub(super) fn timestamp(value: &Value) -> i64 {
    match value {
        Value::Timestamp(us) => *us,
        other => unreachable!("the checker let {other:?} be a time"),
    }
}

fn duration(value: &Value) -> i64 {
    match value {
        Value::Duration(us) => *us,
        other => unreachable!("the checker let {other:?} be a lag"),
    }
}
