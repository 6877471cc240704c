//! The name a client gives to one command, so that sending it again stores nothing twice.

use serde::Serialize;

use super::{ErrorCode, Refusal};

const MOST_CHARACTERS: usize = 64;

/// 1–64 of `[A-Za-z0-9_-]`, unique per user and room over all commands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Nonce(String);

impl Nonce {
    /// Reads a nonce.
    ///
    /// # Errors
    /// `bad_nonce`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let allowed = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_');
        if text.is_empty() || text.len() > MOST_CHARACTERS || !text.bytes().all(allowed) {
            return Err(ErrorCode::BadNonce.into());
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_1_to_64_letters_digits_hyphens_and_underscores() {
        for good in ["a", "c-3f0e", "A_9", &"x".repeat(64)] {
            assert!(Nonce::parse(good).is_ok(), "{good}");
        }
        for bad in ["", " ", "a b", "茶", "a\n", &"x".repeat(65)] {
            assert!(Nonce::parse(bad).is_err(), "{bad:?}");
        }
    }
}
