//! What the server writes: the frames of docs/protocol.md §2.3, and the tutorial's one form.

use bytes::Bytes;
use serde::Serialize;
use serde_json::json;

use super::CloseCode;
use super::mark_frame::{ReactionFrame, op, pin, reaction, reactions};
use super::reply_frame::{ReplyFrame, ThreadFrame, thread_left, thread_of};
use super::wire::{USUAL, encode, write};
use crate::channels::{Event, Protocol};
use crate::domain::{
    Change, Locale, MemberChange, Message, MessageId, Nonce, Person, Refusal, RoomEvent, RoomName,
    RoomRole, Seq, ThreadReading, Timestamp, UserId, excerpt,
};

/// A message as frames and API show it; a tombstone has no text.
#[derive(Clone, Debug, Serialize)]
pub struct MessageFrame<'m> {
    room: &'m RoomName,
    seq: Seq,
    id: MessageId,
    user: &'m Person,
    at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'m Nonce>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edited_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "is_false")]
    deleted: bool,
    #[serde(skip_serializing_if = "is_false")]
    bot: bool,
    #[serde(skip_serializing_if = "<[UserId]>::is_empty")]
    mentions: &'m [UserId],
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<ReplyFrame<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread: Option<ThreadFrame>,
    #[serde(skip_serializing_if = "<[ReactionFrame<'_>]>::is_empty")]
    reactions: Vec<ReactionFrame<'m>>,
    #[serde(skip_serializing_if = "is_false")]
    pinned: bool,
    #[serde(skip_serializing_if = "is_false")]
    bookmarked: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

impl<'m> MessageFrame<'m> {
    /// A stored message of a room.
    #[must_use]
    pub fn new(room: &'m RoomName, message: &'m Message) -> Self {
        let kept = !message.deleted;
        Self {
            room,
            seq: message.seq,
            id: message.id,
            user: &message.author,
            at: message.at,
            message: kept.then_some(message.text.as_str()),
            html: kept.then_some(message.html.as_str()),
            nonce: None,
            edited_at: message.edited_at.filter(|_| kept),
            deleted: message.deleted,
            bot: kept && message.bot,
            mentions: &message.mentions,
            reply_to: message
                .reply_to
                .as_ref()
                .filter(|_| kept)
                .map(ReplyFrame::from),
            thread: thread_of(message).filter(|_| kept),
            reactions: reactions(message),
            pinned: message.pinned,
            bookmarked: false,
        }
    }

    /// The same for somebody who keeps it, or does not.
    #[must_use]
    pub const fn bookmarked(mut self, bookmarked: bool) -> Self {
        self.bookmarked = bookmarked;
        self
    }

    /// The same for one reader, who has read its thread so far.
    #[must_use]
    pub fn read_by(mut self, reading: Option<&ThreadReading>) -> Self {
        if let (Some(thread), Some(reading)) = (&mut self.thread, reading) {
            thread.unread = Some(reading.unread);
        }
        self
    }
}

#[derive(Serialize)]
struct Tagged<'m> {
    r#type: &'static str,
    #[serde(flatten)]
    message: MessageFrame<'m>,
}

/// The frames of an event, one behind the other, if this protocol has any for it.
pub(super) fn of_event(protocol: Protocol, event: &Event) -> Option<Bytes> {
    match (protocol, event) {
        (_, Event::Room(events)) => of_room_events(protocol, events),
        (Protocol::Seed, _) => None,
        (Protocol::ChatV1, event) => of_passing_event(event),
    }
}

