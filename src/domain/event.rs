//! A room's log: what lasts, in the order in which it happened. Each event has the room's next seq.

use super::{MessageId, Nonce, Person, RoomId, RoomName, RoomRole, Seq, Timestamp, UserId};

/// A stored chat message as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The message's row.
    pub id: MessageId,
    /// Its room.
    pub room: RoomId,
    /// Seq of the event that brought it; its place in the room.
    pub seq: Seq,
    /// Who wrote it.
    pub author: Person,
    /// Whether a program wrote it.
    pub bot: bool,
    /// What was typed; empty in a tombstone.
    pub text: String,
    /// The rendered, sanitised body; empty in a tombstone.
    pub html: String,
    /// When it was stored.
    pub at: Timestamp,
    /// When its text was last changed.
    pub edited_at: Option<Timestamp>,
    /// Set on a tombstone.
    pub deleted: bool,
    /// Whom the present text names; empty in a tombstone.
    pub mentions: Vec<UserId>,
}

/// What happened to a membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberChange {
    /// Became a member.
    Joined,
}

impl MemberChange {
    /// The `op` of the frame, and as stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Joined => "joined",
        }
    }
}

/// What one event of a room's log says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A message was posted; on replay in its present state.
    Message(Message),
    /// A message's text was changed; with the message in its present state.
    Edited(Message),
    /// A message was deleted; with its tombstone.
    Deleted(Message),
    /// A membership changed.
    Member {
        /// How.
        change: MemberChange,
        /// Whose.
        person: Person,
        /// As what they are in the room now.
        role: RoomRole,
    },
}

impl Change {
    /// The kind as stored, which is the frame's type.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Message(_) => "message",
            Self::Edited(_) => "edited",
            Self::Deleted(_) => "deleted",
            Self::Member { .. } => "member",
        }
    }

    /// The message that it is about, taken out.
    #[must_use]
    pub fn into_message(self) -> Option<Message> {
        match self {
            Self::Message(message) | Self::Edited(message) | Self::Deleted(message) => {
                Some(message)
            }
            Self::Member { .. } => None,
        }
    }

    /// The message that it is about.
    #[must_use]
    pub const fn message(&self) -> Option<&Message> {
        match self {
            Self::Message(message) | Self::Edited(message) | Self::Deleted(message) => {
                Some(message)
            }
            Self::Member { .. } => None,
        }
    }
}

/// One line of a room's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomEvent {
    /// Its room.
    pub room: RoomId,
    /// The room's name when it was read.
    pub room_name: RoomName,
    /// Its place in the log.
    pub seq: Seq,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Option<UserId>,
    /// What.
    pub change: Change,
    /// The command's nonce: only on the live event, never on replay.
    pub nonce: Option<Nonce>,
}

impl RoomEvent {
    /// About what stands around a text in a frame, in bytes.
    pub const SIZE_AROUND_TEXT: usize = 256;

    /// About how many bytes it is on the wire: text and rendering, and what stands around them.
    #[must_use]
    pub fn size(&self) -> usize {
        let text = self.change.message();
        Self::SIZE_AROUND_TEXT + text.map_or(0, |message| message.text.len() + message.html.len())
    }
}
