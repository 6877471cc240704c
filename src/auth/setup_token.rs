//! The secret in the link of `/setup`: made anew at each start, and of use only while nobody can sign in.
//!
//! Made with `Auth`, printed by `serve`, asked by the setup page.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// 128 random bits, as text of 22 letters, digits, `-` and `_`.
#[derive(Clone)]
pub struct SetupToken(String);

impl SetupToken {
    /// A new one.
    #[must_use]
    pub fn new() -> Self {
        Self(BASE64.encode(rand::random::<[u8; 16]>()))
    }

    /// For the link that `serve` prints.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a form brought this token; the time it takes tells nothing of it.
    #[must_use]
    pub fn is(&self, given: &str) -> bool {
        // Equal lengths for the comparison, whatever was given.
        let digest = |text: &str| Sha256::digest(text.as_bytes());
        digest(&self.0).ct_eq(&digest(given)).into()
    }
}

impl Default for SetupToken {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for SetupToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SetupToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setup_token_is_itself_and_nothing_else() {
        let token = SetupToken::new();
        assert!(token.is(token.as_str()));
        for other in ["", "x", SetupToken::new().as_str(), &token.as_str()[1..]] {
            assert!(!token.is(other), "{other}");
        }
        assert_eq!(token.as_str().len(), 22);
        assert!(!format!("{token:?}").contains(token.as_str()));
    }
}
