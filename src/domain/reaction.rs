//! Reactions: with which emoji a message was answered, and by whom.

use serde::{Serialize, Serializer};

use super::emoji::EmojiName;
use super::{ErrorCode, Person, Refusal, Sentence, UserId};

/// Different emoji on one message.
pub const MOST_EMOJI: i64 = 20;
/// Pinned messages in one room.
pub const MOST_PINS: i64 = 100;
/// Names that are told with a reaction; the others are ids only.
pub const MOST_NAMES: usize = 10;

/// What somebody answers with: one Unicode emoji in its canonical form, or `:name:` of a custom one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReactionEmoji(String);

impl ReactionEmoji {
    /// Reads an emoji. Spellings without the variation selector become the fully qualified one; skin tones stay. Whether
    /// a custom one exists is not asked here.
    ///
    /// # Errors
    /// `invalid` for whatever is not exactly one.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        if let Some(emoji) = emojis::get(text) {
            return Ok(Self(emoji.as_str().to_owned()));
        }
        let name = text
            .strip_prefix(':')
            .and_then(|rest| rest.strip_suffix(':'));
        match name.and_then(EmojiName::parse) {
            Some(_) => Ok(Self(text.to_owned())),
            None => Err(Self::unknown()),
        }
    }

    /// One that was stored.
    #[must_use]
    pub const fn stored(emoji: String) -> Self {
        Self(emoji)
    }

    /// What somebody is told who asks for one that there is not.
    #[must_use]
    pub const fn unknown() -> Refusal {
        Refusal::because(ErrorCode::Invalid, Sentence::new("reaction-not-an-emoji"))
    }

    /// As stored and shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of a custom one.
    #[must_use]
    pub fn custom_name(&self) -> Option<&str> {
        self.0.strip_prefix(':')?.strip_suffix(':')
    }
}

impl Serialize for ReactionEmoji {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// All who answered a message with one emoji.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    /// With what.
    pub emoji: ReactionEmoji,
    /// Who, the first first.
    pub users: Vec<UserId>,
    /// What the first [`MOST_NAMES`] of them are called.
    pub names: Vec<String>,
}

impl Reaction {
    /// One nobody has answered with yet.
    #[must_use]
    pub const fn new(emoji: ReactionEmoji) -> Self {
        Self {
            emoji,
            users: Vec::new(),
            names: Vec::new(),
        }
    }

    /// Puts somebody behind the others.
    pub fn push(&mut self, user: UserId, name: String) {
        self.users.push(user);
        if self.names.len() < MOST_NAMES {
            self.names.push(name);
        }
    }
}

/// One person's answer with one emoji, or its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reacted {
    /// With what.
    pub emoji: ReactionEmoji,
    /// Answered, or took it back.
    pub added: bool,
    /// Who.
    pub person: Person,
    /// How many have answered with it; on replay at present.
    pub count: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_emoji_is_told_in_its_canonical_form() {
        for (typed, canonical) in [
            ("👍", "👍"),
            ("👍🏽", "👍🏽"),
            ("\u{2764}", "\u{2764}\u{fe0f}"),
            ("❤️", "❤️"),
            ("👩🏿‍❤️‍👨🏼", "👩🏿‍❤️‍👨🏼"),
            ("🇨🇳", "🇨🇳"),
            (":tea:", ":tea:"),
        ] {
            assert_eq!(ReactionEmoji::parse(typed).unwrap().as_str(), canonical);
        }
    }

    #[test]
    fn whatever_is_not_exactly_one_emoji_is_none() {
        for text in [
            "", " ", "a", "茶", "👍👍", "👍 ", ":Tea:", ":a:", "::", "tea", "<b>", "\u{fe0f}", "1",
        ] {
            let refusal = ReactionEmoji::parse(text).unwrap_err();
            assert_eq!(refusal.code, ErrorCode::Invalid, "{text:?}");
        }
    }

    #[test]
    fn only_a_custom_one_has_a_name() {
        let name = |text| {
            ReactionEmoji::parse(text)
                .unwrap()
                .custom_name()
                .map(str::to_owned)
        };
        assert_eq!(name(":tea:").as_deref(), Some("tea"));
        assert_eq!(name("🍵"), None);
    }
}
