//! What names mean in a place: the columns of the input, what is known not to be null, and which kind of place it is.

use crate::plan::{Column, Schema};
use std::collections::BTreeSet;

/// The names an expression can use, beside parameters and enums.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    pub(super) columns: Vec<Column>,
    /// Columns tested by `!= null` before.
    pub(super) narrowed: BTreeSet<usize>,
    /// Columns whose type nobody knows, as what makes them is wrong and was reported: who reads one is not wrong for that.
    pub(super) doubtful: BTreeSet<String>,
    pub(super) place: Place,
}

/// The kind of place, for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Place {
    /// Rows flow by.
    #[default]
    Row,
    /// `window …` stands before, and no operator has applied it.
    OpenWindow,
    /// Before the job starts: options, defaults, tests.
    Settings,
    /// The body of a function.
    Function,
}

impl Scope {
    /// No columns: options of connectors, defaults, tests.
    pub(super) fn settings() -> Self {
        Self { place: Place::Settings, ..Self::default() }
    }

    /// The columns that an operator reads.
    pub(super) fn row(schema: &Schema, open_window: bool) -> Self {
        let place = if open_window { Place::OpenWindow } else { Place::Row };
        Self::of(schema.columns.clone(), place)
    }

    /// These columns.
    pub(super) fn of(columns: Vec<Column>, place: Place) -> Self {
        Self { columns, place, ..Self::default() }
    }

    /// The same, with more known not to be null.
    pub(super) fn with(&self, facts: BTreeSet<usize>) -> Self {
        let mut scope = self.clone();
        scope.narrowed.extend(facts);
        scope
    }

    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The names of columns that a user can write.
    pub(super) fn visible(&self) -> impl Iterator<Item = &str> {
        let columns =
            self.columns.iter().filter(|column| !column.hidden()).map(|column| column.name.as_str());
        let others = self.doubtful.iter().filter(|name| self.column(name).is_none());
        columns.chain(others.map(String::as_str))
    }
}
