//! Memory and files that are there before it is measured what a process does with them.
//!
//! A virtual machine may give pages that nobody uses back to its host, and the first touch of one that was given back costs what the host takes to bring it: ten to fifteen
//! microseconds for 4 KiB where one that is there costs 0.6. So a job with a gigabyte of state took 490 ns an event or 200, by what ran before it and how long ago. Before a run
//! half as much again as the case needs is touched and freed, in large pages, as jobs ask for them; for jobs and loops by hand alike. What is measured then are pages that the machine's own kernel clears.
//!
//! The system keeps a file that was written in small pieces in small pages, and copying it out of them takes more than twice as long (53 ns for 268 bytes where 23 do). So what a benchmark
//! wrote is put onto the disk, forgotten, and read from there once, as files mostly come to be in memory; for jobs and rivals alike.

#![allow(unsafe_code)]

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd as _;
use std::path::Path;
use std::ptr::null_mut;
use weir_cli::{Failed, Outcome};

const PAGE_BYTES: usize = 4096;
/// Below it a run needs no memory to speak of.
const LEAST_BYTES: u64 = 16 << 20;
/// More is not touched: it should be left for others.
const MOST_BYTES: u64 = 4 << 30;

/// Touches half as much again as `peak` bytes, which a run before needed, and frees them. Where there is not as much, nothing happens.
pub(crate) fn warm_memory(peak_bytes: u64) {
    if peak_bytes < LEAST_BYTES {
        return;
    }
    let bytes = (peak_bytes + peak_bytes / 2).min(MOST_BYTES) as usize;
    let (access, kind) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
    // SAFETY: a new anonymous mapping touches nothing that is there.
    let memory = unsafe { libc::mmap(null_mut(), bytes, access, kind, -1, 0) };
    if memory == libc::MAP_FAILED {
        return;
    }
    // SAFETY: advice about the mapping just made.
    unsafe { libc::madvise(memory, bytes, libc::MADV_HUGEPAGE) };
    for offset in (0..bytes).step_by(PAGE_BYTES) {
        // SAFETY: within the mapping, which nobody else knows.
        unsafe { memory.cast::<u8>().add(offset).write_volatile(1) };
    }
    // SAFETY: the mapping is not used any more.
    unsafe { libc::munmap(memory, bytes) };
}

/// Has a file in memory as it comes from the disk. Where its system of files does not forget, it stays as it was written.
pub(crate) fn warm_file(path: &Path) -> Outcome<()> {
    let warmed = (|| {
        let mut file = File::open(path)?;
        file.sync_all()?;
        // SAFETY: advice about a file that is open.
        unsafe { libc::posix_fadvise(file.as_raw_fd(), 0, 0, libc::POSIX_FADV_DONTNEED) };
        io::copy(&mut file, &mut io::sink())
    })();
    warmed.map(drop).map_err(|error| Failed::io("cannot read", path, &error))
}
