//! What one does with a message besides answering it in words: an emoji, and pinning it for the room.

use super::{Chat, ChatError};
use crate::domain::{Message, MessageId, Nonce, Person, ReactionEmoji, RoomId, UserId};
use crate::store::{Marked, Transaction, pins, reactions};

/// What is added to a message or taken from it, and under which nonce.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Added, or taken away.
    pub added: bool,
    /// The client's name for it.
    pub nonce: Option<Nonce>,
}

impl Chat {
    /// Answers a message with an emoji, or takes that back. What is so already makes no event. Joins nobody.
    ///
    /// # Errors
    /// Refusals `invalid` (no such emoji), `rate_limited`, `conflict`, `not_found`, `forbidden`, `muted`, `archived`,
    /// `unauthorized`; else database errors.
    pub async fn react(
        &self,
        user: UserId,
        room: RoomId,
        id: MessageId,
        emoji: ReactionEmoji,
        mark: Mark,
    ) -> Result<Marked, ChatError> {
        let Mark { added, nonce } = mark;
        if let Some(earlier) = self.earlier(user, room, nonce.as_ref(), "react").await? {
            return Ok(again(earlier.seq));
        }
        // One that is no longer there can still be taken back.
        if added
            && emoji
                .custom_name()
                .is_some_and(|name| !self.custom_emoji().has(name))
        {
            return Err(ReactionEmoji::unknown().into());
        }
        self.buckets.take(user)?;
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(reactions::react(
                    transaction,
                    room,
                    user,
                    id,
                    emoji,
                    added,
                    nonce,
                ))
            })
            .await
    }

    /// Keeps a message at hand for the room, or no longer. What is so already makes no event.
    ///
    /// # Errors
    /// As [`Chat::react`], without those of an emoji.
    pub async fn pin(
        &self,
        user: UserId,
        room: RoomId,
        id: MessageId,
        mark: Mark,
    ) -> Result<Marked, ChatError> {
        let Mark { added, nonce } = mark;
        if let Some(earlier) = self.earlier(user, room, nonce.as_ref(), "pin").await? {
            return Ok(again(earlier.seq));
        }
        self.buckets.take(user)?;
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(pins::pin(transaction, room, user, id, added, nonce))
            })
            .await
    }

    /// The pinned messages of a room, what was pinned last first.
    ///
    /// # Errors
    /// Database errors.
    pub async fn pins(&self, room: RoomId) -> Result<Vec<Message>, ChatError> {
        let mut connection = self.store.reader().acquire().await?;
        pins::list(&mut connection, room).await
    }

    /// The ids of those.
    ///
    /// # Errors
    /// Database errors.
    pub async fn pin_ids(&self, room: RoomId) -> Result<Vec<MessageId>, ChatError> {
        pins::list_ids(self.store.reader(), room).await
    }

    /// Who has answered a message, by emoji: everybody, with names.
    ///
    /// # Errors
    /// Database errors.
    pub async fn reactions(
        &self,
        id: MessageId,
    ) -> Result<Vec<(ReactionEmoji, Vec<Person>)>, ChatError> {
        let mut connection = self.store.reader().acquire().await?;
        reactions::list_people(&mut connection, id).await
    }
}

const fn again(seq: crate::domain::Seq) -> Marked {
    Marked { seq, dup: true }
}
