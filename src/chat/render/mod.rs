//! A message's text as HTML. Nothing typed becomes a tag but by Markdown, and those are few.
//!
//! `prepare` mends what Markdown gets wrong for Chinese and for addresses, `parse` makes a short list of pieces of what
//! pulldown-cmark reads, `write` turns them into HTML with the people and emoji there are, and `clean` lets only the
//! closed list of tags through. Who a text calls is read from the same pieces, so what is shown as a mention is what
//! counts as one. Called by posting, editing and rendering anew; the stored text is never changed.

mod bounds;
mod clean;
mod emoji;
mod inline;
mod languages;
mod links;
mod parse;
mod piece;
mod prepare;
mod write;

use self::piece::Piece;
use crate::domain::{Calls, CustomEmoji, People};

/// What the words of a text may mean where it is rendered.
#[derive(Clone, Copy, Debug)]
pub struct Words<'w> {
    /// The users among the names that it may call.
    pub people: &'w People,
    /// The custom emoji of the site.
    pub emoji: &'w CustomEmoji,
    /// Whether `@room` calls the room: whoever wrote it may do that.
    pub room: bool,
}

/// A text that was read, once for all that is made of it.
#[derive(Debug)]
pub struct Markdown(Vec<Piece>);

impl Markdown {
    /// Reads a text.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self(parse::parse(text))
    }

    /// Whom it may call, outside of code and links.
    #[must_use]
    pub fn calls(&self) -> Calls {
        Calls::read(self.0.iter().filter_map(Piece::prose))
    }

    /// Its HTML. Below 64 KiB together with a text of up to 4,000 characters, however it is made: a text of which more
    /// would become is shown without Markdown.
    #[must_use]
    pub fn html(&self, words: &Words<'_>) -> String {
        clean::clean(&write::write(&self.0, words))
    }
}
