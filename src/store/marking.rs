//! What reacting and pinning have in common: who may, once for each nonce, and what is so already is no event.

use super::access::{self, Access};
use super::{StoreError, Transaction, blocks, events, messages, nonces};
use crate::domain::{Action, Change, ErrorCode, MessageId, Nonce, RoomId, Seq, UserId};

/// What became of it: the ack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Seq of the event that it made; where nothing was to be done, of the room's newest event then.
    pub seq: Seq,
    /// Nothing was changed now: it was so already, or the nonce was known.
    pub dup: bool,
}

/// A command about a message.
pub(super) struct Mark {
    pub(super) room: RoomId,
    pub(super) user: UserId,
    pub(super) id: MessageId,
    pub(super) added: bool,
    pub(super) nonce: Option<Nonce>,
    /// As nonces are stored.
    pub(super) command: &'static str,
    pub(super) action: Action,
}

/// How far a command is.
pub(super) enum Begun {
    /// It was, under its nonce.
    Earlier(Marked),
    /// It may be carried out.
    Admitted(Box<Access>),
}

impl Mark {
    /// Whether it was done before under its nonce, or may be done now.
    pub(super) async fn begin(&self, transaction: &mut Transaction) -> Result<Begun, StoreError> {
        let (room, user) = (self.room, self.user);
        if let Some(nonce) = &self.nonce
            && let Some(earlier) = nonces::find(&mut **transaction, user, room, nonce).await?
        {
            if earlier.command != self.command {
                return Err(ErrorCode::Conflict.into());
            }
            return Ok(Begun::Earlier(Marked {
                seq: earlier.seq,
                dup: true,
            }));
        }
        let access = access::of_user(transaction, room, user).await?;
        access.must(Action::Read)?;
        if access.room.archived {
            return Err(ErrorCode::Archived.into());
        }
        messages::find(&mut **transaction, room, self.id)
            .await?
            .filter(|message| !message.deleted)
            .ok_or(ErrorCode::NotFound)?;
        access.must(self.action)?;
        // It would reach the other, as words do.
        if self.added {
            blocks::must_not_be_between(&mut **transaction, &access, user).await?;
        }
        Ok(Begun::Admitted(Box::new(access)))
    }

    /// Appends the event, where there is one, and notes the nonce.
    pub(super) async fn end(
        self,
        transaction: &mut Transaction,
        change: Option<Change>,
    ) -> Result<Marked, StoreError> {
        let (room, user) = (self.room, self.user);
        let marked = match change {
            Some(change) => Marked {
                seq: transaction
                    .append(room, Some(user), change, self.nonce.clone())
                    .await?
                    .seq,
                dup: false,
            },
            None => Marked {
                seq: events::head(&mut **transaction, room).await?,
                dup: true,
            },
        };
        if let Some(nonce) = &self.nonce {
            let (command, id) = (self.command, self.id);
            nonces::insert(transaction, user, room, nonce, command, marked.seq, id).await?;
        }
        Ok(marked)
    }
}
