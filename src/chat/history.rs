//! Reading what was said: pages of messages by seq, and the replay of a room's log.

use super::{Chat, ChatError};
use crate::domain::{Message, MessageId, RoomEvent, RoomId, Seq};
use crate::store::{events, messages};

/// A client that is further behind reloads its page instead (docs/protocol.md §2.2).
pub const REPLAY_LIMIT: i64 = 500;

/// Which page of a room's messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Around {
    /// The newest.
    Newest,
    /// The newest before a seq, without it.
    Before(Seq),
    /// The oldest after a seq, without it.
    After(Seq),
    /// Those on both sides of a seq, with it.
    Seq(Seq),
}

/// One page of messages, oldest first.
#[derive(Clone, Debug)]
pub struct History {
    /// Deleted ones as tombstones.
    pub messages: Vec<Message>,
    /// The room's newest seq when the page was read: live events after it continue the page.
    pub head: Seq,
    /// Whether older ones exist.
    pub has_before: bool,
    /// Whether newer ones exist.
    pub has_after: bool,
}

/// What a reconnecting client missed.
#[derive(Clone, Debug)]
pub struct Replay {
    /// In order, each in its present state.
    pub events: Vec<RoomEvent>,
    /// The last seq that was replayed; live events continue after it.
    pub to: Seq,
    /// Whether nothing is missing.
    pub complete: bool,
}

impl Chat {
    /// One page of at most `limit` messages.
    ///
    /// # Errors
    /// Database errors.
    pub async fn history(
        &self,
        room: RoomId,
        around: Around,
        limit: i64,
    ) -> Result<History, ChatError> {
        let reader = self.store.reader();
        // Read first: a message that is committed in between is then live for the client, and dropped as known.
        let head = events::head(reader, room).await?;
        let mut messages = match around {
            Around::Newest => messages::page_before(reader, room, head.next(), limit).await?,
            Around::Before(seq) => messages::page_before(reader, room, seq, limit).await?,
            Around::After(seq) => messages::page_after(reader, room, seq, limit).await?,
            Around::Seq(seq) => {
                let before = limit / 2;
                let mut page = messages::page_before(reader, room, seq, before).await?;
                let from = seq.previous();
                page.extend(messages::page_after(reader, room, from, limit - before).await?);
                page
            }
        };
        let first = messages.first().map(|message| message.seq);
        let last = messages.last().map(|message| message.seq);
        let (has_before, has_after) = match (first, last, around) {
            (Some(first), Some(last), _) => {
                messages::exist_outside(reader, room, first, last).await?
            }
            // An empty page has everything on the side it was asked from.
            (_, _, Around::Before(seq)) => {
                messages::exist_outside(reader, room, seq, seq.previous()).await?
            }
            (_, _, Around::After(seq)) => {
                messages::exist_outside(reader, room, seq.next(), seq).await?
            }
            _ => (false, false),
        };
        messages::complete(&mut *reader.acquire().await?, &mut messages).await?;
        // Nothing is newer than the newest; what came since is live.
        let has_after = has_after && around != Around::Newest;
        Ok(History {
            messages,
            head,
            has_before,
            has_after,
        })
    }

    /// One message of a room, by id.
    ///
    /// # Errors
    /// [`ChatError::NotFound`]; database errors.
    pub async fn message(&self, room: RoomId, id: MessageId) -> Result<Message, ChatError> {
        let mut connection = self.store.reader().acquire().await?;
        messages::find_whole(&mut connection, room, id)
            .await?
            .ok_or(ChatError::NotFound)
    }

    /// The room's newest seq.
    ///
    /// # Errors
    /// [`ChatError::NotFound`]; database errors.
    pub async fn head(&self, room: RoomId) -> Result<Seq, ChatError> {
        events::head(self.store.reader(), room).await
    }

    /// Everything of the log after `since`, read after the caller joined the room's group. With another epoch, a
    /// `since` beyond the head, or more than [`REPLAY_LIMIT`] behind, nothing is replayed.
    ///
    /// # Errors
    /// Database errors.
    pub async fn replay(
        &self,
        room: RoomId,
        since: Seq,
        epoch: Option<&str>,
    ) -> Result<Replay, ChatError> {
        let head = self.head(room).await?;
        let behind = head.0 - since.0;
        if epoch != Some(self.epoch()) || !(0..=REPLAY_LIMIT).contains(&behind) {
            return Ok(Replay {
                events: Vec::new(),
                to: head,
                complete: false,
            });
        }
        Ok(Replay {
            events: self.events_between(room, since, head).await?,
            to: head,
            complete: true,
        })
    }

    /// The log after `after` up to `upto`, for a consumer that heals itself; at most [`REPLAY_LIMIT`] at once.
    ///
    /// # Errors
    /// Database errors.
    pub async fn events_between(
        &self,
        room: RoomId,
        after: Seq,
        upto: Seq,
    ) -> Result<Vec<RoomEvent>, ChatError> {
        if after >= upto {
            return Ok(Vec::new());
        }
        let mut connection = self.store.reader().acquire().await?;
        events::list_between(&mut connection, room, after, upto, REPLAY_LIMIT).await
    }
}
