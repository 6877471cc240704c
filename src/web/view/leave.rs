//! The page that asks before one leaves a room.

use askama::Template;

use super::{RoomView, Shell};

/// `GET /rooms/{room}/leave`.
#[derive(Debug, Template)]
#[template(path = "pages/leave.html")]
pub struct LeavePage {
    /// Around the page.
    pub shell: Shell,
    /// Which room.
    pub room: RoomView,
    /// The reader owns it, maybe alone.
    pub owner: bool,
}
