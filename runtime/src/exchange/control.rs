//! What travels between rows: controls, in band, so that each keeps its place in the order of rows.

/// A message between the rows of one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// Nothing earlier than this (µs since the epoch) is still to come on this channel. `i64::MAX`: time is complete.
    Watermark(i64),
    /// Rows behind it are judged late against this (µs), which is at least the watermark so far: a sender that reads several channels has
    /// been promised more by some of them than by the slowest, see [`crate::marks`]. Holds until the next one or the next watermark.
    Mark(i64),
    /// The channel is quiet and leaves the minimum until [`Control::Active`].
    Idle,
    /// It is back.
    Active,
    /// Rows before it belong to this epoch. Carried, not yet used.
    Barrier(u64),
    /// Nothing more comes: the input is complete, windows fire.
    End,
    /// Nothing more comes because the job was asked to stop: windows stay as they are.
    Stop,
}

impl Control {
    /// Whether nothing comes after it.
    pub fn is_last(self) -> bool {
        matches!(self, Control::End | Control::Stop)
    }
}
