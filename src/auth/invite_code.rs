//! The secret in an invite's link: made once, shown once, and stored as its hash only.
//!
//! Called by the command line and the admin's pages (to make one), and by registration (to look one up).

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use sha2::{Digest, Sha256};

use crate::store::invites::CodeHash;

/// 128 random bits: as text 22 letters, digits, `-` and `_`.
const BYTES: usize = 16;

/// What stands behind `/register?invite=`.
#[derive(Clone, PartialEq, Eq)]
pub struct InviteCode(String);

impl InviteCode {
    /// A code that nobody can guess.
    #[must_use]
    pub fn random() -> Self {
        Self(BASE64.encode(rand::random::<[u8; BYTES]>()))
    }

    /// What somebody came with. Any text is some code; most are no invite's.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// What is stored and looked up.
    #[must_use]
    pub fn hash(&self) -> CodeHash {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// For the link only; never for a log.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for InviteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InviteCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_from_a_link_has_the_hash_of_the_one_that_was_made() {
        let made = InviteCode::random();
        assert_eq!(InviteCode::typed(made.as_str()).hash(), made.hash());
        assert_ne!(InviteCode::random().hash(), made.hash());
        assert!(!format!("{made:?}").contains(made.as_str()));
        let in_url = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        assert!(made.as_str().chars().all(in_url), "{}", made.as_str());
    }
}
