//! A typed command → a verb of `chat`, and the frame that answers it. Holds nothing of the consumer, so events go on
//! being delivered while a command is under way.

use bytes::Bytes;

use super::command::{Command, Rejected};
use super::frame;
use crate::channels::{ChannelName, Protocol};
use crate::chat::{Chat, ChatError};
use crate::domain::{Locale, MessageId, Nonce, Person, Room, Seq};

/// Whose command it is.
#[derive(Clone)]
pub(super) struct Sender {
    pub(super) chat: Chat,
    pub(super) person: Person,
    pub(super) room: Room,
    pub(super) channel: ChannelName,
    pub(super) protocol: Protocol,
    pub(super) locale: Locale,
}

/// What a command is answered with.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) frame: Option<Bytes>,
    pub(super) is_error: bool,
}

/// What a command made: the parts of an ack.
struct Done {
    event: Seq,
    id: MessageId,
    dup: bool,
}

impl Sender {
    pub(super) async fn perform(self, command: Command) -> Answer {
        let (user, room) = (self.person.id, self.room.id);
        match command {
            Command::Message(message) => {
                let nonce = message.nonce.clone();
                let sent = self.chat.post(user, room, message).await;
                let done = sent.map(|sent| Done {
                    event: sent.seq,
                    id: sent.id,
                    dup: sent.message.is_none(),
                });
                self.acked(nonce, done)
            }
            Command::Edit(id, text) => {
                let nonce = text.nonce.clone();
                let edited = self.chat.edit(user, room, id, text).await;
                let done = edited.map(|altered| Done {
                    event: altered.seq,
                    id,
                    dup: altered.message.is_none(),
                });
                self.acked(nonce, done)
            }
            Command::Delete(id, nonce) => {
                let deleted = self.chat.delete(user, room, id, nonce.clone()).await;
                let done = deleted.map(|altered| Done {
                    event: altered.seq,
                    id,
                    dup: altered.message.is_none(),
                });
                self.acked(nonce, done)
            }
            Command::Read { upto, back } => {
                match self.chat.mark_read(user, &self.room, upto, back).await {
                    Ok(()) => Answer::default(),
                    Err(error) => self.failed(None, &error),
                }
            }
            Command::Typing(on) => {
                let Self { chat, person, .. } = self;
                chat.typing(person, &self.room, on, self.channel).await;
                Answer::default()
            }
            Command::Ping(n) => match self.chat.head(room).await {
                Ok(head) => Answer {
                    frame: Some(frame::pong(n, head)),
                    is_error: false,
                },
                Err(error) => self.failed(None, &error),
            },
        }
    }

    /// The answer to a frame that is no command.
    pub(super) fn refuse(&self, rejected: &Rejected) -> Answer {
        Answer {
            frame: Some(frame::error(
                self.protocol,
                self.locale,
                rejected.nonce.as_ref(),
                &rejected.refusal,
            )),
            is_error: true,
        }
    }

    fn acked(&self, nonce: Option<Nonce>, done: Result<Done, ChatError>) -> Answer {
        match done {
            // The tutorial's protocol reads no nonce, so it is never acked.
            Ok(done) => Answer {
                frame: nonce.map(|nonce| {
                    frame::ack(&nonce, &self.room.name, done.event, done.id, done.dup)
                }),
                is_error: false,
            },
            Err(error) => self.failed(nonce, &error),
        }
    }

    /// What the sender is told; our own faults are logged here, once.
    fn failed(&self, nonce: Option<Nonce>, error: &ChatError) -> Answer {
        if error.is_fault() {
            tracing::error!(%error, "a command failed");
        }
        self.refuse(&Rejected {
            nonce,
            refusal: error.refusal(),
        })
    }
}
