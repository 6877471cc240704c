//! Who a text calls: `@username`, and `@room` for everybody in the room.
//!
//! Chinese is written without spaces, so in `@张三你好` the name ends where a user's name ends. Each `@` therefore has
//! several readings, the longest first; which of them is a user only the store knows.

use super::characters::{fold, is_mark};

/// The longest username, in characters.
const NAME_CHARACTERS: usize = 32;
/// Calls of one text that are looked up: bounds the work of a text of `@`s.
const MOST_CALLS: usize = 50;
/// Calls everybody.
const ROOM: &str = "room";

/// What a text calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// For each `@`: the folded names that it may mean, the longest first.
    pub names: Vec<Vec<String>>,
    /// Whether `@room` stands in the text.
    pub room: bool,
}

impl Calls {
    /// Reads the parts of a text that are not code.
    #[must_use]
    pub fn read<'t>(prose: impl IntoIterator<Item = &'t str>) -> Self {
        let mut calls = Self::default();
        for part in prose {
            for (at, _) in part.match_indices(['@', '＠']) {
                // The @ of an address like ann@example.org calls nobody.
                if part[..at].chars().next_back().is_some_and(is_latin) {
                    continue;
                }
                if calls.names.len() >= MOST_CALLS {
                    return calls;
                }
                let readings = readings(&part[at..]);
                calls.room |= readings.iter().any(|name| name == ROOM);
                if !readings.is_empty() {
                    calls.names.push(readings);
                }
            }
        }
        calls
    }
}

/// Letters and digits that are written in words, with spaces between them.
fn is_latin(character: char) -> bool {
    character.is_alphanumeric() && !is_unspaced(character)
}

/// Han, kana, and Thai, Lao, Khmer, Myanmar: scripts without spaces between words.
const fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Every name that may stand behind an `@`: it may end before anything but the middle of a spaced word.
fn readings(from_at: &str) -> Vec<String> {
    let characters: Vec<char> = from_at
        .chars()
        .skip(1)
        .take_while(|&c| c.is_alphanumeric() || is_mark(c) || matches!(c, '.' | '_' | '-'))
        .take(NAME_CHARACTERS + 1)
        .collect();
    let mut readings = Vec::new();
    for end in (1..=characters.len().min(NAME_CHARACTERS)).rev() {
        let last = characters[end - 1];
        let next = characters.get(end).copied();
        let inside_a_word =
            is_latin(last) && next.is_some_and(|next| is_latin(next) || is_mark(next));
        if !inside_a_word {
            readings.push(fold(&characters[..end].iter().collect::<String>()));
        }
    }
    readings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Vec<String> {
        Calls::read([text])
            .names
            .into_iter()
            .next()
            .unwrap_or_default()
    }

    #[test]
    fn a_spaced_name_has_one_reading_and_an_unspaced_one_several() {
        assert_eq!(first("hi @Ann, tea?"), ["ann"]);
        assert_eq!(first("@annabel"), ["annabel"]);
        assert_eq!(first("@ann."), ["ann.", "ann"]);
        assert_eq!(first("@张三你好"), ["张三你好", "张三你", "张三", "张"]);
        assert_eq!(first("@ann你好"), ["ann你好", "ann你", "ann"]);
    }

    #[test]
    fn an_address_calls_nobody_and_a_chinese_word_before_an_at_does() {
        assert!(first("mail ann@example.org").is_empty());
        assert_eq!(first("请看@bob"), ["bob"]);
        assert_eq!(first("@@"), Vec::<String>::new());
    }

    #[test]
    fn the_whole_room_is_called_by_its_word_only() {
        assert!(Calls::read(["@room tea"]).room);
        assert!(Calls::read(["@ROOM"]).room);
        assert!(!Calls::read(["@rooms"]).room);
        assert!(!Calls::read(["room"]).room);
    }

    #[test]
    fn a_text_of_ats_is_bounded() {
        assert_eq!(
            Calls::read(["@a ".repeat(4_000).as_str()]).names.len(),
            MOST_CALLS
        );
    }
}
