//! Secrets in links: the setup token and invite codes. 128 random bits, which nobody guesses, so only their hash is kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A new code of 22 characters that need no encoding in a link.
#[must_use]
pub fn new_code() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())
}

/// What is stored of a code, and looked up by.
#[must_use]
pub fn hash_code(code: &str) -> [u8; 32] {
    Sha256::digest(code.as_bytes()).into()
}

/// The token of `/setup`: made anew at each start, and of use only while nobody can sign in.
#[derive(Clone)]
pub struct SetupToken(String);

impl SetupToken {
    /// A new one.
    #[must_use]
    pub fn new() -> Self {
        Self(new_code())
    }

    /// For the link that `serve` prints.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a form brought this token; the time it takes tells nothing of it.
    #[must_use]
    pub fn is(&self, given: &str) -> bool {
        hash_code(&self.0).ct_eq(&hash_code(given)).into()
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
