//! The rules of display names: free text on one line, without tricks.
//!
//! Called by the pages and commands that make users, and by the profile.

use unicode_normalization::UnicodeNormalization;

use super::Sentence;
use super::characters::has_stacked_marks;
use super::text::{is_bidi_control, is_visible};
use super::username::look_alike;

/// What the tutorial's protocol begins the server's own lines with (docs/protocol.md §2.1): a person's line begins with
/// the name.
const SYSTEM: &str = "[system]";

const CHARACTERS_MAX: usize = 50;

/// Reads a display name; `None` where nothing visible was typed, and then the username is shown.
///
/// # Errors
/// The sentence that says which rule it breaks.
pub fn parse_display_name(text: &str) -> Result<Option<String>, Sentence> {
    let name: String = text.trim().nfc().collect();
    if name
        .chars()
        .any(|c| c.is_control() || is_bidi_control(c) || matches!(c, '\u{2028}' | '\u{2029}'))
        || has_stacked_marks(&name)
    {
        return Err(Sentence::new("display-name-characters"));
    }
    if !is_visible(&name) {
        return Ok(None);
    }
    if name.chars().nth(CHARACTERS_MAX).is_some() {
        return Err(Sentence::new("display-name-length").with("max", CHARACTERS_MAX));
    }
    if is_systems(&name) {
        return Err(Sentence::new("display-name-system"));
    }
    Ok(Some(name))
}

/// Whether a line that begins with this name reads as the server's, in any spelling.
fn is_systems(name: &str) -> bool {
    let drawn: String = name
        .chars()
        .filter(|c| !c.is_whitespace() && is_visible(c.encode_utf8(&mut [0; 4])))
        .collect();
    look_alike(&drawn).starts_with(&look_alike(SYSTEM))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_display_name_is_free_text_on_one_line() {
        for (typed, name) in [
            (" 张三 ", "张三"),
            ("Ann O’Hara 🫖", "Ann O’Hara 🫖"),
            ("<b>Ann</b>", "<b>Ann</b>"),
            ("مريم", "مريم"),
        ] {
            assert_eq!(parse_display_name(typed).unwrap().as_deref(), Some(name));
        }
    }

    #[test]
    fn nothing_visible_counts_as_none() {
        for typed in ["", "  ", "\u{200b}", "\u{3164}"] {
            assert_eq!(parse_display_name(typed).unwrap(), None, "{typed:?}");
        }
    }

    #[test]
    fn nobody_is_called_as_the_server_calls_itself() {
        for typed in [
            "[system]",
            "[SYSTEM]",
            " [ System ] ",
            "［ｓｙｓｔｅｍ］",
            "[sys\u{200b}tem]",
            "[ѕуѕtem]",
            "[system] notice",
        ] {
            let sentence = parse_display_name(typed).unwrap_err();
            assert_eq!(sentence.key(), "display-name-system", "{typed:?}");
        }
        for typed in ["system", "[sysop]", "Ann [system]"] {
            assert!(parse_display_name(typed).is_ok(), "{typed}");
        }
    }

    #[test]
    fn controls_direction_tricks_stacks_and_long_names_are_refused() {
        for typed in [
            "a\nb",
            "a\0b",
            "Ann\u{202e}nimda",
            "a\u{2028}b",
            "a\u{2066}",
        ] {
            let sentence = parse_display_name(typed).unwrap_err();
            assert_eq!(sentence.key(), "display-name-characters", "{typed:?}");
        }
        assert!(parse_display_name(&format!("a{}", "\u{301}".repeat(30))).is_err());
        assert!(parse_display_name(&"茶".repeat(50)).is_ok());
        assert!(parse_display_name(&"茶".repeat(51)).is_err());
    }
}
