//! What all sinks have in common: a shared part that commits, and a writer on each worker.
//!
//! Connectors give concrete types with these methods; the traits are here so that they look alike. Generated code calls them on
//! the concrete types.

use crate::cx::Cx;
use crate::error::Result;

/// The part of a sink that all workers share. Made in `prepare`, committed in `finish`, dropped without `commit` when the job fails.
pub trait Sink: Send + Sync {
    /// The writer on each worker.
    type Writer: Writer;

    /// A writer for one worker.
    fn writer(&self) -> Self::Writer;

    /// After every writer has flushed and the job has ended without failure: makes the output final.
    fn commit(&self) -> Result<()>;
}

/// One worker's way into a sink: rows are appended to the buffer, then [`Writer::end_row`].
pub trait Writer {
    /// Where the text of the row goes, line end included.
    fn buffer(&mut self) -> &mut Vec<u8>;

    /// The row is complete. Counts it, and passes whole rows on when enough have gathered. Failure: [`Cx::fail`].
    fn end_row(&mut self, cx: Cx<'_>);

    /// Passes on what has gathered: in a dry round, and at the end.
    fn flush(&mut self, cx: Cx<'_>);

    /// Rows and bytes so far, for `--stats`.
    fn counts(&self) -> (u64, u64);
}
