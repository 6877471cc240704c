//! What somebody has not read in a room.

use super::Seq;

/// Counts of messages of others, not deleted, after `last_read` (docs/protocol.md §2.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// All of them.
    pub unread: i64,
    /// Those whose present text names the person, or the room.
    pub mentions: i64,
}

/// Where a member stands in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Read up to and with this.
    pub last_read: Seq,
    /// What is left.
    pub unread: Unread,
}

/// Where somebody who follows a thread stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreadReading {
    /// Read up to and with this.
    pub last_read: Seq,
    /// Replies of others, not deleted, after it.
    pub unread: i64,
}
