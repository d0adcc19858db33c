//! Which files a source reads: found, and seen to be readable, before anything starts. Each file is a split, read by one worker;
//! where the plan allows it, large files are shared by all ([`Splits::shared`], [`Splits::in_sequence`], [`Splits::in_order`]).

use crate::cut::Cutting;
use crate::framing::Framing;
use crate::pattern;
use crate::reader::Reader;
use crate::share::Share;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use weir_runtime::env::{disk, spawn, temporary};
use weir_runtime::error::{Error, Result};
use weir_runtime::setup::Setup;

/// The files of a source, in the order of their paths.
#[derive(Debug, Clone)]
pub struct Splits {
    /// Name of the source, for messages.
    source: &'static str,
    framing: Framing,
    all: Vec<Split>,
    /// Where workers take from the same work.
    share: Option<Arc<Share>>,
}

/// A file of this size is shared; a smaller one is read before the others could help.
const SHARED_BYTES_MIN: u64 = 1 << 20;
/// Text of a unit, at least: about what a worker reads in one round.
const UNIT_BYTES_MIN: u64 = 64 * 1024;
/// At most: so much still stands in the second cache when it is decoded.
const UNIT_BYTES_MAX: u64 = 256 * 1024;
/// Units that a worker finds at least, before they get larger: who takes the last one holds up the others as long as that takes.
const UNITS_A_WORKER: u64 = 64;
/// For tests: text of a unit, whatever the size of the file and the number of workers.
const UNIT_VARIABLE: &str = "WEIR_TEST_UNIT_BYTES";

/// One file, or standard input.
#[derive(Debug, Clone)]
pub(crate) struct Split {
    /// `None`: standard input.
    pub(crate) path: Option<PathBuf>,
    /// The path as messages show it, or `stdin`.
    pub(crate) name: Arc<str>,
}

/// Standard input by a name, to see what file it is.
const STDIN: &str = "/dev/stdin";

impl Splits {
    /// The files that `path` names for source `source_idx`: one, those that match a pattern (`data/*.csv.gz`, `data/**/*.csv`),
    /// or standard input (`-`). Each is opened once to see that it can be, but not a pipe: its writer would not come again. A name that exists is taken as it stands, even
    /// with a `*` or `[` in it.
    pub fn open(setup: &mut Setup<'_>, source_idx: usize, path: &str, framing: Framing) -> Result<Splits> {
        if ["-", STDIN].contains(&path) {
            setup.take_stdin(source_idx)?;
        }
        let splits = Splits::find(setup.source_name(source_idx), path, framing)?;
        setup.expect_bytes(splits.size_bytes());
        Ok(splits)
    }

    /// As [`Splits::open`], for a source by its name.
    pub fn find(source: &'static str, path: &str, framing: Framing) -> Result<Splits> {
        if path == "-" {
            if Path::new(STDIN).metadata().is_ok_and(|metadata| metadata.is_file()) {
                temporary::reads(Path::new(STDIN));
            }
            let stdin = Split { path: None, name: "stdin".into() };
            return Ok(Splits { source, framing, all: vec![stdin], share: None });
        }
        if path.is_empty() {
            return Err(Error::invalid("the path is empty")
                .step(source)
                .help("name a file, a pattern or `-`"));
        }
        let globbed = pattern::is_pattern(path) && !Path::new(path).exists();
        let paths = if globbed { pattern::expand(path)? } else { vec![PathBuf::from(path)] };
        if paths.is_empty() {
            return Err(Error::world("no file matches").place(path).step(source).help("check the pattern"));
        }
        for path in paths.iter().filter(|path| !disk::is_special(path)) {
            disk::open(path).map_err(|error| error.step(source))?;
            temporary::reads(path);
        }
        let split = |path: PathBuf| Split { name: path.to_string_lossy().into(), path: Some(path) };
        Ok(Splits { source, framing, all: paths.into_iter().map(split).collect(), share: None })
    }

    /// For a source of which neither the order nor the lateness of rows is seen: workers take the next piece of any file when they
    /// are done with the one before.
    #[must_use]
    pub fn shared(self, setup: &Setup<'_>) -> Splits {
        match self.cutting(setup.workers()) {
            Some(how) => self.cut(how),
            None => self,
        }
    }

