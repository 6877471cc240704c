//! Why something was not done: one list of codes for sockets and API (docs/protocol.md §2.5).

use super::{Locale, Sentence};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $key:literal;)*) => {
        /// The code of a refusal, as a machine reads it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode { $($(#[$doc])* $name,)* }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The key of its general sentence in `locales/`.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }
        }
    };
}

codes! {
    /// The frame or body is no JSON.
    BadJson = "bad_json", "error-bad-json";
    /// JSON, but not an object.
    NotAnObject = "not_an_object", "error-not-an-object";
    /// No command has this type.
    UnknownType = "unknown_type", "error-unknown-type";
    /// The key `message` is not there.
    MissingMessage = "missing_message", "error-missing-message";
    /// `message` is there and is no string.
    MessageNotAString = "message_not_a_string", "error-message-not-a-string";
    /// The nonce breaks its rule.
    BadNonce = "bad_nonce", "error-bad-nonce";
    /// Another field breaks its rule.
    BadRequest = "bad_request", "error-bad-request";
    /// Nobody is signed in.
    Unauthorized = "unauthorized", "error-unauthorized";
    /// Signed in, and not allowed.
    Forbidden = "forbidden", "error-forbidden";
    /// May read and not write, for a time.
    Muted = "muted", "error-muted";
    /// Not there, or not for this person: the two look alike.
    NotFound = "not_found", "error-not-found";
    /// The path has no such method.
    MethodNotAllowed = "method_not_allowed", "error-method-not-allowed";
    /// The room takes no more messages.
    Archived = "archived", "error-archived";
    /// The nonce was used by another command.
    Conflict = "conflict", "error-conflict";
    /// The body is above its limit in bytes.
    TooLarge = "too_large", "error-too-large";
    /// The body is of a type that this path does not read.
    UnsupportedMediaType = "unsupported_media_type", "error-unsupported-media-type";
    /// Nothing visible is left of the text.
    Empty = "empty", "error-empty";
    /// The text is above its limit in characters.
    TooLong = "too_long", "error-too-long";
    /// A value breaks a rule of its own.
    Invalid = "invalid", "error-invalid";
    /// Above the person's rate; retry after `retry_ms`.
    RateLimited = "rate_limited", "error-rate-limited";
    /// Above the room's rate.
    SlowMode = "slow_mode", "error-slow-mode";
    /// Our fault; logged with the request's id.
    Internal = "internal", "error-internal";
    /// The database is busy or the disk is full; retry.
    Unavailable = "unavailable", "error-unavailable";
}

/// What the person who asked is told, and nobody else.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// For machines.
    pub code: ErrorCode,
    /// For people.
    pub sentence: Sentence,
    /// When a second try makes sense, in milliseconds.
    pub retry_ms: Option<u64>,
}

impl Refusal {
    /// A refusal with the general sentence of its code.
    #[must_use]
    pub const fn new(code: ErrorCode) -> Self {
        Self {
            code,
            sentence: Sentence::new(code.key()),
            retry_ms: None,
        }
    }

    /// A refusal with a sentence that says more.
    #[must_use]
    pub const fn because(code: ErrorCode, sentence: Sentence) -> Self {
        Self {
            code,
            sentence,
            retry_ms: None,
        }
    }

    /// Says when to try again.
    #[must_use]
    pub const fn retry_after_ms(mut self, retry_ms: u64) -> Self {
        self.retry_ms = Some(retry_ms);
        self
    }

    /// The sentence in one language.
    #[must_use]
    pub fn detail(&self, locale: Locale) -> String {
        self.sentence.text(locale)
    }
}

impl From<ErrorCode> for Refusal {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_sentence_in_every_language() {
        for code in ErrorCode::ALL {
            for locale in Locale::ALL {
                assert_ne!(locale.text(code.key()), code.key(), "{locale:?}");
            }
        }
    }
}
