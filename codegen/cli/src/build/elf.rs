//! Is an executable static? Asked of the file: a static one has no interpreter and needs no library.

use crate::failure::{Failed, Outcome};
use std::path::Path;

const PT_DYNAMIC: u32 = 2;
const PT_INTERP: u32 = 3;
const DT_NULL: u64 = 0;
const DT_NEEDED: u64 = 1;

/// Fails where the file is no 64-bit little-endian ELF executable, or where it needs an interpreter or a library.
pub fn require_static(path: &Path, bytes: &[u8]) -> Outcome<()> {
    match problem(bytes) {
        None => Ok(()),
        Some(why) => Err(Failed::new(format!("`{}` is not static: {why}", path.display()))),
    }
}

fn problem(bytes: &[u8]) -> Option<String> {
    if bytes.get(..6) != Some(b"\x7fELF\x02\x01") {
        return Some("it is no 64-bit ELF file".to_owned());
    }
    let table = usize::try_from(read(bytes, 32, 8)?).ok()?;
    let (size, count) = (read(bytes, 54, 2)? as usize, read(bytes, 56, 2)? as usize);
    for header in (0..count).map(|i| table + i * size) {
        let kind = read(bytes, header, 4)? as u32;
        let (offset, length) = (read(bytes, header + 8, 8)? as usize, read(bytes, header + 32, 8)? as usize);
        if kind == PT_INTERP {
            let name = bytes.get(offset..offset + length).unwrap_or_default();
            return Some(format!(
                "it names the interpreter {}",
                String::from_utf8_lossy(name).trim_end_matches('\0')
            ));
        }
        if kind == PT_DYNAMIC && needs_library(bytes, offset, length) {
            return Some("it needs a shared library".to_owned());
        }
    }
    None
}

fn needs_library(bytes: &[u8], offset: usize, length: usize) -> bool {
    let tags = (offset..offset + length).step_by(16).map_while(|at| read(bytes, at, 8));
    tags.take_while(|&tag| tag != DT_NULL).any(|tag| tag == DT_NEEDED)
}

fn read(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let mut word = [0; 8];
    word[..length].copy_from_slice(bytes.get(at..at + length)?);
    Some(u64::from_le_bytes(word))
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn a_dynamic_program_is_found_out() {
        // The test itself is one.
        let me = std::fs::read(std::env::current_exe().expect("a test has a path")).expect("it can be read");
        assert!(problem(&me).is_some_and(|why| why.contains("interpreter")), "{:?}", problem(&me));
        assert_eq!(problem(b"#!/bin/sh").as_deref(), Some("it is no 64-bit ELF file"));
    }
}
