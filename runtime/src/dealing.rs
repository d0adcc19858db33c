//! Blocks of numbers, dealt out to whoever makes rows of them: a worker takes the next block when it is done with one, so that one which has more to do behind its rows, or less of a processor, reads fewer of them.
//!
//! All move through the numbers together: no block is taken before those below it. Where somebody looks at the order of rows, a block is what a worker makes in one go, and
//! exchanges put blocks back into order by their numbers ([`crate::exchange`]).

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How the numbers of a source are spread over workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// Worker 0 has them all, in order.
    One,
    /// In blocks, whose rows meet in any order.
    Blocks,
    /// In blocks of a quantum ([`crate::support::QUANTUM_ROWS`]), each a piece of which exchanges know the number.
    Pieces,
}

/// What workers take blocks from; clones take from the same.
#[derive(Debug, Clone, Default)]
pub struct Dealing {
    next: Arc<AtomicU64>,
}

impl Dealing {
    /// The first number of the next block of so many; `u64::MAX` where there are none so great.
    #[inline]
    pub fn take(&self, block: u64) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed).saturating_mul(block)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_block_is_taken_once() {
        let dealing = Dealing::default();
        let taken = || {
            let dealing = dealing.clone();
            std::thread::spawn(move || (0..1000).map(|_| dealing.take(10)).collect::<Vec<u64>>())
        };
        let threads = [taken(), taken(), taken()];
        let mut all: Vec<u64> = Vec::new();
        for thread in threads {
            let taken = thread.join().expect("it does not panic");
            assert!(taken.is_sorted(), "each worker goes forward");
            all.extend(taken);
        }
        all.sort_unstable();
        assert!(all.into_iter().eq((0..3000).map(|n| n * 10)));
    }
}
