//! The text of a message: what is kept of what was typed, and when nothing is left of it.

use unicode_general_category::{GeneralCategory, get_general_category};

use super::{ErrorCode, Refusal, Sentence};

/// A message's text as it is stored: trimmed, line ends as LF, without controls other than tab and line feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageText(String);

impl MessageText {
    /// Reads what somebody typed. `limit` is in Unicode scalar values, counted after normalising; 0 is no limit.
    ///
    /// # Errors
    /// `empty` where nothing visible is left, `too_long` above the limit.
    pub fn parse(typed: &str, limit: usize) -> Result<Self, Refusal> {
        let kept: String = typed
            .replace("\r\n", "\n")
            .chars()
            .filter(|&c| matches!(c, '\t' | '\n') || !c.is_control())
            .collect();
        let text = kept.trim();
        if !is_visible(text) {
            return Err(ErrorCode::Empty.into());
        }
        if limit > 0 && text.chars().nth(limit).is_some() {
            let sentence = Sentence::new(ErrorCode::TooLong.key()).with("limit", limit);
            return Err(Refusal::because(ErrorCode::TooLong, sentence));
        }
        Ok(Self(text.to_owned()))
    }

    /// The stored text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a reader would see anything: not only white space, format characters and blank letters.
#[must_use]
pub fn is_visible(text: &str) -> bool {
    text.chars().any(|c| {
        !c.is_whitespace()
            && !matches!(
                get_general_category(c),
                GeneralCategory::Format
                    | GeneralCategory::Control
                    | GeneralCategory::NonspacingMark
            )
            && !matches!(
                c,
                '\u{115F}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}'
            )
    })
}

/// The characters that turn the direction of what follows (CVE-2021-42574): a name may not hold them.
#[must_use]
pub const fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ends_line_ends_and_controls_are_changed() {
        for (typed, stored) in [
            ("  hello \n", "hello"),
            ("a\r\nb", "a\nb"),
            ("a\0b\u{7f}c\u{1b}[0m", "abc[0m"),
            ("a\tb", "a\tb"),
            ("a  b", "a  b"),
            ("大家好 **all**", "大家好 **all**"),
            ("👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"),
            // A character of a newer Unicode than our tables.
            ("\u{1FAEA}", "\u{1FAEA}"),
        ] {
            assert_eq!(MessageText::parse(typed, 4000).unwrap().as_str(), stored);
        }
    }

    #[test]
    fn a_text_of_which_nothing_is_seen_is_empty() {
        for typed in [
            "",
            " \n\t ",
            "\u{200b}\u{200b}",
            "\u{feff}",
            "\0",
            "\u{3164}",
            "\u{2060}\u{200d}",
        ] {
            let refusal = MessageText::parse(typed, 4000).unwrap_err();
            assert_eq!(refusal.code, ErrorCode::Empty, "{typed:?}");
        }
    }

    #[test]
    fn length_counts_characters_and_not_bytes() {
        assert!(MessageText::parse(&"茶".repeat(4000), 4000).is_ok());
        let refusal = MessageText::parse(&"茶".repeat(4001), 4000).unwrap_err();
        assert_eq!(refusal.code, ErrorCode::TooLong);
        assert!(MessageText::parse(&"茶".repeat(4001), 0).is_ok());
    }
}
