//! The allocator of job binaries: the system's, but for large pieces, which are mappings of their own with large pages.
//!
//! Keyed state grows by touching fresh memory, and by doubling. The first touch of a page costs a trap: for q18 of Nexmark (160 bytes of state an event) half of all CPU time went there with
//! pages of 4 KiB; lookups in large tables miss the address cache less, too. A mapping grows by moving its pages, not its bytes, so a table of a gigabyte that doubles copies
//! nothing; and what is freed goes back to the system at once. Small pieces are left alone, so a job with little state stays small.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::ptr::{copy_nonoverlapping, null_mut};

/// From this size on a piece is a mapping: below it the rest of its last page would weigh more than what it saves.
const LARGE_BYTES: usize = 2 << 20;
const PAGE_BYTES: usize = 4096;
/// From this size on a mapping is so many large pages: then the system puts it where large pages begin, also when it grows and moves, which would else break all of them up.
const LARGE_PAGES_FROM: usize = 8 << 20;
const LARGE_PAGE_BYTES: usize = 2 << 20;

struct Allocator;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

/// Whether a piece of this layout is a mapping. It follows from the layout alone, so that whoever gives it back knows as well.
fn is_mapping(size: usize, align: usize) -> bool {
    size >= LARGE_BYTES && align <= PAGE_BYTES
}

// SAFETY: which of the two a piece came from follows from its layout; each piece goes back to where it came from, with the length it had. Fresh mappings are
// zero and aligned to pages.
unsafe impl GlobalAlloc for Allocator {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if is_mapping(layout.size(), layout.align()) {
            return map(layout.size());
        }
        // SAFETY: the caller's promises are those that the system's allocator asks for.
        unsafe { System.alloc(layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if is_mapping(layout.size(), layout.align()) {
            return map(layout.size());
        }
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    #[inline]
    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        if is_mapping(layout.size(), layout.align()) {
            // SAFETY: the piece is a mapping of this length that nobody uses any more.
            unsafe { libc::munmap(ptr.cast(), whole_pages(layout.size())) };
            return;
        }
        // SAFETY: the piece came from the system's allocator with this layout.
        unsafe { System.dealloc(ptr, layout) }
    }

    #[inline]
    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        match (is_mapping(layout.size(), layout.align()), is_mapping(new_size, layout.align())) {
            // SAFETY: the piece came from the system's allocator with this layout, and stays there.
            (false, false) => unsafe { System.realloc(ptr, layout, new_size) },
            (true, true) => remap(ptr, layout.size(), new_size),
            // SAFETY: `new_size` is not 0 and fits the alignment: the caller promises it.
            _ => unsafe { self.moved(ptr, layout, new_size) },
        }
    }
}

impl Allocator {
    /// A piece that changes from one kind to the other is copied.
    #[cold]
    unsafe fn moved(&self, ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller of `realloc` promises that this is a layout.
        let fresh = unsafe { self.alloc(Layout::from_size_align_unchecked(new_size, layout.align())) };
        if !fresh.is_null() {
            // SAFETY: both pieces have at least so many bytes, and are not the same.
            unsafe { copy_nonoverlapping(ptr, fresh, layout.size().min(new_size)) };
            // SAFETY: the old piece is not used any more.
            unsafe { self.dealloc(ptr, layout) };
        }
        fresh
    }
}

fn whole_pages(size: usize) -> usize {
    size.next_multiple_of(if size < LARGE_PAGES_FROM { PAGE_BYTES } else { LARGE_PAGE_BYTES })
}

#[cold]
fn map(size: usize) -> *mut u8 {
    let (access, kind) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
    // SAFETY: a new anonymous mapping touches nothing that is there.
    let piece = unsafe { libc::mmap(null_mut(), whole_pages(size), access, kind, -1, 0) };
    if piece == libc::MAP_FAILED {
        return null_mut();
    }
    // SAFETY: advice about the mapping just made, which changes no content; where the system has no large pages nothing happens.
    unsafe { libc::madvise(piece, whole_pages(size), libc::MADV_HUGEPAGE) };
    piece.cast()
}

#[cold]
fn remap(piece: *mut u8, size: usize, new_size: usize) -> *mut u8 {
    // SAFETY: the piece is a mapping of this length; where it cannot be changed it stays as it was.
    let moved =
        unsafe { libc::mremap(piece.cast(), whole_pages(size), whole_pages(new_size), libc::MREMAP_MAYMOVE) };
    if moved == libc::MAP_FAILED { null_mut() } else { moved.cast() }
}

#[cfg(test)]
mod tests {
    use super::LARGE_BYTES;

    #[test]
    fn what_is_in_a_piece_stays_while_it_grows_and_shrinks_over_the_border() {
        let n = LARGE_BYTES / 8;
        let mut numbers: Vec<usize> = vec![0; 7];
        let mut written = 0;
        for len in [n - 1, n, n + 1, 5 * n, 3 * n, 9] {
            numbers.resize(len, 0);
            numbers.shrink_to_fit();
            let kept = numbers.iter().take(written.min(len)).enumerate();
            assert!(kept.into_iter().all(|(i, n)| *n == i + 1), "at {len}");
            numbers.iter_mut().enumerate().for_each(|(i, n)| *n = i + 1);
            written = len;
        }
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }

    #[test]
    fn fresh_memory_that_is_asked_for_as_zero_is_zero() {
        for _ in 0..3 {
            let mut numbers = vec![0_u64; LARGE_BYTES / 8 + 3];
            assert!(numbers.iter().all(|n| *n == 0));
            numbers.fill(u64::MAX);
        }
    }
}
