//! Plan → static binary.
//!
//! The runtime and everything it depends on is compiled by cargo once per toolchain and state of its sources ([`runtime`]). A pipeline is one more
//! crate of a few hundred lines, compiled by calling rustc on the prebuilt libraries ([`job`]). Both are kept under the hash of all that went
//! into them ([`hash`]), so what has not changed is not built, and builds that run at the same time at worst do the same work twice. What has not
//! been used for longest goes when it is too much ([`sweep`]).
//!
//! That the result is static is not believed but looked up in the file ([`elf`]). [`profile`](mod@profile) builds a job twice, the second time knowing how it runs.

pub mod elf;
pub mod hash;
pub mod job;
pub mod manifest;
pub mod profile;
pub mod progress;
pub mod runtime;
pub mod store;
pub mod sweep;

pub use job::{Built, Profile, Request, build};
pub use profile::profile;
