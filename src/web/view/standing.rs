//! What the page of a room offers its reader.

use crate::domain::{RoomKind, Timestamp};

/// What a room offers its reader, and why not more.
#[derive(Clone, Debug)]
pub struct RoomStanding {
    /// Who may see the room.
    pub kind: RoomKind,
    /// Stands where the composer would, and says why it does not.
    pub closed: Option<String>,
    /// Until when the reader is muted.
    pub muted_until: Option<Timestamp>,
    /// Only those who look after the room write in it.
    pub announcements: bool,
    /// Seconds between two messages; 0: none.
    pub slow_seconds: u32,
    /// The reader has to keep to that.
    pub is_slow: bool,
    /// The reader may set what can be set of the room.
    pub manages: bool,
    /// The reader may leave.
    pub leaves: bool,
    /// The reader may see who is in it.
    pub lists_members: bool,
    /// The reader may pin messages for it.
    pub pins: bool,
}
