//! A person as pages show one: name, initials, and a colour that stays theirs.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::domain::{DELETED, Locale, Person};

/// How many avatar colours `static/css/tokens.css` has; the page's modules count the same.
const TINTS: usize = 8;

/// As `encodeURIComponent` encodes what a username may have, so that server and scripts write the same links.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Somebody on a page. As JSON it is the `user` of docs/protocol.md §2.3.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PersonView {
    /// The user id in digits.
    pub id: String,
    /// The display name.
    pub name: String,
    /// The username.
    pub username: String,
}

impl From<&Person> for PersonView {
    fn from(person: &Person) -> Self {
        Self {
            id: person.id.to_string(),
            name: person.name.clone(),
            username: person.username.clone(),
        }
    }
}

impl PersonView {
    /// What the person is called by a reader of this language.
    #[must_use]
    pub fn called(&self, locale: Locale) -> String {
        if self.username.starts_with(DELETED) {
            locale.text("js-deleted-user")
        } else {
            self.name.clone()
        }
    }

    /// One or two letters of that for the avatar: of the first and last word; of a Han name its first character.
    #[must_use]
    pub fn initials(&self, locale: Locale) -> String {
        let name = self.called(locale);
        let mut words = name.split_whitespace();
        let first = words.next().and_then(|word| word.chars().next());
        let last = words.next_back().and_then(|word| word.chars().next());
        let letters = first.into_iter().chain(last);
        letters.flat_map(char::to_uppercase).take(2).collect()
    }

    /// The path of the person's page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/people/{}", utf8_percent_encode(&self.username, SEGMENT))
    }

    /// The class of the avatar's colour, drawn from the id.
    #[must_use]
    pub fn tint(&self) -> String {
        // 1,000 is a multiple of 8, so the last three digits decide; the script reads no 64-bit numbers.
        let digits = &self.id[self.id.len().saturating_sub(3)..];
        format!(
            "tint-{}",
            digits.parse::<usize>().unwrap_or_default() % TINTS
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(id: &str, name: &str) -> PersonView {
        PersonView {
            id: id.to_owned(),
            name: name.to_owned(),
            username: String::new(),
        }
    }

    #[test]
    fn initials_come_from_the_first_and_last_word() {
        for (name, initials) in [
            ("张三", "张"),
            ("alice chen", "AC"),
            ("Ana María de la Cruz", "AC"),
            ("bob", "B"),
            ("ßeta", "SS"),
            ("", ""),
        ] {
            assert_eq!(named("1", name).initials(Locale::En), initials, "{name}");
        }
    }

    #[test]
    fn who_is_deleted_is_called_so_in_the_language_of_the_reader() {
        let mut person = named("7", "Deleted user");
        person.username = "deleted~7".to_owned();
        assert_eq!(person.called(Locale::En), "Deleted user");
        assert_eq!(person.called(Locale::ZhHans), "已删除的用户");
        assert_eq!(person.initials(Locale::ZhHans), "已");
        person.username = "deleted".to_owned();
        person.name = "Anna".to_owned();
        assert_eq!(person.called(Locale::ZhHans), "Anna");
    }

    #[test]
    fn the_colour_depends_on_the_id_alone() {
        assert_eq!(named("7", "a").tint(), "tint-7");
        assert_eq!(named("9007199254740993", "b").tint(), "tint-1");
        assert_eq!(named("", "c").tint(), "tint-0");
    }
}
