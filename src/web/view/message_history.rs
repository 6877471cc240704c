//! The page of the texts that a message had.

use askama::Template;

use super::{MessageView, PersonView, RoomView, Shell};
use crate::chat::{Piece, Version};

/// `GET /rooms/{room}/messages/{id}/history`.
#[derive(Debug, Template)]
#[template(path = "pages/message_history.html")]
pub struct HistoryPage {
    /// Around the page.
    pub shell: Shell,
    /// Where the message stands.
    pub room: RoomView,
    /// The message as it is now.
    pub message: MessageView,
    /// The newest first; the last one is the first text.
    pub versions: Vec<VersionView>,
}

/// A text that the message had, and what is other in it than in the one before.
#[derive(Clone, Debug)]
pub struct VersionView {
    /// Who wrote it; none where nobody knows.
    pub by: Option<PersonView>,
    /// When.
    pub at: String,
    /// In the order of the text: what was done, `same`, `removed` or `added`, and to what.
    pub pieces: Vec<(&'static str, String)>,
}

impl From<&Version> for VersionView {
    fn from(version: &Version) -> Self {
        let piece = |piece: &Piece| match piece {
            Piece::Same(text) => ("same", text.clone()),
            Piece::Removed(text) => ("removed", text.clone()),
            Piece::Added(text) => ("added", text.clone()),
        };
        Self {
            by: version.by.as_ref().map(PersonView::from),
            at: version.at.rfc3339(),
            pieces: version.pieces.iter().map(piece).collect(),
        }
    }
}
