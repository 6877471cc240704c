//! The page of what was found.

use askama::Template;

use super::{MessageView, Shell, Sidebar, room_path};
use crate::chat::Hit;
use crate::domain::RoomKind;

/// `GET /search?q=`.
#[derive(Debug, Template)]
#[template(path = "pages/search.html")]
pub struct SearchPage {
    /// Around the page.
    pub shell: Shell,
    /// The left pane.
    pub sidebar: Sidebar,
    /// As typed.
    pub line: String,
    /// Something was asked for.
    pub asks: bool,
    /// The newest first.
    pub hits: Vec<HitView>,
    /// The path of the next page; none: there is none.
    pub older: Option<String>,
    /// The page begins with the newest.
    pub is_first: bool,
    /// Older messages are still being indexed.
    pub indexing: bool,
    /// Why nothing was asked, in one sentence.
    pub error: Option<String>,
}

/// A message that was found.
#[derive(Clone, Debug)]
pub struct HitView {
    /// The message; its HTML has marks.
    pub message: MessageView,
    /// What its room is called.
    pub room_title: String,
    /// The path of its room.
    pub room_path: String,
    /// The room's icon.
    pub icon: &'static str,
    /// Of somebody whom the reader has blocked: one quiet line.
    pub folded: bool,
}

impl Default for HitView {
    fn default() -> Self {
        Self {
            message: MessageView::default(),
            room_title: String::new(),
            room_path: String::new(),
            icon: "hash",
            folded: false,
        }
    }
}

impl From<&Hit> for HitView {
    fn from(hit: &Hit) -> Self {
        Self {
            message: MessageView::from(&hit.message),
            room_title: hit.room.title.clone(),
            room_path: room_path(hit.room.name.as_str()),
            icon: match hit.room.kind {
                RoomKind::Private => "lock",
                RoomKind::Direct => "user",
                RoomKind::Open => "hash",
            },
            folded: false,
        }
    }
}

impl HitView {
    /// The path at which the room is opened at the message.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/messages/{}", self.room_path, self.message.id)
    }
}