/// The frames without a seq.
fn of_passing_event(event: &Event) -> Option<Bytes> {
    let frame = match event {
        Event::Typing {
            room_name,
            person,
            on,
            ..
        } => json!({ "type": "typing", "room": room_name, "user": person, "on": on }),
        Event::Read {
            room_name,
            upto,
            unread,
            back,
            ..
        } => {
            let mut frame = json!({
                "type": "read", "room": room_name, "upto": upto, "unread": unread.unread,
                "mentions": unread.mentions,
            });
            if *back {
                frame["back"] = json!(true);
            }
            frame
        }
        Event::Activity {
            room_name,
            head,
            unread,
            ..
        } => json!({
            "type": "activity", "room": room_name, "head": head, "unread": unread.unread,
            "mentions": unread.mentions,
        }),
        Event::Bookmark {
            room_name,
            id,
            added,
        } => json!({ "type": "bookmark", "room": room_name, "id": id, "op": op(*added) }),
        Event::RoomsChanged => json!({ "type": "rooms" }),
        Event::Thread {
            thread,
            reading,
            unread_threads,
        } => json!({
            "type": "thread", "id": thread, "last_read": reading.last_read, "unread": reading.unread,
            "unread_threads": unread_threads,
        }),
        Event::Room(_)
        | Event::ThreadChanged { .. }
        | Event::Head { .. }
        | Event::RoomChanged { .. }
        | Event::EmojiChanged
        | Event::RoomDeleted { .. }
        | Event::SessionEnded
        | Event::Probe(_) => return None,
    };
    Some(encode(&frame))
}

/// The frames of lines of the room's log, live or replayed. The tutorial's page knows messages only.
pub(super) fn of_room_events<'e>(
    protocol: Protocol,
    events: impl IntoIterator<Item = &'e RoomEvent>,
) -> Option<Bytes> {
    let mut wire = Vec::with_capacity(USUAL);
    for event in events {
        match (protocol, &event.change) {
            (Protocol::Seed, Change::Message(message)) => write_seed(&mut wire, message),
            (Protocol::Seed, _) => {}
            (Protocol::ChatV1, change) => write_change(&mut wire, event, change),
        }
    }
    (!wire.is_empty()).then(|| Bytes::from(wire))
}

fn write_change(wire: &mut Vec<u8>, event: &RoomEvent, change: &Change) {
    let (room, seq, by) = (&event.room_name, event.seq, event.actor);
    match change {
        Change::Message(message) => {
            let mut frame = MessageFrame::new(room, message);
            frame.nonce = event.nonce.as_ref();
            write(
                wire,
                &Tagged {
                    r#type: "message",
                    message: frame,
                },
            );
        }
        // On replay: what was edited and then deleted is a tombstone at the edit's place.
        Change::Edited(message) if message.deleted => {
            let mut frame = MessageFrame::new(room, message);
            frame.seq = seq;
            write(
                wire,
                &Tagged {
                    r#type: "edited",
                    message: frame,
                },
            );
        }
        Change::Edited(message) => write(wire, &edited(event, message)),
        Change::Deleted(message) => {
            let mut frame = json!({
                "type": "deleted", "room": room, "seq": seq, "id": message.id, "by": by,
            });
            if let Some(thread) = thread_left(message) {
                frame["thread"] = json!(thread);
            }
            write(wire, &frame);
        }
        Change::Reaction { id, reacted } => write(wire, &reaction(event, *id, reacted.as_ref())),
        Change::Pin { id, added } => write(wire, &pin(event, *id, *added)),
        Change::Member {
            change,
            person,
            role,
        } => write(wire, &member(event, *change, person, *role)),
        Change::Room { change, room: now } => write(
            wire,
            &json!({
                "type": "room", "room": room, "seq": seq, "op": change.as_str(), "title": now.title,
                "topic": now.topic, "kind": now.kind, "archived": now.archived,
                "slow_seconds": now.slow_seconds, "announcements": now.announcements, "by": by,
            }),
        ),
    }
}

/// With all that a page needs that has shown the message as a tombstone, and with what is quoted of it from now on.
fn edited(event: &RoomEvent, message: &Message) -> serde_json::Value {
    let mut frame = json!({
        "type": "edited", "room": event.room_name, "seq": event.seq, "id": message.id, "message": message.text,
        "html": message.html, "at": event.at, "by": event.actor, "mentions": message.mentions,
        "excerpt": excerpt(&message.text),
    });
    if let Some(reply_to) = &message.reply_to {
        frame["reply_to"] = json!(ReplyFrame::from(reply_to));
    }
    if let Some(thread) = thread_of(message) {
        frame["thread"] = json!(thread);
    }
    if !message.reactions.is_empty() {
        frame["reactions"] = json!(reactions(message));
    }
    if message.pinned {
        frame["pinned"] = json!(true);
    }
    frame
}

