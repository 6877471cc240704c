//! What a message said before, and what each edit changed of it.

use std::time::{Duration, Instant};

use similar::{ChangeTag, TextDiff};

use super::{Chat, ChatError};
use crate::domain::{Message, Person, Timestamp};
use crate::store::revisions::{self, Revision};

/// For all differences of a message; what is still to be compared then is compared more coarsely.
const MOST_TIME: Duration = Duration::from_millis(100);

/// A part of a text, and what an edit did to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Stood there and stands there.
    Same(String),
    /// Was taken away.
    Removed(String),
    /// Was added.
    Added(String),
}

/// A text that a message had, or has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// As it was typed.
    pub text: String,
    /// Who wrote it.
    pub by: Option<Person>,
    /// When.
    pub at: Timestamp,
    /// What is other than in the text before, in the order of the text; one piece for the first text.
    pub pieces: Vec<Piece>,
}

impl Chat {
    /// All texts of a message, the first one first and the present one last; none of one that is deleted or hidden.
    ///
    /// # Errors
    /// Database errors.
    pub async fn versions(&self, message: &Message) -> Result<Vec<Version>, ChatError> {
        if message.deleted {
            return Ok(Vec::new());
        }
        let kept = revisions::list(self.store.reader(), message.id).await?;
        let message = message.clone();
        let comparing = tokio::task::spawn_blocking(move || versions(message, kept));
        let lost = |error: tokio::task::JoinError| ChatError::Unavailable(error.to_string());
        comparing.await.map_err(lost)
    }
}

fn versions(message: Message, kept: Vec<Revision>) -> Vec<Version> {
    let until = Instant::now() + MOST_TIME;
    let mut versions: Vec<Version> = Vec::with_capacity(kept.len() + 1);
    let (mut by, mut at) = (Some(message.author), message.at);
    let mut add = |text: String, by, at| {
        let pieces = match versions.last() {
            Some(before) => pieces(&before.text, &text, until),
            None => vec![Piece::Same(text.clone())],
        };
        versions.push(Version {
            text,
            by,
            at,
            pieces,
        });
    };
    for revision in kept {
        add(revision.text, by, at);
        (by, at) = (revision.edited_by, revision.edited_at);
    }
    add(message.text, by, at);
    versions
}

/// By words, of which each Han character is one (UAX 29).
fn pieces(before: &str, after: &str, until: Instant) -> Vec<Piece> {
    let difference = TextDiff::configure()
        .deadline(until)
        .diff_unicode_words(before, after);
    let mut pieces: Vec<Piece> = Vec::new();
    for change in difference.iter_all_changes() {
        let word = change.value();
        match (pieces.last_mut(), change.tag()) {
            (Some(Piece::Same(text)), ChangeTag::Equal)
            | (Some(Piece::Removed(text)), ChangeTag::Delete)
            | (Some(Piece::Added(text)), ChangeTag::Insert) => text.push_str(word),
            (_, ChangeTag::Equal) => pieces.push(Piece::Same(word.to_owned())),
            (_, ChangeTag::Delete) => pieces.push(Piece::Removed(word.to_owned())),
            (_, ChangeTag::Insert) => pieces.push(Piece::Added(word.to_owned())),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_differs_by_characters_and_latin_by_words() {
        let same = |text: &str| Piece::Same(text.to_owned());
        let removed = |text: &str| Piece::Removed(text.to_owned());
        let added = |text: &str| Piece::Added(text.to_owned());
        let pieces = |before, after| pieces(before, after, Instant::now() + MOST_TIME);
        assert_eq!(
            pieces("今天下午三点开会", "今天下午四点开会"),
            [same("今天下午"), removed("三"), added("四"), same("点开会")]
        );
        assert_eq!(
            pieces("teh kettle is on", "the kettle is on"),
            [removed("teh"), added("the"), same(" kettle is on")]
        );
        assert_eq!(
            pieces("👩‍👧 x", "👩‍👦 x"),
            [removed("👩‍👧"), added("👩‍👦"), same(" x")]
        );
    }
}
