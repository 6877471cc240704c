//! Posting in bulk: all messages that wait share one set of statements, so that a busy server does less for each.
//!
//! Everything that decides is read inside the transaction: room, membership, author and nonces are as they are at
//! the commit, so a removal that was committed first is obeyed.

mod insert;
mod known;
mod padded;

use std::collections::HashMap;
use std::time::Duration;

use self::known::{Known, Member, NonceKey, RoomState, Target};
use super::{StoreError, Transaction, access, blocks};
use crate::domain::{
    Action, Actor, Change, ErrorCode, MemberChange, Message, MessageId, Nonce, Person, Refusal,
    RoomEvent, RoomId, RoomKind, RoomRole, Sentence, Seq, Silence, Timestamp, UserId,
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
    /// What search finds it by, as `domain::search::indexed` takes it from the text: outside the writer, which has
    /// others to serve.
    pub words: String,
    /// Whom the text names.
    pub mentions: Vec<UserId>,
    /// Set where the text calls the whole room; counts where the author may.
    pub call: Option<RoomCall>,
    /// The client's name for it.
    pub nonce: Option<Nonce>,
    /// The message that it answers.
    pub reply_to: Option<MessageId>,
}

/// A text that calls the whole room, where its author may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomCall {
    /// The body in which the call is shown as one.
    pub html: String,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Posted {
    /// Stored now.
    New(Box<Message>),
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
        .map(|(index, post)| plan.decide(&mut known, index, post, now))
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
                .map(|message| Posted::New(Box::new(message)))
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
    fn decide(
        &mut self,
        known: &mut Known,
        index: usize,
        post: &NewMessage,
        now: Timestamp,
    ) -> Decision {
        let refuse = |refusal: Refusal| Decision::Done(Err(refusal.into()));
        let (actor, before) = (known.actor(post, now), known.before(post));
        let Some((author, _)) = known.authors.get(&post.author) else {
            return refuse(ErrorCode::Unauthorized.into());
        };
        let Some(room) = known.rooms.get_mut(&post.room) else {
            return refuse(ErrorCode::NotFound.into());
        };
        let member = known.members.get(&(post.room, post.author)).copied();
        let knows_of_room = actor.banned && room.kind != RoomKind::Private;
        if !actor.may(Action::Read, room.kind) && !knows_of_room {
            return refuse(ErrorCode::NotFound.into());
        }
        if let Some(nonce) = &post.nonce {
            let key = (post.author, post.room, nonce.as_str().to_owned());
            match known.nonces.get(&key) {
                Some((command, seq, id)) if command == COMMAND => {
                    let (seq, id) = (*seq, *id);
                    return Decision::Done(Ok(Posted::Again { seq, id }));
                }
                Some(_) => return refuse(ErrorCode::Conflict.into()),
                None => {}
            }
            if let Some(first) = self.first.get(&key) {
                return Decision::SameAs(*first);
            }
        }
        if let Some(refusal) = refusal(room, actor, before, now) {
            return refuse(refusal);
        }
        let is_there = |target: &Target| target.room == post.room;
        if let Some(id) = &post.reply_to
            && !known.targets.get(id).is_some_and(is_there)
        {
            let sentence = Sentence::new("reply-target-gone");
            return refuse(Refusal::because(ErrorCode::NotFound, sentence));
        }
        if let Some(nonce) = &post.nonce {
            let key = (post.author, post.room, nonce.as_str().to_owned());
            self.first.insert(key, index);
        }
        let mut author_now = member.unwrap_or(Member::NEW);
        author_now.last_post = Some(now);
        if member.is_none() {
            room.head = room.head.next();
            self.joins.push((post.room, author.clone(), room.head));
        }
        known.members.insert((post.room, post.author), author_now);
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

/// Why somebody may not write in a room that is open to them.
fn refusal(
    room: &RoomState,
    actor: Actor,
    member: Option<Member>,
    now: Timestamp,
) -> Option<Refusal> {
    if let Some(silence) = actor.silence(room.kind, room.archived, room.announcements) {
        return Some(match silence {
            Silence::Archived => ErrorCode::Archived.into(),
            Silence::KeptOut if room.kind == RoomKind::Direct => blocks::refusal(),
            Silence::KeptOut => ErrorCode::Forbidden.into(),
            Silence::Muted => muted(member, now),
            Silence::Announcements => access::announcements_only(),
        });
    }
    if actor.may(Action::Moderate, room.kind) {
        return None;
    }
    let last = member.and_then(|member| member.last_post)?;
    let wait = last
        .plus(Duration::from_secs(room.slow_seconds.into()))
        .since(now);
    (!wait.is_zero()).then(|| waiting(ErrorCode::SlowMode, wait))
}

fn muted(member: Option<Member>, now: Timestamp) -> Refusal {
    let until = member.and_then(|member| member.muted_until);
    let refusal = Refusal::from(ErrorCode::Muted);
    match until {
        // For good, as far as anybody can wait for it.
        Some(until) if until < Timestamp::NEVER => {
            let wait = u64::try_from(until.since(now).as_millis()).unwrap_or(u64::MAX);
            refusal.retry_after_ms(wait)
        }
        _ => refusal,
    }
}

fn waiting(code: ErrorCode, wait: Duration) -> Refusal {
    let retry_ms = u64::try_from(wait.as_micros().div_ceil(1_000)).unwrap_or(u64::MAX);
    let sentence = Sentence::new(code.key()).with("seconds", retry_ms.div_ceil(1_000));
    Refusal::because(code, sentence).retry_after_ms(retry_ms)
}

fn joined(person: &Person) -> Change {
    Change::Member {
        change: MemberChange::Joined,
        person: person.clone(),
        role: RoomRole::Member,
    }
}
