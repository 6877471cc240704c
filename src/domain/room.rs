//! Rooms: the rules of their names, titles and topics, and who is what in them.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::characters::{fold, is_letter_mark_or_digit, is_mark};
use super::{RoomId, Sentence, Seq};

/// The default room: there from the first start.
pub const LOBBY: &str = "lobby";

/// Seconds between two messages of a member that a room may ask for; 0: none.
pub const SLOW_SECONDS: [u32; 7] = [0, 5, 15, 60, 300, 900, 3_600];

const NAME_CHARACTERS: usize = 50;
const TITLE_CHARACTERS: usize = 80;
const TOPIC_CHARACTERS: usize = 250;

/// A room's name as it stands in addresses: 1–50 letters (with their marks), decimal digits, `-` and `_` of any
/// script, after NFKC and case folding.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoomName(String);

impl RoomName {
    /// Reads a name as somebody typed it; another spelling of the same name gives the same value.
    ///
    /// # Errors
    /// The sentence that says which rule it breaks.
    pub fn parse(text: &str) -> Result<Self, Sentence> {
        if text.trim().is_empty() {
            return Err(Sentence::new("room-name-empty"));
        }
        // Folding and NFKC make at most 18 characters of one (U+FDFA): long input is refused before that work.
        if text.chars().nth(NAME_CHARACTERS * 4).is_some() {
            return Err(Sentence::new("room-name-length").with("limit", NAME_CHARACTERS));
        }
        let folded = fold(text.trim());
        // A mark without a letter before it would be drawn upon whatever stands in front of the name.
        if !folded.chars().all(is_name_character) || folded.starts_with(is_mark) {
            return Err(Sentence::new("room-name-characters"));
        }
        if folded.chars().nth(NAME_CHARACTERS).is_some() {
            return Err(Sentence::new("room-name-length").with("limit", NAME_CHARACTERS));
        }
        Ok(Self(folded))
    }

    /// A name made from a title: what is no letter or digit becomes `-`.
    ///
    /// # Errors
    /// As [`RoomName::parse`], where nothing usable is left.
    pub fn from_title(title: &str) -> Result<Self, Sentence> {
        let mut name = String::new();
        for character in fold(title.trim()).chars() {
            if is_name_character(character) {
                name.push(character);
            } else if !name.is_empty() && !name.ends_with('-') {
                name.push('-');
            }
        }
        let name: String = name.chars().take(NAME_CHARACTERS).collect();
        Self::parse(name.trim_matches('-'))
    }

    /// The name of a direct room, made of a number that nobody can guess: it is not chosen, and not taken before.
    #[must_use]
    pub fn direct(number: u64) -> Self {
        Self(format!("direct-{number:016x}"))
    }

    /// The default room's name.
    #[must_use]
    pub fn lobby() -> Self {
        Self(LOBBY.to_owned())
    }

    /// A name read back from the store, where only parsed ones are.
    #[must_use]
    pub fn stored(name: String) -> Self {
        Self(name)
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RoomName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_name_character(character: char) -> bool {
    matches!(character, '-' | '_') || is_letter_mark_or_digit(character)
}

/// A room's title: free text of 1–80 characters on one line, without controls or bidi overrides.
///
/// # Errors
/// The sentence that says which rule it breaks.
pub fn parse_title(text: &str) -> Result<String, Sentence> {
    let title = one_line(text, "room-title-characters")?;
    if !super::text::is_visible(&title) {
        return Err(Sentence::new("room-title-empty"));
    }
    if title.chars().nth(TITLE_CHARACTERS).is_some() {
        return Err(Sentence::new("room-title-length").with("limit", TITLE_CHARACTERS));
    }
    Ok(title)
}

/// A room's topic: 0–250 characters on one line.
///
/// # Errors
/// The sentence that says which rule it breaks.
pub fn parse_topic(text: &str) -> Result<String, Sentence> {
    let topic = one_line(text, "room-topic-characters")?;
    if topic.chars().nth(TOPIC_CHARACTERS).is_some() {
        return Err(Sentence::new("room-topic-length").with("limit", TOPIC_CHARACTERS));
    }
    Ok(topic)
}

fn one_line(text: &str, key: &'static str) -> Result<String, Sentence> {
    let text = text.trim();
    if text
        .chars()
        .any(|c| c.is_control() || super::text::is_bidi_control(c))
    {
        return Err(Sentence::new(key));
    }
    Ok(text.nfc().collect())
}

/// Who may see and read a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoomKind {
    /// Every signed-in user.
    Open,
    /// Its members; to others it is not there.
    Private,
    /// The people whom it was made for, and nobody else, ever.
    Direct,
}

impl RoomKind {
    /// As stored and shown by the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Private => "private",
            Self::Direct => "direct",
        }
    }

    /// The kind of a form field: a direct room is made for people, not chosen.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "open" => Some(Self::Open),
            "private" => Some(Self::Private),
            _ => None,
        }
    }

    /// The kind of a stored text; an unknown one is the least open.
    #[must_use]
    pub fn stored(text: &str) -> Self {
        match text {
            "open" => Self::Open,
            "direct" => Self::Direct,
            _ => Self::Private,
        }
    }
}

