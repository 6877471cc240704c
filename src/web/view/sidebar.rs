//! The left pane: one's rooms, the way to the others, and one's own menu.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// RFC 3986 unreserved characters stay as they are; all else in a room's name is percent-encoded.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// The path of a room's page.
#[must_use]
pub fn room_path(name: &str) -> String {
    format!("/rooms/{}", utf8_percent_encode(name, SEGMENT))
}

/// The rooms one is a member of, in the order to show them.
#[derive(Clone, Debug, Default)]
pub struct Sidebar {
    /// One row each.
    pub rooms: Vec<SidebarRoom>,
    /// The reader stands on the page of all rooms.
    pub browsing: bool,
}

impl Sidebar {
    /// The row whose rendering the page's modules clone.
    pub(super) fn blank(&self, private: bool) -> SidebarRoom {
        SidebarRoom {
            private,
            ..SidebarRoom::default()
        }
    }
}

/// A row of the sidebar.
#[derive(Clone, Debug, Default)]
pub struct SidebarRoom {
    /// The room's name, as in its path.
    pub name: String,
    /// What is shown.
    pub title: String,
    /// A private room.
    pub private: bool,
    /// The room that is open now.
    pub current: bool,
    /// Unread messages of others.
    pub unread: i64,
    /// Those of them that name the reader.
    pub mentions: i64,
}

impl SidebarRoom {
    /// The path of its page.
    #[must_use]
    pub fn path(&self) -> String {
        room_path(&self.name)
    }
}
