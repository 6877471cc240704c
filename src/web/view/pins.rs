//! The page of what a room keeps at hand.

use askama::Template;

use super::{MessageView, RoomView, Shell, Sidebar};

/// `GET /rooms/{room}/pins`. Posts `op` and `next` to `…/messages/{id}/pin`.
#[derive(Debug, Template)]
#[template(path = "pages/pins.html")]
pub struct PinsPage {
    /// Around the page.
    pub shell: Shell,
    /// The left pane.
    pub sidebar: Sidebar,
    /// The room.
    pub room: RoomView,
    /// What was pinned last first.
    pub pins: Vec<PinView>,
    /// The reader may take one away.
    pub may_pin: bool,
}

impl PinsPage {
    /// The address of a message in its room.
    fn path_of(&self, message: &MessageView) -> String {
        format!("{}/messages/{}", self.room.path(), message.id)
    }
}

/// A message that the room keeps at hand.
#[derive(Clone, Debug)]
pub struct PinView {
    /// The message.
    pub message: MessageView,
    /// Of somebody whom the reader has blocked: the text is folded.
    pub folded: bool,
}
