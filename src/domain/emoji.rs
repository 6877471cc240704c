//! The names of custom emoji, and the set of those that a site has.

use std::collections::HashSet;

/// Shortest and longest name, in characters.
const NAME_CHARACTERS: std::ops::RangeInclusive<usize> = 2..=32;

/// The name between the colons of `:name:`: lower-case ASCII letters, digits, `_`, `-` and `+`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmojiName(String);

impl EmojiName {
    /// The name, if it is one; nothing is folded.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let fits = NAME_CHARACTERS.contains(&name.len());
        (fits && name.bytes().all(is_emoji_name_byte)).then(|| Self(name.to_owned()))
    }

    /// As written, without colons.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for EmojiName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// What may stand in a name.
#[must_use]
pub const fn is_emoji_name_byte(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'+')
}

/// The custom emoji of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomEmoji(HashSet<EmojiName>);

impl CustomEmoji {
    /// Whether there is one of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

impl FromIterator<EmojiName> for CustomEmoji {
    fn from_iter<I: IntoIterator<Item = EmojiName>>(names: I) -> Self {
        Self(names.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_plain_and_lower_case() {
        for name in ["tea", "party_parrot", "+1", "a-2"] {
            assert_eq!(EmojiName::parse(name).unwrap().as_str(), name);
        }
        for name in ["", "a", "Tea", "茶茶", "a b", "../x", &"a".repeat(33)] {
            assert_eq!(EmojiName::parse(name), None, "{name}");
        }
    }
}
