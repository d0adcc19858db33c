//! Content addresses: SHA-256 over named parts.

use sha2::{Digest, Sha256};

/// Hashes named parts, in order; each is delimited, so that no two lists of parts run together into the same bytes.
#[derive(Default)]
pub struct Address(Sha256);

impl Address {
    /// Adds a part.
    #[must_use]
    pub fn with(mut self, name: &str, content: &[u8]) -> Self {
        self.0.update((name.len() as u64).to_le_bytes());
        self.0.update(name.as_bytes());
        self.0.update((content.len() as u64).to_le_bytes());
        self.0.update(content);
        self
    }

    /// All 64 hexadecimal digits.
    pub fn hex(self) -> String {
        self.0.finalize().iter().map(|b| format!("{b:02x}")).collect()
    }

    /// The first 20 digits: enough for a folder's name.
    pub fn short(self) -> String {
        self.hex()[..20].to_owned()
    }
}

/// SHA-256 of one piece of content, as 64 hexadecimal digits.
pub fn sha256(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|b| format!("{b:02x}")).collect()
}
