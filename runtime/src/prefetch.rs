//! Memory that will be needed soon: the processor is told, and goes on meanwhile. Keyed state that is larger than the caches costs several misses a row,
//! each as long as a hundred instructions; over a batch of rows they overlap.
//!
//! A hint changes nothing but time, so it may be asked for any place, and one that is not there is ignored.
#![allow(unsafe_code)]

/// How many rows of a batch, or of those that wait, lie between two steps of looking ahead, the last of which applies the row.
pub const APART: usize = 16;

/// The same where what a row needs is one place and no more. Counts by a million integers that have places of their own, one worker: 14.6 ns a row with 16 rows between, 13.4 with 32, 12.9
/// with 64 and with 256.
pub const APART_ONE: usize = 64;

/// How many partial groups are looked ahead at together: more do not fit into the queue of outstanding misses by far, fewer leave it empty between two steps.
pub const AHEAD: usize = 32;

/// State from this size on is worth looking ahead at, and that rows wait or go through a batch for it: it is not in the second-level cache (of a megabyte, where this was measured). The third level is shared, and who has neighbours may find nothing there. Left alone,
/// keys drawn at random, counted by one worker, cost less as they come up to four times this size: 100,000 (4.4 MB) 23 ns a row and 31 looked ahead at, 200,000 (8.8 MB) 30 and 33, 400,000 47 and 40, 800,000 82 and 48.
/// Beside neighbours 100,000 texts took 283 and 94 ns, pairs 78 and 30, sums with means 96 and 41; 30,000 texts, of which the caches kept most, 76 and 95.
pub const LARGE_BYTES: usize = 2 << 20;

/// The same for groups that own memory elsewhere (sets, lists), which is not part of it; see also [`crate::table::Table::owns_much`].
pub const LARGE_OWNING_BYTES: usize = 512 << 10;

/// State from this size on is worth looking ahead at where few partial groups come, in batches anyway: it is not in the first-level cache.
pub const FAR_BYTES: usize = 64 << 10;

/// The same where rows come in batches anyway, from other workers. Counted, with a sum, least, greatest and mean, by two workers, 100,000 keys (5 MB on each) cost 50 ns a row as they come and 36 looked ahead at.
pub const ROWS_BYTES: usize = 1 << 20;

const LINE_BYTES: usize = 64;
/// Lines of one value; the rest of a large one follows by itself.
const LINES_MAX: usize = 4;

/// Fetches the element at this place, if there is one.
#[inline(always)]
pub fn prefetch<T>(slice: &[T], at: usize) {
    if let Some(element) = slice.get(at) {
        let start: *const i8 = std::ptr::from_ref(element).cast();
        for line in 0..size_of::<T>().div_ceil(LINE_BYTES).min(LINES_MAX) {
            line_at(start.wrapping_add(line * LINE_BYTES));
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn line_at(address: *const i8) {
    use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
    // SAFETY: a prefetch reads nothing that the program can see and faults nowhere, whatever the address; SSE is part of x86-64.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(address) }
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn line_at(_: *const i8) {}

#[cfg(test)]
mod tests {
    use super::prefetch;

    #[test]
    fn any_place_may_be_asked_for() {
        let large = [[7_u8; 300]; 3];
        (0..5).for_each(|at| prefetch(&large, at));
        prefetch::<u64>(&[], usize::MAX);
        assert_eq!(large[2][299], 7);
    }
}
