//! Editing and deleting: one's own messages, and as a moderator any.

use super::{Chat, ChatError, Command, render};
use crate::domain::{Message, MessageId, MessageText, Nonce, RoomId, Seq, UserId};
use crate::store::Transaction;
use crate::store::changes::{self, Changed, NewState};

/// What became of an edit or a deletion: the ack.
#[derive(Clone, Debug)]
pub struct Altered {
    /// Seq of the event that it made.
    pub seq: Seq,
    /// The message as it is now; `None` where the nonce was known and nothing was changed.
    pub message: Option<Message>,
}

impl Chat {
    /// Gives a message another text.
    ///
    /// # Errors
    /// Refusals `empty`, `too_long`, `rate_limited`, `conflict`, `not_found`, `forbidden`, `archived`,
    /// `unauthorized`; else database errors.
    pub async fn edit(
        &self,
        actor: UserId,
        room: RoomId,
        id: MessageId,
        command: Command,
    ) -> Result<Altered, ChatError> {
        let nonce = command.nonce;
        if let Some(earlier) = self.earlier(actor, room, nonce.as_ref(), "edit").await? {
            return Ok(again(earlier.seq));
        }
        let text = MessageText::parse(&command.text, self.text_characters)?;
        self.buckets.take(actor)?;
        let called = self.called(&text).await?;
        let state = NewState::Edited {
            html: render(text.as_str()),
            text: text.as_str().to_owned(),
            mentions: called.users,
            calls_room: called.room,
        };
        self.alter(actor, room, id, state, nonce).await
    }

    /// Deletes a message: its text is erased, a tombstone stays in the log.
    ///
    /// # Errors
    /// As [`Chat::edit`], without those of a text.
    pub async fn delete(
        &self,
        actor: UserId,
        room: RoomId,
        id: MessageId,
        nonce: Option<Nonce>,
    ) -> Result<Altered, ChatError> {
        if let Some(earlier) = self.earlier(actor, room, nonce.as_ref(), "delete").await? {
            return Ok(again(earlier.seq));
        }
        self.buckets.take(actor)?;
        self.alter(actor, room, id, NewState::Deleted, nonce).await
    }

    async fn alter(
        &self,
        actor: UserId,
        room: RoomId,
        id: MessageId,
        state: NewState,
        nonce: Option<Nonce>,
    ) -> Result<Altered, ChatError> {
        let changed = self
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(changes::change(transaction, room, actor, id, state, nonce))
            })
            .await?;
        Ok(match changed {
            Changed::Again { seq } => again(seq),
            Changed::New { seq, message } => Altered {
                seq,
                message: Some(message),
            },
        })
    }
}

const fn again(seq: Seq) -> Altered {
    Altered { seq, message: None }
}
