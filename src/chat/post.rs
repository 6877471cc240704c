//! Posting: text, rate, rendering, then the store. The live event goes out through the publisher, not from here.

use std::future::ready;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, TryFutureExt};

use super::{Chat, ChatError};
use crate::domain::search::indexed;
use crate::domain::{
    ErrorCode, Message, MessageId, MessageText, Nonce, Refusal, RoomId, Seq, UserId,
};
use crate::store::{NewMessage, Posted, nonces};

/// What somebody wants to say.
#[derive(Clone, Debug)]
pub struct Command {
    /// As typed.
    pub text: String,
    /// The client's name for it.
    pub nonce: Option<Nonce>,
    /// The message of the room that it answers; of no meaning for an edit.
    pub reply_to: Option<MessageId>,
}

/// What became of it: the ack.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Seq of the event that it made.
    pub seq: Seq,
    /// The message.
    pub id: MessageId,
    /// The message as it was stored just now; `None` where the nonce was known and nothing was stored.
    pub message: Option<Message>,
}

impl Chat {
    /// Stores a message; returns after the commit. Whether the author may write here is decided inside the
    /// transaction, so that a removal which was committed first is obeyed. A known nonce costs nothing of the rate, and
    /// is looked up by itself only where the command would be refused.
    ///
    /// # Errors
    /// Refusals `empty`, `too_long`, `rate_limited`, `conflict`, `not_found`, `archived`, `unauthorized`; else
    /// database errors.
    pub async fn post(
        &self,
        author: UserId,
        room: RoomId,
        command: Command,
    ) -> Result<Sent, ChatError> {
        self.begin_post(author, room, command).await?.await
    }

    /// As [`Chat::post`], but returns once the message has its place in the row of the writer: what is posted after
    /// that comes after it, and what it returns ends after the commit. So somebody's many messages share a commit.
    ///
    /// # Errors
    /// As [`Chat::post`].
    pub async fn begin_post(
        &self,
        author: UserId,
        room: RoomId,
        command: Command,
    ) -> Result<BoxFuture<'static, Result<Sent, ChatError>>, ChatError> {
        let text = match self.admit(author, &command.text) {
            Ok(text) => text,
            Err(refusal) => {
                let nonce = command.nonce.as_ref();
                let earlier = self.earlier(author, room, nonce, "message").await?;
                let sent = earlier.map(again).ok_or(refusal)?;
                return Ok(ready(Ok(sent)).boxed());
            }
        };
        let (nonce, reply_to) = (command.nonce, command.reply_to);
        let stored = self.store_message(author, room, &text, nonce, reply_to);
        let (stored, buckets) = (stored.await?, Arc::clone(&self.buckets));
        Ok(async move {
            let sent = stored.await?;
            if sent.message.is_none() {
                buckets.give_back(author);
            }
            Ok(sent)
        }
        .boxed())
    }

    /// Whether this could be posted now, were it new.
    fn admit(&self, author: UserId, text: &str) -> Result<MessageText, Refusal> {
        let text = MessageText::parse(text, self.text_characters())?;
        self.buckets.take(author)?;
        Ok(text)
    }

    /// What was done under this nonce before, if anything.
    pub(super) async fn earlier(
        &self,
        user: UserId,
        room: RoomId,
        nonce: Option<&Nonce>,
        command: &str,
    ) -> Result<Option<nonces::Earlier>, ChatError> {
        let Some(nonce) = nonce else { return Ok(None) };
        let earlier = nonces::find(self.store.reader(), user, room, nonce).await?;
        match earlier {
            Some(earlier) if earlier.command != command => Err(ErrorCode::Conflict.into()),
            earlier => Ok(earlier),
        }
    }

    /// Stores a message of the command line: no rate, everything else as [`Chat::post`].
    ///
    /// # Errors
    /// As [`Chat::post`].
    pub async fn announce(
        &self,
        author: UserId,
        room: RoomId,
        text: &str,
    ) -> Result<Sent, ChatError> {
        let text = MessageText::parse(text, self.text_characters())?;
        self.store_message(author, room, &text, None, None)
            .await?
            .await
    }

    async fn store_message(
        &self,
        author: UserId,
        room: RoomId,
        text: &MessageText,
        nonce: Option<Nonce>,
        reply_to: Option<MessageId>,
    ) -> Result<impl Future<Output = Result<Sent, ChatError>> + Send + use<>, ChatError> {
        let written = self.written(text).await?;
        let message = NewMessage {
            room,
            author,
            text: text.as_str().to_owned(),
            html: written.html,
            words: indexed(text.as_str()),
            mentions: written.mentions,
            call: written.call,
            nonce,
            reply_to,
        };
        let posted = self.store.begin_post(message).await?;
        Ok(posted.map_ok(|posted| match posted {
            Posted::New(message) => Sent {
                seq: message.seq,
                id: message.id,
                message: Some(*message),
            },
            Posted::Again { seq, id } => Sent {
                seq,
                id,
                message: None,
            },
        }))
    }

    /// The message that an earlier command under the same nonce made, as it is now.
    ///
    /// # Errors
    /// [`ChatError::NotFound`]; database errors.
    pub async fn sent_message(&self, room: RoomId, sent: Sent) -> Result<Message, ChatError> {
        match sent.message {
            Some(message) => Ok(message),
            None => self.message(room, sent.id).await,
        }
    }
}

fn again(earlier: nonces::Earlier) -> Sent {
    Sent {
        seq: earlier.seq,
        id: earlier.message,
        message: None,
    }
}
