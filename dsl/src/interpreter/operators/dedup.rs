//! `dedup`: of each key one row is kept, the earliest or the latest by its time.

use super::source::timestamp;
use super::{Given, Operate, pick};
use crate::interpreter::evaluate::Scope;
use crate::interpreter::outcome::Row;
use crate::plan::{Keep, Operator, Pipeline, Step};
use crate::value::Value;
use std::collections::BTreeMap;

pub(super) struct Dedup {
    keys: Vec<usize>,
    keep: Keep,
    time: Option<usize>,
    visible: Vec<usize>,
    kept: BTreeMap<Vec<Value>, Kept>,
    changed: Option<Row>,
}

/// The row of a key.
struct Kept {
    row: Row,
    /// `None` where the input has no time: all rows are equal then, and their order decides.
    time: Option<i64>,
}

impl Dedup {
    pub(super) fn new(pipeline: &Pipeline, step: &Step) -> Self {
        let Operator::Dedup { keys, keep } = &step.operator else {
            unreachable!("`{}` is no dedup", step.uid);
        };
        let input = &pipeline.step(step.inputs[0]).output;
        Dedup {
            keys: keys.clone(),
            keep: *keep,
            time: input.time,
            visible: input.visible().map(|(index, _)| index).collect(),
            kept: BTreeMap::new(),
            changed: None,
        }
    }

    fn replaces(&self, kept: &Kept, time: Option<i64>) -> bool {
        match self.keep {
            Keep::First => time < kept.time,
            Keep::Last => time >= kept.time,
        }
    }
}

impl Operate for Dedup {
    fn row(&mut self, _scope: Scope<'_>, _watermark: i64, row: &[Value]) -> Given {
        let key = pick(&self.keys, row);
        let time = self.time.map(|column| timestamp(&row[column]));
        let stays = self.kept.get(&key).is_some_and(|kept| !self.replaces(kept, time));
        self.changed = if stays { None } else { Some(pick(&self.visible, row)) };
        if let Some(row) = &self.changed {
            self.kept.insert(key, Kept { row: row.clone(), time });
        }
        Given::default()
    }

    fn changes(&mut self) -> Given {
        Given { rows: self.changed.take().into_iter().collect(), ..Given::default() }
    }

    fn fire(&mut self, _scope: Scope<'_>, watermark: i64) -> Vec<Given> {
        if watermark < i64::MAX {
            return Vec::new();
        }
        let rows = self.kept.values().map(|kept| kept.row.clone()).collect();
        vec![Given { rows, ..Given::default() }]
    }
}
