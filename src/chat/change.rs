//! Editing and deleting: one's own messages, and as a moderator any.

use super::{Chat, ChatError, Command};
use crate::domain::{Action, Doer, ErrorCode, Message, MessageId, MessageText, Nonce, RoomId, Seq};
use crate::store::access::{self, must_be_admin};
use crate::store::changes::{self, Changed, NewState};
use crate::store::{Transaction, messages};

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
        doer: &Doer,
        room: RoomId,
        id: MessageId,
        command: Command,
    ) -> Result<Altered, ChatError> {
        let actor = doer.user().ok_or(ErrorCode::Unauthorized)?;
        let nonce = command.nonce;
        if let Some(earlier) = self.earlier(actor, room, nonce.as_ref(), "edit").await? {
            return Ok(again(earlier.seq));
        }
        let text = MessageText::parse(&command.text, self.text_characters())?;
        self.buckets.take(actor)?;
        let written = self.written(&text).await?;
        let state = NewState::Edited {
            html: written.html,
            text: text.as_str().to_owned(),
            mentions: written.mentions,
            call: written.call,
        };
        self.alter(doer, room, id, state, nonce).await
    }

    /// Deletes a message: its text is erased, a tombstone stays in the log.
    ///
    /// # Errors
    /// As [`Chat::edit`], without those of a text.
    pub async fn delete(
        &self,
        doer: &Doer,
        room: RoomId,
        id: MessageId,
        nonce: Option<Nonce>,
    ) -> Result<Altered, ChatError> {
        let actor = doer.user().ok_or(ErrorCode::Unauthorized)?;
        if let Some(earlier) = self.earlier(actor, room, nonce.as_ref(), "delete").await? {
            return Ok(again(earlier.seq));
        }
        self.buckets.take(actor)?;
        self.alter(doer, room, id, NewState::Deleted, nonce).await
    }

    /// Deletes a message for who looks after the site, in an archived room too, and one that is hidden. It costs nothing of
    /// the rate, so that a page full of them goes at once.
    ///
    /// # Errors
    /// Refusals `not_found` (also: deleted already, or where the admin may not read), `forbidden` (somebody else's in a
    /// direct room); database errors.
    pub async fn take_down(&self, doer: Doer, id: MessageId) -> Result<(), ChatError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    must_be_admin(transaction, &doer).await?;
                    let room = messages::room_of(&mut **transaction, id).await?;
                    let access = access::of(transaction, room, &doer).await?;
                    access.must(Action::Read)?;
                    let found = messages::find(&mut **transaction, room, id).await?;
                    let message = found.ok_or(ErrorCode::NotFound)?;
                    access.must(if doer.user() == Some(message.author.id) {
                        Action::DeleteOwn
                    } else {
                        Action::ChangeOthers
                    })?;
                    if changes::take_down(transaction, &access.room, &doer, message).await? {
                        Ok(())
                    } else {
                        Err(ErrorCode::NotFound.into())
                    }
                })
            })
            .await
    }

    async fn alter(
        &self,
        doer: &Doer,
        room: RoomId,
        id: MessageId,
        state: NewState,
        nonce: Option<Nonce>,
    ) -> Result<Altered, ChatError> {
        let doer = doer.clone();
        let changed = self
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(changes::change(transaction, room, doer, id, state, nonce))
            })
            .await?;
        Ok(match changed {
            Changed::Again { seq } => again(seq),
            Changed::New { seq, message } => Altered {
                seq,
                message: Some(*message),
            },
        })
    }
}

const fn again(seq: Seq) -> Altered {
    Altered { seq, message: None }
}
