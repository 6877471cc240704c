//! Who a text calls: `@username`, and `@room` for everybody in the room.
//!
//! Chinese is written without spaces, so in `@张三你好` the name ends where a user's name ends. Each `@` therefore has
//! several readings, the longest first; which of them is a user only the store knows.

use std::collections::HashMap;

use super::UserId;
use super::characters::{fold, is_mark};

/// The longest username, in characters.
const NAME_CHARACTERS: usize = 32;
/// Calls of one text that are looked up: bounds the work of a text of `@`s.
pub const MOST_CALLS: usize = 50;
/// Calls everybody.
const ROOM: &str = "room";

/// An `@` in a part of a text, and whom it may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Where the `@` stands in the part, in bytes.
    pub at: usize,
    /// The names that it may mean, the longest first; never none.
    pub readings: Vec<CallReading>,
}

/// One way to read what stands behind an `@`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallReading {
    /// The folded name.
    pub name: String,
    /// How far it goes, in bytes, the `@` among them.
    pub bytes: usize,
}

/// Whom a call means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// A user.
    User(UserId),
    /// Everybody in the room.
    Room,
}

/// The calls of a text, in its order; the first 50.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls(Vec<Call>);

impl Calls {
    /// Reads the parts of a text that are neither code nor link.
    #[must_use]
    pub fn read<'t>(prose: impl IntoIterator<Item = &'t str>) -> Self {
        let calls = prose.into_iter().flat_map(calls);
        Self(calls.take(MOST_CALLS).collect())
    }

    /// Every name that is called by some reading, to be looked up.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let readings = self.0.iter().flat_map(|call| &call.readings);
        readings.map(|reading| reading.name.clone()).collect()
    }

    /// Whom the calls mean, each as often as it is called.
    pub fn whom<'c>(&'c self, people: &'c People) -> impl Iterator<Item = Whom> + 'c {
        let meant = self.0.iter().filter_map(|call| people.meant(call));
        meant.map(|(whom, _)| whom)
    }
}

/// The users among the names that a text may mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People(HashMap<String, UserId>);

impl From<HashMap<String, UserId>> for People {
    /// By folded username.
    fn from(ids: HashMap<String, UserId>) -> Self {
        Self(ids)
    }
}

impl People {
    /// Only those of them whom a message already names.
    #[must_use]
    pub fn among(mut self, users: &[UserId]) -> Self {
        self.0.retain(|_, user| users.contains(user));
        self
    }

    /// Whom a call means, and by which of its readings: the longest that is somebody.
    #[must_use]
    pub fn meant<'c>(&self, call: &'c Call) -> Option<(Whom, &'c CallReading)> {
        call.readings.iter().find_map(|reading| {
            let whom = match self.0.get(&reading.name) {
                Some(user) => Whom::User(*user),
                None if reading.name == ROOM => Whom::Room,
                None => return None,
            };
            Some((whom, reading))
        })
    }
}

/// The calls of one part, in its order.
pub fn calls(part: &str) -> impl Iterator<Item = Call> {
    part.match_indices(['@', '＠']).filter_map(|(at, _)| {
        // The @ of an address like ann@example.org calls nobody.
        if part[..at].chars().next_back().is_some_and(is_latin) {
            return None;
        }
        let readings = readings(&part[at..]);
        (!readings.is_empty()).then_some(Call { at, readings })
    })
}

/// Letters and digits that are written in words, with spaces between them.
#[must_use]
pub fn is_latin(character: char) -> bool {
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
fn readings(from_at: &str) -> Vec<CallReading> {
    let sign = from_at.chars().next().map_or(0, char::len_utf8);
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
            let name: String = characters[..end].iter().collect();
            readings.push(CallReading {
                name: fold(&name),
                bytes: sign + name.len(),
            });
        }
    }
    readings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Vec<String> {
        let first = calls(text).next().map(|call| call.readings);
        let readings = first.unwrap_or_default().into_iter();
        readings.map(|reading| reading.name).collect()
    }

    fn people() -> People {
        let people = [("ann", 1), ("张三", 2), ("张", 3)];
        People(
            people
                .map(|(name, id)| (name.to_owned(), UserId(id)))
                .into(),
        )
    }

    fn meant(text: &str) -> Option<(Whom, String)> {
        let call = calls(text).next()?;
        let (whom, reading) = people().meant(&call).map(|(w, r)| (w, r.bytes))?;
        Some((whom, text[call.at..call.at + reading].to_owned()))
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
    fn the_longest_reading_that_is_somebody_is_meant() {
        let user = |id, shown: &str| Some((Whom::User(UserId(id)), shown.to_owned()));
        assert_eq!(meant("hi ＠ANN你好"), user(1, "＠ANN"));
        assert_eq!(meant("请@张三你好"), user(2, "@张三"));
        assert_eq!(meant("@张三丰"), user(2, "@张三"));
        assert_eq!(meant("@张飞"), user(3, "@张"));
        assert_eq!(meant("@bob"), None);
        assert_eq!(people().among(&[UserId(3)]).0.len(), 1);
    }

    #[test]
    fn an_address_calls_nobody_and_a_chinese_word_before_an_at_does() {
        assert!(first("mail ann@example.org").is_empty());
        assert_eq!(first("请看@bob"), ["bob"]);
        assert_eq!(first("@@"), Vec::<String>::new());
    }

    #[test]
    fn the_whole_room_is_called_by_its_word_only() {
        for (text, called) in [
            ("@room tea", true),
            ("@ROOM", true),
            ("@room你们好", true),
            ("@rooms", false),
            ("room", false),
        ] {
            let whom = meant(text).map(|(whom, _)| whom);
            assert_eq!(whom == Some(Whom::Room), called, "{text}");
        }
    }

    #[test]
    fn a_text_of_ats_is_bounded() {
        let text = "@a ".repeat(4_000);
        assert_eq!(Calls::read([text.as_str()]).names().len(), MOST_CALLS);
    }
}
