//! What consumers tell each other.

use std::sync::OnceLock;

use bytes::Bytes;

use super::ChannelName;
use crate::domain::{Person, RoomEvent, RoomId, RoomName, Seq, Unread};

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
        matches!(self, Self::SessionEnded)
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
    encoded: [OnceLock<Option<Bytes>>; 2],
}

impl Envelope {
    /// Wraps an event.
    #[must_use]
    pub fn new(event: Event) -> Self {
        Self {
            bytes: event.size(),
            event,
            encoded: [const { OnceLock::new() }; 2],
        }
    }

    /// What happened.
    #[must_use]
    pub const fn event(&self) -> &Event {
        &self.event
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
