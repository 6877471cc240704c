//! What somebody asks for, read out of one line: words, "phrases", -exclusions, and `from:`, `in:`, `has:`, `before:`,
//! `after:`. Every text is a question; what is no operator is a word.

use std::iter::Peekable;
use std::str::Chars;

use time::Date;
use time::macros::format_description;
use time::{OffsetDateTime, Time};

use super::words;
use crate::domain::Timestamp;

/// Words that count, of one question: a longer one is cut.
const MOST_WORDS: usize = 48;
/// Values that count, of one operator.
const MOST_VALUES: usize = 8;

/// What a message must have beside words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Has {
    /// An address of the web in its text.
    Link,
    /// Something attached.
    File,
    /// A picture attached.
    Image,
}

impl Has {
    /// The word of the index for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Link => "l",
            Self::File => "f",
            Self::Image => "i",
        }
    }

    /// What a text by itself has.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        let is_link = |(at, _): (usize, &str)| {
            let before = &text.as_bytes()[..at];
            let scheme = |scheme: &[u8]| {
                let start = before.len().checked_sub(scheme.len());
                start.is_some_and(|start| before[start..].eq_ignore_ascii_case(scheme))
            };
            let after = text[at + 3..].chars().next();
            after.is_some_and(char::is_alphanumeric) && (scheme(b"http") || scheme(b"https"))
        };
        text.match_indices("://").any(is_link).then_some(Self::Link)
    }

    fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "link" => Some(Self::Link),
            "file" => Some(Self::File),
            "image" => Some(Self::Image),
            _ => None,
        }
    }
}

/// Words that stand one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Folded, at least one.
    pub words: Vec<String>,
    /// The last one is found by its beginning, too.
    pub prefix: bool,
}

/// What is said of the messages to be found, or with a `-` of those that are not meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Words that stand in them.
    pub terms: Vec<Term>,
    /// By whom, as typed: usernames, or `me`.
    pub from: Vec<String>,
    /// Where, as typed: names of rooms.
    pub rooms: Vec<String>,
    /// What they have.
    pub has: Vec<Has>,
}

/// A question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// All terms and all that they have, by one of the people, in one of the rooms.
    pub wanted: Marks,
    /// None of it.
    pub excluded: Marks,
    /// Earlier than this.
    pub before: Option<Timestamp>,
    /// Then or later.
    pub after: Option<Timestamp>,
}

impl Query {
    /// Reads a line. Never fails.
    #[must_use]
    pub fn parse(line: &str) -> Self {
        let mut query = Self::default();
        let mut budget = MOST_WORDS;
        for part in parts(line) {
            if part.quoted || !query.operator(&part) {
                query.term(&part, &mut budget);
            }
        }
        query
    }

    /// Midnight (UTC) of a day written as `2026-11-23`.
    #[must_use]
    pub fn day(text: &str) -> Option<Timestamp> {
        let date = Date::parse(text, format_description!("[year]-[month]-[day]")).ok()?;
        (text.len() == 10).then(|| OffsetDateTime::new_utc(date, Time::MIDNIGHT).into())
    }

    /// Whether nothing says what is to be found: neither words nor an operator.
    #[must_use]
    pub fn asks_nothing(&self) -> bool {
        self.wanted == Marks::default() && self.before.is_none() && self.after.is_none()
    }

    fn of(&mut self, part: &Part) -> &mut Marks {
        if part.excluded {
            &mut self.excluded
        } else {
            &mut self.wanted
        }
    }

    fn operator(&mut self, part: &Part) -> bool {
        let Some((name, value)) = part.text.split_once([':', '：']) else {
            return false;
        };
        if value.is_empty() {
            return false;
        }
        match (name.to_ascii_lowercase().as_str(), part.excluded) {
            ("from", _) => keep(
                &mut self.of(part).from,
                value.trim_start_matches(['@', '＠']),
            ),
            ("in", _) => keep(
                &mut self.of(part).rooms,
                value.trim_start_matches(['#', '＃']),
            ),
            ("has", _) => Has::parse(value).is_some_and(|has| {
                let list = &mut self.of(part).has;
                if !list.contains(&has) {
                    list.push(has);
                }
                true
            }),
            // What is not before a day is of that day or after it.
            ("before", false) | ("after", true) => Self::day(value).is_some_and(|day| {
                self.before = Some(self.before.map_or(day, |before| before.min(day)));
                true
            }),
            ("after", false) | ("before", true) => Self::day(value).is_some_and(|day| {
                self.after = Some(self.after.map_or(day, |after| after.max(day)));
                true
            }),
            _ => false,
        }
    }

    fn term(&mut self, part: &Part, budget: &mut usize) {
        let mut found = words(&part.text);
        found.truncate(*budget);
        *budget -= found.len();
        let Some(last) = found.last() else { return };
        // One letter stands for itself: half of all words begin with it.
        let prefix = !part.quoted && !last.alone && last.folded.chars().nth(1).is_some();
        let term = Term {
            words: found.into_iter().map(|word| word.folded).collect(),
            prefix,
        };
        let list = &mut self.of(part).terms;
        if !list.contains(&term) {
            list.push(term);
        }
    }
}

fn keep(values: &mut Vec<String>, value: &str) -> bool {
    if value.is_empty() {
        return false;
    }
    if values.len() < MOST_VALUES {
        values.push(value.to_owned());
    }
    true
}

/// What stands between white space or within quotes.
struct Part {
    text: String,
    quoted: bool,
    excluded: bool,
}

fn parts(line: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = line.chars().peekable();
    while let Some(&first) = rest.peek() {
        if first.is_whitespace() {
            rest.next();
            continue;
        }
        let excluded = matches!(first, '-' | '－' | '−');
        if excluded {
            rest.next();
        }
        match rest.peek().copied().and_then(family) {
            Some(quotes) => {
                rest.next();
                parts.push(Part {
                    text: until_closed(&mut rest, quotes),
                    quoted: true,
                    excluded,
                });
            }
            None => parts.push(Part {
                text: bare(&mut rest),
                quoted: false,
                excluded,
            }),
        }
    }
    parts
}

/// Up to white space or a quote; the quotes around an operator's value are taken off.
fn bare(rest: &mut Peekable<Chars<'_>>) -> String {
    let mut text = String::new();
    while let Some(&next) = rest.peek() {
        if next.is_whitespace() {
            break;
        }
        if let Some(quotes) = family(next) {
            if text.ends_with([':', '：']) {
                rest.next();
                text.push_str(&until_closed(rest, quotes));
            }
            break;
        }
        text.push(next);
        rest.next();
    }
    text
}

fn until_closed(rest: &mut Peekable<Chars<'_>>, quotes: u8) -> String {
    rest.by_ref()
        .take_while(|next| family(*next) != Some(quotes))
        .collect()
}

/// Quotes that close each other.
const fn family(character: char) -> Option<u8> {
    match character {
        '"' | '“' | '”' | '„' | '‟' | '＂' | '〝' | '〞' => Some(0),
        '「' | '」' => Some(1),
        '『' | '』' => Some(2),
        '«' | '»' => Some(3),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
