//! A room's log: what lasts, in the order in which it happened. Each event has the room's next seq.

use super::{
    MessageId, Nonce, Person, Reacted, Reaction, ReplyTo, Room, RoomId, RoomName, RoomRole, Seq,
    SessionId, ThreadSummary, Timestamp, UserId,
};

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
    /// What it answers; kept in a tombstone, where nobody is told of it.
    pub reply_to: Option<ReplyTo>,
    /// The thread that it began or is a reply of, as far as anything is left of that.
    pub thread: Option<ThreadSummary>,
    /// With what it was answered, in the order in which each emoji came first; none in a tombstone.
    pub reactions: Vec<Reaction>,
    /// Whether the room keeps it at hand; not in a tombstone.
    pub pinned: bool,
}

/// What happened to a membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberChange {
    /// Became a member.
    Joined,
    /// Left by themselves.
    Left,
    /// Is no member any more, by somebody else's decision.
    Removed,
    /// The same, and kept out.
    Banned,
    /// Has another role.
    Role,
    /// May not write until a moment, or may again.
    Muted {
        /// The end; `None`: may write.
        until: Option<Timestamp>,
    },
}

impl MemberChange {
    /// The `op` of the frame, and as stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::Left => "left",
            Self::Removed => "removed",
            Self::Banned => "banned",
            Self::Role => "role",
            Self::Muted { .. } => "muted",
        }
    }

    /// Whether the person is a member after it.
    #[must_use]
    pub const fn stays(self) -> bool {
        matches!(self, Self::Joined | Self::Role | Self::Muted { .. })
    }
}

/// What happened to a room itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomChange {
    /// It is called, described or built otherwise.
    Updated,
    /// Read-only and hidden.
    Archived,
    /// As before that.
    Restored,
}

impl RoomChange {
    /// The `op` of the frame, and as stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Updated => "updated",
            Self::Archived => "archived",
            Self::Restored => "restored",
        }
    }
}

/// Access that is taken away and stands in no room's log: told after the commit that took it, before whatever is
/// committed later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// One signed-in browser.
    Session(SessionId),
    /// All sessions that a user had at the commit.
    Sessions(UserId),
    /// A room, with its log.
    Room {
        /// The room.
        room: RoomId,
        /// Who was a member of it.
        members: Vec<UserId>,
    },
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
    /// Somebody answered a message with an emoji, or took that back.
    Reaction {
        /// The message.
        id: MessageId,
        /// What exactly; `None` on replay where the message is gone.
        reacted: Option<Reacted>,
    },
    /// A message is kept at hand in its room, or no longer.
    Pin {
        /// The message.
        id: MessageId,
        /// Whether it is kept; `None` on replay where the message is gone.
        added: Option<bool>,
    },
    /// A membership changed.
    Member {
        /// How.
        change: MemberChange,
        /// Whose.
        person: Person,
        /// As what they are in the room then; of no meaning for who is no member after it.
        role: RoomRole,
    },
    /// The room itself changed; with the room as it is now.
    Room {
        /// How.
        change: RoomChange,
        /// The room; its head is of no meaning here.
        room: Room,
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
            Self::Reaction { .. } => "reaction",
            Self::Pin { .. } => "pin",
            Self::Member { .. } => "member",
            Self::Room { .. } => "room",
        }
    }

    /// Whether it may give or take somebody's access.
    #[must_use]
    pub const fn is_about_access(&self) -> bool {
        matches!(self, Self::Member { .. } | Self::Room { .. })
    }

    /// The message that it is about, taken out.
    #[must_use]
    pub fn into_message(self) -> Option<Message> {
        match self {
            Self::Message(message) | Self::Edited(message) | Self::Deleted(message) => {
                Some(message)
            }
            _ => None,
        }
    }

    /// The id of the message that it is about.
    #[must_use]
    pub const fn message_id(&self) -> Option<MessageId> {
        match self {
            Self::Message(message) | Self::Edited(message) | Self::Deleted(message) => {
                Some(message.id)
            }
            Self::Reaction { id, .. } | Self::Pin { id, .. } => Some(*id),
            Self::Member { .. } | Self::Room { .. } => None,
        }
    }

    /// The message that it is about, to be filled in.
    pub const fn message_mut(&mut self) -> Option<&mut Message> {
        match self {
            Self::Message(message) | Self::Edited(message) | Self::Deleted(message) => {
                Some(message)
            }
            _ => None,
        }
    }

    /// The message that it is about, where the event has it whole.
    #[must_use]
    pub const fn message(&self) -> Option<&Message> {
        match self {
            Self::Message(message) | Self::Edited(message) | Self::Deleted(message) => {
                Some(message)
            }
            _ => None,
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
