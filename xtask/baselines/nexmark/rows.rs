//! Where the rows of a loop go: forgotten where time is taken, each column's value computed before; or printed as a job writes them to a CSV file. Loops are compiled for each of
//! the two, so that the one costs the other nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use weir_runtime::calendar::{civil, day_of_timestamp};

pub trait Rows {
    /// A row that stays.
    fn row(&mut self, row: impl Row);
    /// The row of this key from now on.
    fn change(&mut self, key: impl Row, row: impl Row);
}

/// As the sink `blackhole` does.
pub struct Forgotten;

impl Rows for Forgotten {
    #[inline(always)]
    fn row(&mut self, row: impl Row) {
        black_box(row);
    }

    #[inline(always)]
    fn change(&mut self, _: impl Row, row: impl Row) {
        black_box(row);
    }
}

/// As a file does with `mode: final`.
#[derive(Default)]
pub struct Printed {
    /// Rows given, those too that no longer hold.
    given: u64,
    stay: Vec<String>,
    latest: BTreeMap<String, String>,
}

impl Rows for Printed {
    fn row(&mut self, row: impl Row) {
        self.given += 1;
        self.stay.push(line(row));
    }

    fn change(&mut self, key: impl Row, row: impl Row) {
        self.given += 1;
        self.latest.insert(line(key), line(row));
    }
}

impl Printed {
    /// A line with the number of rows given, then the rows that hold in the end.
    pub fn print(&self) {
        let mut text = format!("{}\n", self.given);
        for line in self.stay.iter().chain(self.latest.values()) {
            text.push_str(line);
            text.push('\n');
        }
        print!("{text}");
    }
}

/// Values side by side: a tuple.
pub trait Row {
    fn write(&self, line: &mut String);
}

/// A value, or several in a row.
pub trait Value {
    fn write(&self, line: &mut String);
}

fn line(row: impl Row) -> String {
    let mut line = String::new();
    row.write(&mut line);
    line.pop();
    line
}

macro_rules! rows {
    ($(($($column:ident)*))*) => {$(
        impl<$($column: Value),*> Row for ($($column,)*) {
            fn write(&self, line: &mut String) {
                #[allow(non_snake_case)]
                let ($($column,)*) = self;
                $(
                    $column.write(line);
                    line.push(',');
                )*
            }
        }
    )*};
}

rows!((A) (A B) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H));

macro_rules! shown_as_they_are {
    ($($value:ty)*) => {$(
        impl Value for $value {
            fn write(&self, line: &mut String) {
                let _ = write!(line, "{self}");
            }
        }
    )*};
}

shown_as_they_are!(i64 u32 usize);

impl Value for &str {
    fn write(&self, line: &mut String) {
        match self.is_empty() || self.contains(['"', ',', '\r', '\n']) {
            true => _ = write!(line, "\"{}\"", self.replace('"', "\"\"")),
            false => line.push_str(self),
        }
    }
}

/// `None` is null.
impl<V: Value> Value for Option<V> {
    fn write(&self, line: &mut String) {
        if let Some(value) = self {
            value.write(line);
        }
    }
}

impl<V: Value, const N: usize> Value for [V; N] {
    fn write(&self, line: &mut String) {
        for (at, value) in self.iter().enumerate() {
            line.push_str(if at > 0 { "," } else { "" });
            value.write(line);
        }
    }
}

/// A decimal with three places.
pub struct Thousandths(pub i128);

impl Value for Thousandths {
    fn write(&self, line: &mut String) {
        let _ = write!(line, "{}.{:03}", self.0 / 1000, self.0 % 1000);
    }
}

/// Microseconds since the epoch.
pub struct Time(pub i64);

impl Value for Time {
    fn write(&self, line: &mut String) {
        let date = civil(day_of_timestamp(self.0));
        let ms = self.0.div_euclid(1000).rem_euclid(86_400_000);
        let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
        let _ = write!(
            line,
            "{:04}-{:02}-{:02} {hour:02}:{minute:02}:{second:02}.{:03}",
            date.year,
            date.month,
            date.day,
            ms % 1000
        );
    }
}
