//! The page of what the reader keeps.

use askama::Template;

use super::{MessageView, Shell, Sidebar, room_path};

/// `GET /bookmarks`, with `?cursor=` for older ones. Posts `id` to let go of one.
#[derive(Debug, Template)]
#[template(path = "pages/bookmarks.html")]
pub struct BookmarksPage {
    /// Around the page.
    pub shell: Shell,
    /// The left pane.
    pub sidebar: Sidebar,
    /// What was kept last first.
    pub bookmarks: Vec<BookmarkView>,
    /// Not the newest ones.
    pub older: bool,
    /// Where those before them are.
    pub next: Option<String>,
}

/// A message that the reader keeps.
#[derive(Clone, Debug)]
pub struct BookmarkView {
    /// The message.
    pub message: MessageView,
    /// The name of its room, as in its path.
    pub room: String,
    /// What the reader sees the room called.
    pub title: String,
    /// Of somebody whom the reader has blocked: the text is folded.
    pub folded: bool,
}

impl BookmarkView {
    /// The address of the message in its room.
    fn path(&self) -> String {
        format!("{}/messages/{}", room_path(&self.room), self.message.id)
    }
}
