//! The left pane: one's rooms, the way to the others, and one's own menu.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain::RoomKind;

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
    /// The direct rooms, below them.
    pub direct: Vec<SidebarRoom>,
    /// The reader stands on the page of all rooms.
    pub browsing: bool,
    /// The reader stands on the page of threads.
    pub on_threads: bool,
    /// Threads that the reader follows and that have unread replies.
    pub unread_threads: i64,
    /// What stands in the search field.
    pub searched: String,
    /// The reader stands on the page of bookmarks.
    pub at_bookmarks: bool,
    /// Unread mentions in all rooms.
    pub mentions: i64,
    /// Those of them in rooms that have no row here.
    pub mentions_elsewhere: i64,
    /// The reader stands on the page of mentions.
    pub at_mentions: bool,
}

impl Sidebar {
    /// The rows whose rendering the page's modules clone, by the kind of the room.
    pub(super) fn blanks(&self) -> [(&'static str, SidebarRoom); 3] {
        [RoomKind::Open, RoomKind::Private, RoomKind::Direct].map(|kind| {
            let room = SidebarRoom {
                private: kind == RoomKind::Private,
                direct: kind == RoomKind::Direct,
                ..SidebarRoom::default()
            };
            (kind.as_str(), room)
        })
    }
}

/// A row of the sidebar.
#[derive(Clone, Debug, Default)]
pub struct SidebarRoom {
    /// The room's id in digits, which stays when its name changes.
    pub id: String,
    /// The room's name, as in its path.
    pub name: String,
    /// What is shown.
    pub title: String,
    /// A private room.
    pub private: bool,
    /// A room of some people and of nobody else.
    pub direct: bool,
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

    /// As the list of rooms of the API says it.
    pub(super) fn kind(&self) -> &'static str {
        let kind = match (self.direct, self.private) {
            (true, _) => RoomKind::Direct,
            (false, true) => RoomKind::Private,
            (false, false) => RoomKind::Open,
        };
        kind.as_str()
    }
}