/// What a member may do in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoomRole {
    /// Reads and writes.
    Member,
    /// Looks after what others write.
    Moderator,
    /// Made the room.
    Owner,
}

impl RoomRole {
    /// As stored and shown in frames.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Moderator => "moderator",
            Self::Owner => "owner",
        }
    }

    /// The role of a stored text; an unknown one is the least.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::typed(text).unwrap_or(Self::Member)
    }

    /// The role of a form field or an argument.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        [Self::Member, Self::Moderator, Self::Owner]
            .into_iter()
            .find(|role| role.as_str() == text)
    }
}

/// A room as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// The room's row.
    pub id: RoomId,
    /// As in addresses.
    pub name: RoomName,
    /// As people see it.
    pub title: String,
    /// One line, may be empty.
    pub topic: String,
    /// Who may see it.
    pub kind: RoomKind,
    /// Seq of the newest event.
    pub head: Seq,
    /// Takes no more messages.
    pub archived: bool,
    /// Seconds between two messages of a member; 0: none.
    pub slow_seconds: u32,
    /// Only those who look after the room write in it.
    pub announcements: bool,
    /// New users join it.
    pub is_default: bool,
}

impl Room {
    /// Whether it is the default room, which stays as it is.
    #[must_use]
    pub fn is_lobby(&self) -> bool {
        self.name.as_str() == LOBBY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_may_be_named_in_any_script_and_every_spelling_is_one_name() {
        for (typed, folded) in [
            ("lobby", "lobby"),
            ("LOBBY", "lobby"),
            ("Lobby", "lobby"),
            ("运维咖啡吧", "运维咖啡吧"),
            ("Straße", "strasse"),
            ("हिन्दी", "हिन्दी"),
            ("０１２", "012"),
            ("a_b-c", "a_b-c"),
        ] {
            assert_eq!(RoomName::parse(typed).unwrap().as_str(), folded, "{typed}");
        }
    }

    #[test]
    fn what_is_no_letter_digit_hyphen_or_underscore_is_refused() {
        for typed in [
            "",
            " ",
            "..",
            "a b",
            "a/b",
            "a\\b",
            "lobby.",
            "lobby%",
            "lob\u{200b}by",
            "😀",
            "lobby?a=b",
            "<script>",
            "lobby.group",
            "lob[b]y*",
            "a\0b",
            "\u{3164}\u{3164}",
            "\u{301}a",
        ] {
            assert!(RoomName::parse(typed).is_err(), "{typed:?}");
        }
        assert!(RoomName::parse(&"a".repeat(51)).is_err());
        assert!(RoomName::parse(&"a".repeat(50)).is_ok());
        assert!(RoomName::parse(&"\u{FDFA}".repeat(40)).is_err());
    }

    #[test]
    fn a_name_is_made_from_a_title() {
        for (title, name) in [
            ("Tea & Cake, daily!", "tea-cake-daily"),
            ("运维 咖啡吧", "运维-咖啡吧"),
            ("  <b>x</b> ", "b-x-b"),
        ] {
            assert_eq!(RoomName::from_title(title).unwrap().as_str(), name);
        }
        assert!(RoomName::from_title("!!!").is_err());
    }

    #[test]
    fn a_title_is_free_text_on_one_line_without_tricks() {
        assert_eq!(parse_title(" <b>大厅</b> ").unwrap(), "<b>大厅</b>");
        for title in ["", " \u{200b}\u{200b} ", "a\nb", "safe\u{202e}txt.exe"] {
            assert!(parse_title(title).is_err(), "{title:?}");
        }
        assert!(parse_title(&"n".repeat(80)).is_ok());
        assert!(parse_title(&"n".repeat(81)).is_err());
    }
}
