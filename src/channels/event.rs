//! What consumers tell each other.

use std::sync::OnceLock;

use bytes::Bytes;

use super::ChannelName;
use crate::domain::{
    MessageId, Person, RoomEvent, RoomId, RoomName, Seq, ThreadReading, Unread, UserId,
};

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// Lines of one room's log, whole, one seq after the other: what one commit wrote, or a part of it.
    Room(Vec<RoomEvent>),
    /// A room's log has reached `seq`: read the store. What another process rings with.
    Head {
        /// The room.
        room: RoomId,
        /// Its newest seq, at least.
        seq: Seq,
    },
    /// Somebody began or stopped to write; never stored.
    Typing {
        /// The room's name.
        room_name: RoomName,
        /// Who.
        person: Person,
        /// Began, or stopped.
        on: bool,
        /// The channel that sent it, which needs no copy.
        from: ChannelName,
        /// Those who have blocked this one, and are not told.
        kept_from: Vec<UserId>,
    },
    /// A user has read up to somewhere: all windows of the user follow.
    Read {
        /// The room.
        room: RoomId,
        /// The room's name.
        room_name: RoomName,
        /// Up to and with this.
        upto: Seq,
        /// What is left.
        unread: Unread,
        /// The person marked it unread from there.
        back: bool,
    },
    /// Something happened in a room of the user: what is unread in it now.
    Activity {
        /// The room.
        room: RoomId,
        /// The room's name.
        room_name: RoomName,
        /// Its newest seq.
        head: Seq,
        /// What the user has not read of it.
        unread: Unread,
    },
    /// How a thread stands that the user follows: there is a reply, or a window has read on.
    Thread {
        /// Its first message.
        thread: MessageId,
        /// Where the user stands in it.
        reading: ThreadReading,
        /// How many of the threads that the user follows have unread replies.
        unread_threads: i64,
    },
    /// A thread has a reply more, or less: those who follow it are to be told. For the task that tells of activity.
    ThreadChanged {
        /// Its first message.
        thread: MessageId,
    },
    /// A user keeps a message, or no longer: all windows of the user follow.
    Bookmark {
        /// The name of the message's room.
        room_name: RoomName,
        /// The message.
        id: MessageId,
        /// Kept, or no longer.
        added: bool,
    },
    /// The rooms that a user may see, or what they are called, are others now.
    RoomsChanged,
    /// A room is another now: those who have it in their lists are to be told. For the task that tells of activity.
    RoomChanged {
        /// The room.
        room: RoomId,
    },
    /// The emoji of this site are others now: who keeps them reads them again.
    EmojiChanged,
    /// The room is gone: sockets close with 4404.
    RoomDeleted {
        /// The room.
        room: RoomId,
    },
    /// The session, or all sessions of the user, ended: sockets close with 4401.
    SessionEnded,
    /// A round trip of `layer check`.
    Probe(u64),
}

impl Event {
    /// Whether it is nice to have only: shed when a queue is half full.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Typing { .. })
    }

    /// Whether a full queue keeps it: it ends access, and no store heals it.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        matches!(self, Self::SessionEnded | Self::RoomDeleted { .. })
    }

    fn is_about_access(&self) -> bool {
        match self {
            Self::Room(events) => events.iter().any(|event| event.change.is_about_access()),
            _ => false,
        }
    }

    /// About how many bytes it is on the wire.
    fn size(&self) -> usize {
        match self {
            Self::Room(events) => events.iter().map(RoomEvent::size).sum(),
            _ => RoomEvent::SIZE_AROUND_TEXT,
        }
    }

    /// How many frames it makes.
    const fn frames(&self) -> usize {
        match self {
            Self::Room(events) => events.len(),
            _ => 1,
        }
    }
}

/// The two forms that a socket may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// The tutorial's: exactly `{"message": "…"}`.
    Seed,
    /// Frames with seq, acks and errors.
    ChatV1,
}

/// An event on its way to many channels: shared, and encoded at most once for each protocol.
#[derive(Debug)]
pub struct Envelope {
    event: Event,
    bytes: usize,
    about_access: bool,
    encoded: [OnceLock<Option<Bytes>>; 2],
}

impl Envelope {
    /// Wraps an event.
    #[must_use]
    pub fn new(event: Event) -> Self {
        Self {
            bytes: event.size(),
            about_access: event.is_about_access(),
            event,
            encoded: [const { OnceLock::new() }; 2],
        }
    }

    /// What happened.
    #[must_use]
    pub const fn event(&self) -> &Event {
        &self.event
    }

    /// Whether a line of it may give or take somebody's access: looked at once, not by each who hears it.
    #[must_use]
    pub const fn is_about_access(&self) -> bool {
        self.about_access
    }

    /// What it counts for in a queue, in bytes.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many frames it counts for in a queue.
    #[must_use]
    pub const fn frames(&self) -> usize {
        self.event.frames()
    }

    /// The frames for a protocol, made by `encode` for the first who asks; `None` where the protocol has none for it.
    pub fn encoded(
        &self,
        protocol: Protocol,
        encode: impl FnOnce(&Event) -> Option<Bytes>,
    ) -> Option<Bytes> {
        self.encoded[protocol as usize]
            .get_or_init(|| encode(&self.event))
            .clone()
    }
}
