//! Posting: text, rate, rendering, then the store. The live event goes out through the publisher, not from here.

use super::{Chat, ChatError, render};
use crate::channels::{ChannelName, Event, Group};
use crate::domain::{
    ErrorCode, Message, MessageId, MessageText, Nonce, Person, Room, RoomId, Seq, UserId,
};
use crate::store::{NewMessage, Posted, messages, nonces};

/// What somebody wants to say.
#[derive(Clone, Debug)]
pub struct Command {
    /// As typed.
    pub text: String,
    /// The client's name for it.
    pub nonce: Option<Nonce>,
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
    /// transaction, so that a removal which was committed first is obeyed. A known nonce costs nothing of the rate.
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
        if let Some(earlier) = self
            .earlier(author, room, command.nonce.as_ref(), "message")
            .await?
        {
            return Ok(Sent {
                seq: earlier.seq,
                id: earlier.message,
                message: None,
            });
        }
        let text = MessageText::parse(&command.text, self.text_characters)?;
        self.buckets.take(author)?;
        self.store_message(author, room, &text, command.nonce).await
    }

    /// What was done under this nonce before, if anything: looked at first, so that a resend costs nothing.
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
        let text = MessageText::parse(text, self.text_characters)?;
        self.store_message(author, room, &text, None).await
    }

    async fn store_message(
        &self,
        author: UserId,
        room: RoomId,
        text: &MessageText,
        nonce: Option<Nonce>,
    ) -> Result<Sent, ChatError> {
        let called = self.called(text).await?;
        let message = NewMessage {
            room,
            author,
            text: text.as_str().to_owned(),
            html: render(text.as_str()),
            mentions: called.users,
            calls_room: called.room,
            nonce,
        };
        Ok(match self.store.post(message).await? {
            Posted::New(message) => Sent {
                seq: message.seq,
                id: message.id,
                message: Some(message),
            },
            Posted::Again { seq, id } => Sent {
                seq,
                id,
                message: None,
            },
        })
    }

    /// The message that an earlier command under the same nonce made, as it is now.
    ///
    /// # Errors
    /// [`ChatError::NotFound`]; database errors.
    pub async fn sent_message(&self, room: RoomId, sent: Sent) -> Result<Message, ChatError> {
        match sent.message {
            Some(message) => Ok(message),
            None => messages::find(self.store.reader(), room, sent.id)
                .await?
                .ok_or(ChatError::NotFound),
        }
    }

    /// Tells the others in the room that somebody began or stopped to write. Never stored, dropped under load.
    pub async fn typing(&self, person: Person, room: &Room, on: bool, from: ChannelName) {
        let event = Event::Typing {
            room_name: room.name.clone(),
            person,
            on,
            from,
        };
        if let Err(error) = self.layer.group_send(Group::Room(room.id), event).await {
            tracing::debug!(%error, "typing was not passed on");
        }
    }
}
