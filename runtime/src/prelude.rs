//! Everything that generated code names, in one `use`.

pub use crate::ahead::Ahead;
pub use crate::clock::{Clock, Lattice, SplitClocks};
pub use crate::combining::{Combining, place_of_int};
pub use crate::cx::Cx;
pub use crate::dealing::{Dealing, Spread};
pub use crate::description::{Description, ParamDescription};
pub use crate::distinct::{DistinctBits, DistinctInts};
pub use crate::error::{Error, Kind, Result};
pub use crate::exchange::{Batch, Control, Exchange, Part};
pub use crate::failure::Failure;
pub use crate::gathering::{GROUPS_KEPT, Gathering};
pub use crate::hash::{canonical_bits, canonical_f64};
pub use crate::hash::{hash_bool, hash_bytes, hash_f64, hash_i64, hash_i128, hash_str, hash_u64, hash2};
pub use crate::heap::{Heap, Text};
pub use crate::job::{Job, Polled, Round, Rounds, Worker};
pub use crate::marks::{Marks, Passing};
pub use crate::prefetch::{AHEAD, APART, APART_ONE};
pub use crate::ranked::Ranked;
pub use crate::setup::{Setup, WorkerSetup};
pub use crate::shown::{Shown, event_place, record_failed, row_place, shown_row};
pub use crate::sink::{Sink as _, Writer as _};
pub use crate::stats::{StatsSink, StepCounts};
pub use crate::support::*;
pub use crate::table::{
    Direct, DirectKey, DirectState, Group, IntHash, IntKey, Key, KeyText, Lookup, OptionalIntHash, Retract,
    Share, Table, TableKey, TextLookup, mix2,
};
pub use crate::totals::{DecimalTotal, IntTotal};
pub use crate::waiting::Waiting;
pub use crate::windows::{Blocks, Fired, Panes, Placed, Sliding, WindowSpec, Windows};
pub use crate::{Bump, arithmetic, cast, decimal, functions, time_text};
pub use std::process::ExitCode;
pub use std::sync::Arc;
