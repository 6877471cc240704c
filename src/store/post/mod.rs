//! Posting in bulk: all messages that wait share one set of statements, so that a busy server does less for each.
//!
//! Everything that decides is read inside the transaction: room, membership, author and nonces are as they are at
//! the commit, so a removal that was committed first is obeyed.

mod insert;
mod known;
mod padded;

use std::collections::HashMap;

use self::known::{Known, NonceKey};
use super::{StoreError, Transaction};
use crate::domain::{
    Change, ErrorCode, MemberChange, Message, MessageId, Nonce, Person, RoomEvent, RoomId,
    RoomRole, Seq, Timestamp, UserId,
};

const COMMAND: &str = "message";

/// A message to store; text and rendering are checked before.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Into which room.
    pub room: RoomId,
    /// By whom.
    pub author: UserId,
    /// As typed, normalised.
    pub text: String,
    /// The rendered, sanitised body.
    pub html: String,
    /// Whom the text names.
    pub mentions: Vec<UserId>,
    /// Whether the text calls the whole room; counts where the author may.
    pub calls_room: bool,
    /// The client's name for it.
    pub nonce: Option<Nonce>,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Posted {
    /// Stored now.
    New(Message),
    /// Stored earlier under the same nonce; nothing was changed.
    Again {
        /// Seq of the first event.
        seq: Seq,
        /// The first message.
        id: MessageId,
    },
}

type Outcome = Result<Posted, StoreError>;

/// What will be written: joins and messages with their seqs, in order.
#[derive(Default)]
struct Plan {
    joins: Vec<(RoomId, Person, Seq)>,
    /// Index of the post, seq, and place among the room's messages.
    messages: Vec<(usize, Seq, i64)>,
    /// Nonce → the post of this same batch that has it first.
    first: HashMap<NonceKey, usize>,
}

enum Decision {
    Store,
    SameAs(usize),
    Done(Outcome),
}

pub(super) async fn post_all(
    transaction: &mut Transaction,
    posts: &[NewMessage],
) -> Result<Vec<Outcome>, StoreError> {
    let now = transaction.now();
    let mut known = Known::read(transaction, posts).await?;
    let mut plan = Plan::default();
    let decisions: Vec<Decision> = posts
        .iter()
        .enumerate()
        .map(|(index, post)| plan.decide(&mut known, index, post))
        .collect();
    let mut stored = plan.write(transaction, &known, posts, now).await?;
    transaction.publish(plan.events(&known, posts, &stored, now));
    let outcomes: Vec<Outcome> = decisions
        .into_iter()
        .enumerate()
        .map(|(index, decision)| match decision {
            Decision::Done(outcome) => outcome,
            Decision::Store => stored
                .get(&index)
                .cloned()
                .map(Posted::New)
                .ok_or(StoreError::NotFound),
            Decision::SameAs(first) => stored
                .get(&first)
                .map(|message| Posted::Again {
                    seq: message.seq,
                    id: message.id,
                })
                .ok_or(StoreError::NotFound),
        })
        .collect();
    stored.clear();
    Ok(outcomes)
}

impl Plan {
    fn decide(&mut self, known: &mut Known, index: usize, post: &NewMessage) -> Decision {
        let refuse = |code: ErrorCode| Decision::Done(Err(code.into()));
        let Some((author, _)) = known.authors.get(&post.author) else {
            return refuse(ErrorCode::Unauthorized);
        };
        let Some(room) = known.rooms.get_mut(&post.room) else {
            return refuse(ErrorCode::NotFound);
        };
        let member = known.members.contains_key(&(post.room, post.author));
        if !member && !room.open {
            return refuse(ErrorCode::NotFound);
        }
        if let Some(nonce) = &post.nonce {
            let key = (post.author, post.room, nonce.as_str().to_owned());
            match known.nonces.get(&key) {
                Some((command, seq, id)) if command == COMMAND => {
                    let (seq, id) = (*seq, *id);
                    return Decision::Done(Ok(Posted::Again { seq, id }));
                }
                Some(_) => return refuse(ErrorCode::Conflict),
                None => {}
            }
            if let Some(first) = self.first.get(&key) {
                return Decision::SameAs(*first);
            }
            if !room.archived {
                self.first.insert(key, index);
            }
        }
        if room.archived {
            return refuse(ErrorCode::Archived);
        }
        if !member {
            room.head = room.head.next();
            self.joins.push((post.room, author.clone(), room.head));
            known
                .members
                .insert((post.room, post.author), RoomRole::Member);
        }
        room.head = room.head.next();
        room.messages += 1;
        self.messages.push((index, room.head, room.messages));
        Decision::Store
    }

    /// What is published: each room's events in the order of their seqs.
    fn events(
        &self,
        known: &Known,
        posts: &[NewMessage],
        stored: &HashMap<usize, Message>,
        now: Timestamp,
    ) -> Vec<RoomEvent> {
        let event = |room: RoomId, seq, actor, change, nonce| {
            Some(RoomEvent {
                room,
                room_name: known.rooms.get(&room)?.name.clone(),
                seq,
                at: now,
                actor: Some(actor),
                change,
                nonce,
            })
        };
        let joins = self
            .joins
            .iter()
            .filter_map(|(room, person, seq)| event(*room, *seq, person.id, joined(person), None));
        let messages = self.messages.iter().filter_map(|(index, seq, _)| {
            let post = &posts[*index];
            let change = Change::Message(stored.get(index)?.clone());
            event(post.room, *seq, post.author, change, post.nonce.clone())
        });
        let mut events: Vec<RoomEvent> = joins.chain(messages).collect();
        events.sort_by_key(|event| (event.room, event.seq));
        events
    }
}

fn joined(person: &Person) -> Change {
    Change::Member {
        change: MemberChange::Joined,
        person: person.clone(),
        role: RoomRole::Member,
    }
}
