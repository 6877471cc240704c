//! What the door hands over: who is there, in which room, how, and within which limits.

use std::net::IpAddr;
use std::time::Duration;

use crate::channels::Protocol;
use crate::chat::Entrance;
use crate::config::Settings;
use crate::domain::{Locale, Person, Seq, SessionId};

/// Where a reconnecting client was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// The last seq that it has.
    pub seq: Seq,
    /// The sequence space that it knows.
    pub epoch: Option<String>,
}

/// Who and where one socket is; resolved before the upgrade, never changed after it.
#[derive(Clone, Debug)]
pub struct SocketScope {
    /// The user.
    pub person: Person,
    /// The signed-in browser.
    pub session: SessionId,
    /// From where.
    pub peer: IpAddr,
    /// The language of error frames.
    pub locale: Locale,
    /// The room, opened by the guard.
    pub entrance: Entrance,
    /// The form of the frames.
    pub protocol: Protocol,
    /// For `chat.v1`: resume after this.
    pub since: Option<Since>,
    /// For the seed protocol: how many messages to replay.
    pub history: i64,
}

/// The settings that a socket keeps to.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Of a message, in Unicode scalar values.
    pub text_characters: usize,
    /// Of one frame from the client, in bytes.
    pub frame_bytes: usize,
    /// How long the peer may take nothing of what waits for it.
    pub write_deadline: Duration,
    /// Between two pings.
    pub heartbeat: Duration,
    /// Of silence after which the peer is dead.
    pub heartbeat_dead: Duration,
}

impl Limits {
    /// The socket's part of the settings.
    #[must_use]
    pub const fn new(settings: &Settings) -> Self {
        Self {
            text_characters: settings.limit_text_characters,
            frame_bytes: settings.limit_frame_bytes,
            write_deadline: Duration::from_secs(settings.write_deadline_seconds),
            heartbeat: Duration::from_secs(settings.heartbeat_seconds),
            heartbeat_dead: Duration::from_secs(settings.heartbeat_dead_seconds),
        }
    }
}