    /// For a source with a watermark, if it is one file: as [`Splits::shared`], and each block's clock goes on from the rows before it
    /// ([`Reader::greatest_before`]), or rows say which piece they are of ([`Reader::piece`]).
    #[must_use]
    pub fn in_sequence(self, setup: &Setup<'_>) -> Splits {
        match self.cutting(setup.workers()) {
            Some(how) if self.all.len() == 1 => {
                let cut = self.clone().cut(how);
                if cut.share.as_ref().is_some_and(|share| share.has_cuts()) { cut } else { self }
            }
            _ => self,
        }
    }

    /// For a source without a watermark of which the order of rows is seen: as [`Splits::shared`], for readers that say which piece rows are
    /// of ([`Reader::piece`]). Not where an input may never end: what is behind it would be read for nothing.
    #[must_use]
    pub fn in_order(self, setup: &Setup<'_>) -> Splits {
        let is_endless = |split: &Split| split.path.as_deref().is_none_or(disk::is_special);
        match self.cutting(setup.workers()) {
            Some(how) if !self.all.iter().any(is_endless) => {
                let cut = self.clone().cut(how);
                if cut.share.as_ref().is_some_and(|share| share.pieces() > 1) { cut } else { self }
            }
            _ => self,
        }
    }

    /// How its files are cut; `None`: not at all.
    fn cutting(&self, workers: usize) -> Option<Cutting> {
        if let Some(unit_bytes) = spawn::variable(UNIT_VARIABLE).and_then(|bytes| bytes.parse().ok()) {
            return Some(Cutting::exactly(unit_bytes));
        }
        (workers > 1).then(|| Cutting {
            unit_bytes_min: UNIT_BYTES_MIN,
            unit_bytes_max: unit_bytes_max(self.size_bytes(), workers),
            file_bytes_min: SHARED_BYTES_MIN,
        })
    }

    pub(crate) fn cut(self, how: Cutting) -> Splits {
        let share = Share::of(&self.all, self.framing, how);
        Splits { share: Some(Arc::new(share)), ..self }
    }

    /// Bytes of all files, as stored; nothing of what has no size.
    fn size_bytes(&self) -> u64 {
        let paths = self.all.iter().filter_map(|split| split.path.as_deref());
        paths.filter_map(disk::size_bytes).sum()
    }

    /// The reader of worker `me`: it has every `workers`-th file, or takes from what all share.
    pub fn reader(&self, me: usize, workers: usize) -> Reader {
        if self.share.is_some() {
            return self.reader_in_order(me);
        }
        let mine = self.all.iter().skip(me).step_by(workers).cloned().collect();
        Reader::new(self.source, self.framing, mine)
    }

    /// The reader of worker `me` where rows must be in order: it takes from what all share, or the first worker has all files.
    pub fn reader_in_order(&self, me: usize) -> Reader {
        match &self.share {
            Some(share) => Reader::shared(self.source, self.framing, self.all.clone(), share, me),
            None => self.reader_of_one(me),
        }
    }

    /// The reader of worker `me` where all files must be read by one: the first has them all.
    pub fn reader_of_one(&self, me: usize) -> Reader {
        let all = if me == 0 { self.all.clone() } else { Vec::new() };
        Reader::new(self.source, self.framing, all)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Never: finding none is an error.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

/// Text of a unit at most, of files of so many bytes in all.
fn unit_bytes_max(files_bytes: u64, workers: usize) -> u64 {
    (files_bytes / (UNITS_A_WORKER * workers.max(1) as u64)).clamp(UNIT_BYTES_MIN, UNIT_BYTES_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_worker_finds_some_units() {
        assert_eq!(unit_bytes_max(1 << 20, 2), UNIT_BYTES_MIN);
        assert_eq!(unit_bytes_max(16 << 20, 2), 128 << 10);
        assert_eq!(unit_bytes_max(1 << 30, 2), UNIT_BYTES_MAX);
        assert_eq!(unit_bytes_max(1 << 30, 128), 128 << 10);
    }
}
