//! A typed command → a verb of `chat`, and the frame that answers it. Holds nothing of the consumer, so events go on
//! being delivered while a command is under way.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::command::{Command, Rejected};
use super::frame;
use crate::channels::{ChannelName, Protocol};
use crate::chat::{self, Chat, ChatError, Marked};
use crate::domain::{Doer, Locale, MessageId, Nonce, Person, Refusal, Room, Seq, Via};

/// Whose commands they are.
pub(super) struct Sender {
    pub(super) chat: Chat,
    pub(super) person: Person,
    pub(super) peer: IpAddr,
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

/// How far a command is.
pub(super) enum Begun {
    /// It is over.
    Done(Answer),
    /// A message has its place in the row of the writer: what is sent after it is stored after it.
    Posted(BoxFuture<'static, Answer>),
}

/// What a command made: the parts of an ack.
struct Done {
    event: Seq,
    id: MessageId,
    dup: bool,
}

const fn done(id: MessageId, marked: Marked) -> Done {
    Done {
        event: marked.seq,
        id,
        dup: marked.dup,
    }
}

impl Sender {
    /// Carries a command out as far as the next one has to wait for it.
    pub(super) async fn begin(self: Arc<Self>, command: Command) -> Begun {
        let (user, room) = (self.person.id, self.room.id);
        Begun::Done(match command {
            Command::Message(message) => return self.begin_post(message).await,
            Command::Edit(id, text) => {
                let nonce = text.nonce.clone();
                let edited = self.chat.edit(&self.doer(), room, id, text).await;
                let done = edited.map(|altered| Done {
                    event: altered.seq,
                    id,
                    dup: altered.message.is_none(),
                });
                self.acked(nonce.as_ref(), done)
            }
            Command::Delete(id, nonce) => {
                let deleted = self
                    .chat
                    .delete(&self.doer(), room, id, nonce.clone())
                    .await;
                let done = deleted.map(|altered| Done {
                    event: altered.seq,
                    id,
                    dup: altered.message.is_none(),
                });
                self.acked(nonce.as_ref(), done)
            }
            Command::React(id, emoji, mark) => {
                let nonce = mark.nonce.clone();
                let marked = self.chat.react(user, room, id, emoji, mark).await;
                self.acked(nonce.as_ref(), marked.map(|marked| done(id, marked)))
            }
            Command::Pin(id, mark) => {
                let nonce = mark.nonce.clone();
                let marked = self.chat.pin(user, room, id, mark).await;
                self.acked(nonce.as_ref(), marked.map(|marked| done(id, marked)))
            }
            Command::Read { upto, back } => {
                match self.chat.mark_read(user, room, upto, back).await {
                    Ok(()) => Answer::default(),
                    Err(error) => self.failed(None, &error),
                }
            }
            Command::Typing(on) => {
                let person = self.person.clone();
                self.chat.typing(person, room, on, self.channel).await;
                Answer::default()
            }
            Command::Ping(n) => match self.chat.head(room).await {
                Ok(head) => Answer {
                    frame: Some(frame::pong(n, head)),
                    is_error: false,
                },
                Err(error) => self.failed(None, &error),
            },
        })
    }

    fn doer(&self) -> Doer {
        Doer {
            person: Some(self.person.clone()),
            via: Via::Socket,
            address: Some(self.peer),
        }
    }

    async fn begin_post(self: Arc<Self>, message: chat::Command) -> Begun {
        let nonce = message.nonce.clone();
        let posting = self.chat.begin_post(self.person.id, self.room.id, message);
        match posting.await {
            Ok(stored) => {
                let answered = stored.map(move |sent| {
                    let done = sent.map(|sent| Done {
                        event: sent.seq,
                        id: sent.id,
                        dup: sent.message.is_none(),
                    });
                    self.acked(nonce.as_ref(), done)
                });
                Begun::Posted(answered.boxed())
            }
            Err(error) => Begun::Done(self.failed(nonce.as_ref(), &error)),
        }
    }

    /// The answer to a frame that is no command.
    pub(super) fn refuse(&self, rejected: &Rejected) -> Answer {
        self.refused(rejected.nonce.as_ref(), &rejected.refusal)
    }

    fn refused(&self, nonce: Option<&Nonce>, refusal: &Refusal) -> Answer {
        Answer {
            frame: Some(frame::error(self.protocol, self.locale, nonce, refusal)),
            is_error: true,
        }
    }

    fn acked(&self, nonce: Option<&Nonce>, done: Result<Done, ChatError>) -> Answer {
        match done {
            // The tutorial's protocol reads no nonce, so it is never acked.
            Ok(done) => Answer {
                frame: nonce
                    .map(|nonce| frame::ack(nonce, &self.room.name, done.event, done.id, done.dup)),
                is_error: false,
            },
            Err(error) => self.failed(nonce, &error),
        }
    }

    /// What the sender is told; our own faults are logged here, once.
    fn failed(&self, nonce: Option<&Nonce>, error: &ChatError) -> Answer {
        if error.is_fault() {
            tracing::error!(%error, "a command failed");
        }
        self.refused(nonce, &error.refusal())
    }
}
