//! The trait that every backend keeps, and the receiving end of a channel.

use std::fmt;
use std::sync::{Arc, Weak};

use async_trait::async_trait;

use super::queue::{Capacity, Queue};
use super::{Envelope, Event};
use crate::domain::{RoomId, SessionId, UserId};

/// One consumer's queue, unique over all processes of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChannelName(u128);

impl ChannelName {
    /// A name that nobody has: 128 random bits.
    #[must_use]
    pub fn random() -> Self {
        Self(rand::random())
    }
}

impl fmt::Display for ChannelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Many channels under one name: everything of one room, one user, or one session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Everybody who is in the room now.
    Room(RoomId),
    /// Every socket of the user.
    User(UserId),
    /// Every socket of one signed-in browser.
    Session(SessionId),
    /// Those who want to know that any room's log has grown: one task per process.
    Logs,
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Room(id) => write!(f, "room.{id}"),
            Self::User(id) => write!(f, "user.{id}"),
            Self::Session(id) => write!(f, "session.{id}"),
            Self::Logs => f.write_str("logs"),
        }
    }
}

/// Why the layer did not take an event.
#[derive(Debug, thiserror::Error)]
pub enum LayerError {
    /// The channel's queue is full.
    #[error("the channel is full")]
    Full,
    /// There is no such channel any more.
    #[error("the channel is gone")]
    Gone,
    /// The backend does not answer.
    #[error("the channel layer cannot be reached: {0}")]
    Unreachable(String),
}

/// What a channel receives.
#[derive(Clone, Debug)]
pub enum Received {
    /// Something happened.
    Event(Arc<Envelope>),
    /// The queue was full and has been dropped: read the store from the last seq that was delivered.
    Lagged,
}

/// The layer; the module's page has the contract.
#[async_trait]
pub trait ChannelLayer: Send + Sync + 'static {
    /// What it is, for logs and `layer check`: `memory`.
    fn kind(&self) -> &'static str;

    /// Makes a channel. It is in no group yet.
    fn new_channel(&self, capacity: Capacity) -> Channel;

    /// Sends to one channel.
    ///
    /// # Errors
    /// [`LayerError::Full`] and [`LayerError::Gone`]; [`LayerError::Unreachable`].
    async fn send(&self, channel: ChannelName, event: Event) -> Result<(), LayerError>;

    /// Adds a channel to a group; returns once later sends to the group reach it.
    ///
    /// # Errors
    /// [`LayerError::Gone`]; [`LayerError::Unreachable`].
    async fn group_add(&self, group: Group, channel: ChannelName) -> Result<(), LayerError>;

    /// Takes a channel out of a group; nothing where it is in none.
    ///
    /// # Errors
    /// [`LayerError::Unreachable`].
    async fn group_discard(&self, group: Group, channel: ChannelName) -> Result<(), LayerError>;

    /// Sends to every channel of a group; returns without waiting for any of them.
    ///
    /// # Errors
    /// [`LayerError::Unreachable`].
    async fn group_send(&self, group: Group, event: Event) -> Result<(), LayerError>;

    /// How many channels of this process are in the group.
    fn group_size(&self, group: Group) -> usize;

    /// How many groups this process keeps anything of.
    fn group_count(&self) -> usize;
}

/// What a backend does when a channel is dropped.
pub(super) trait Leave: Send + Sync {
    fn leave(&self, channel: ChannelName);
}

/// The receiving end. Dropping it leaves every group.
pub struct Channel {
    name: ChannelName,
    queue: Arc<Queue>,
    layer: Weak<dyn Leave>,
}

impl Channel {
    pub(super) fn new(name: ChannelName, queue: Arc<Queue>, layer: Weak<dyn Leave>) -> Self {
        Self { name, queue, layer }
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> ChannelName {
        self.name
    }

    /// Waits for the next event. Nothing is lost where the returned future is dropped.
    pub async fn receive(&mut self) -> Received {
        self.queue.pop().await
    }

    /// The next event, if one waits.
    pub fn try_receive(&mut self) -> Option<Received> {
        self.queue.try_pop()
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        if let Some(layer) = self.layer.upgrade() {
            layer.leave(self.name);
        }
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Channel({})", self.name)
    }
}
