//! What somebody has not read in a room.

/// Counts of messages of others, not deleted, after `last_read` (docs/protocol.md §2.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// All of them.
    pub unread: i64,
    /// Those whose present text names the person, or the room.
    pub mentions: i64,
}
