//! Where a page of a list goes on: the row's place in the order, written so that an address can carry it.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;

/// What the list is sorted by, of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// Of a column of texts or words.
    Text(String),
    /// Of a column of numbers or moments.
    Number(i64),
}

/// A row's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Of the column that the list is sorted by.
    pub key: Key,
    /// Tells rows of the same key apart.
    pub id: i64,
}

impl Cursor {
    /// For an address.
    #[must_use]
    pub fn written(&self) -> String {
        let text = match &self.key {
            Key::Number(number) => format!("n{} {number}", self.id),
            Key::Text(text) => format!("t{} {text}", self.id),
        };
        BASE64.encode(text)
    }

    /// Out of an address; what nobody wrote is none, and the list begins anew.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = String::from_utf8(BASE64.decode(text).ok()?).ok()?;
        let kind = text.chars().next()?;
        let (id, key) = text.get(1..)?.split_once(' ')?;
        Some(Self {
            key: match kind {
                'n' => Key::Number(key.parse().ok()?),
                't' => Key::Text(key.to_owned()),
                _ => return None,
            },
            id: id.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written_and_nonsense_is_none() {
        for key in [
            Key::Number(-7),
            Key::Text("张 三 ".to_owned()),
            Key::Text(String::new()),
        ] {
            let cursor = Cursor { key, id: 42 };
            assert_eq!(Cursor::read(&cursor.written()), Some(cursor));
        }
        for text in ["", "n", "%", "bm9uc2Vuc2U", "eDEgMg", "dA", "bg"] {
            assert_eq!(Cursor::read(text), None, "{text}");
        }
    }
}
