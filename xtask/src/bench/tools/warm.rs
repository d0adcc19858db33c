//! Memory that is there before it is measured what a process does with it.
//!
//! A virtual machine may give pages that nobody uses back to its host, and the first touch of one that was given back costs what the host takes to bring it: ten to fifteen
//! microseconds for 4 KiB where one that is there costs 0.6. So a job with a gigabyte of state took 490 ns an event or 200, by what ran before it and how long ago. Before a run as
//! much memory as the last one needed is touched and freed, for jobs and loops by hand alike; what is measured then is the page that the machine's own kernel clears.

use std::hint::black_box;

const PAGE_BYTES: usize = 4096;
/// Below it a run needs no memory to speak of.
const LEAST_BYTES: u64 = 16 << 20;
/// More is not touched: it should be left for others.
const MOST_BYTES: u64 = 4 << 30;

/// Touches half as much again as `peak` bytes, which a run before needed, and frees them.
pub(crate) fn warm_memory(peak_bytes: u64) {
    if peak_bytes < LEAST_BYTES {
        return;
    }
    let bytes = (peak_bytes + peak_bytes / 2).min(MOST_BYTES) as usize;
    let mut memory: Vec<u8> = Vec::with_capacity(bytes);
    for page in memory.spare_capacity_mut().chunks_mut(PAGE_BYTES) {
        page[0].write(1);
    }
    black_box(&mut memory);
}