/// Who is no member after it has no role; a mute says until when, or that it is over.
fn member(
    event: &RoomEvent,
    change: MemberChange,
    person: &Person,
    role: RoomRole,
) -> serde_json::Value {
    let mut frame = json!({
        "type": "member", "room": event.room_name, "seq": event.seq, "op": change.as_str(), "user": person,
    });
    if change.stays() {
        frame["role"] = json!(role);
    }
    if let MemberChange::Muted { until } = change {
        frame["until"] = json!(until);
    }
    if event.actor != Some(person.id) {
        frame["by"] = json!(event.actor);
    }
    frame
}

/// Messages as the tutorial's page shows them; a deleted one is not shown.
pub(super) fn seed_messages(messages: &[Message]) -> Option<Bytes> {
    let mut wire = Vec::new();
    for message in messages {
        write_seed(&mut wire, message);
    }
    (!wire.is_empty()).then(|| Bytes::from(wire))
}

fn write_seed(wire: &mut Vec<u8>, message: &Message) {
    if !message.deleted {
        let line = format!("{}: {}", message.author.name, message.text);
        write(wire, &Seed { message: &line });
    }
}

#[derive(Serialize)]
struct Seed<'l> {
    message: &'l str,
}

/// The first frame of `chat.v1`.
pub(super) fn hello(scope: &super::SocketScope, epoch: &str, limits: &super::Limits) -> Bytes {
    let entrance = &scope.entrance;
    let mut hello = json!({
        "type": "hello", "v": 1, "epoch": epoch, "user": scope.person, "room": entrance.room.name,
        "role": entrance.role, "head": entrance.room.head,
        "heartbeat_ms": u64::try_from(limits.heartbeat.as_millis()).unwrap_or(u64::MAX),
        "limits": { "text_chars": limits.text_characters, "frame_bytes": limits.frame_bytes },
    });
    if let Some(until) = entrance.muted_until {
        hello["muted_until"] = json!(until);
    }
    encode(&hello)
}

/// The word that a command is stored: `event` is the seq that it made, `id` the message that it was about.
pub(super) fn ack(nonce: &Nonce, room: &RoomName, event: Seq, id: MessageId, dup: bool) -> Bytes {
    encode(&json!({
        "type": "ack", "nonce": nonce, "room": room, "event": event, "id": id, "dup": dup,
    }))
}

/// An error in the person's language, to nobody else.
pub(super) fn error(
    protocol: Protocol,
    locale: Locale,
    nonce: Option<&Nonce>,
    refusal: &Refusal,
) -> Bytes {
    let detail = refusal.detail(locale);
    if protocol == Protocol::Seed {
        let line = format!("[system] {detail}");
        return encode(&Seed { message: &line });
    }
    let mut frame = json!({ "type": "error", "code": refusal.code.as_str(), "detail": detail });
    if let Some(nonce) = nonce {
        frame["nonce"] = json!(nonce);
    }
    if let Some(retry_ms) = refusal.retry_ms {
        frame["retry_ms"] = json!(retry_ms);
    }
    encode(&frame)
}

/// The end of a replay of the events after `since` up to `to`, or the word that there was none.
pub(super) fn resumed(room: &RoomName, since: Seq, to: Seq, complete: bool) -> Bytes {
    let mut frame = json!({ "type": "resumed", "room": room, "to": to, "complete": complete });
    if complete {
        frame["from"] = json!(since.next());
    }
    encode(&frame)
}

pub(super) fn pong(n: Option<i64>, head: Seq) -> Bytes {
    let mut frame = json!({ "type": "pong", "head": head });
    if let Some(n) = n {
        frame["n"] = json!(n);
    }
    encode(&frame)
}

/// Said before every close that the server begins; the tutorial's protocol has no such word.
pub(super) fn bye(code: CloseCode) -> Bytes {
    let mut frame = json!({ "type": "bye", "code": code.number(), "reason": code.reason() });
    if let Some(retry_ms) = code.retry_ms() {
        frame["retry_ms"] = json!(retry_ms);
    }
    encode(&frame)
}
