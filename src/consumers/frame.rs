//! What the server writes: the frames of docs/protocol.md §2.3, and the tutorial's one form.

use bytes::Bytes;
use serde::Serialize;
use serde_json::json;

use super::CloseCode;
use crate::channels::{Event, Protocol};
use crate::domain::{
    Change, Locale, Message, MessageId, Nonce, Person, Refusal, RoomEvent, RoomName, Seq,
    Timestamp, UserId,
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
        }
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
        Event::Room(_) | Event::Head { .. } | Event::SessionEnded | Event::Probe(_) => return None,
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
        Change::Edited(message) => write(
            wire,
            &json!({
                "type": "edited", "room": room, "seq": seq, "id": message.id, "message": message.text,
                "html": message.html, "at": event.at, "by": by, "mentions": message.mentions,
            }),
        ),
        Change::Deleted(message) => write(
            wire,
            &json!({
                "type": "deleted", "room": room, "seq": seq, "id": message.id, "by": by,
            }),
        ),
        Change::Member {
            change,
            person,
            role,
        } => write(
            wire,
            &json!({
                "type": "member", "room": room, "seq": seq, "op": change.as_str(), "user": person,
                "role": role,
            }),
        ),
    }
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
    encode(&json!({
        "type": "hello", "v": 1, "epoch": epoch, "user": scope.person, "room": entrance.room.name,
        "role": entrance.role, "head": entrance.room.head,
        "heartbeat_ms": u64::try_from(limits.heartbeat.as_millis()).unwrap_or(u64::MAX),
        "limits": { "text_chars": limits.text_characters, "frame_bytes": limits.frame_bytes },
    }))
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

/// About what a frame takes, in bytes.
const USUAL: usize = 512;

/// A text frame as it goes over the wire.
fn encode(frame: &impl Serialize) -> Bytes {
    let mut wire = Vec::with_capacity(USUAL);
    write(&mut wire, frame);
    Bytes::from(wire)
}

/// Appends a text frame as it goes over the wire, its header in front (RFC 6455 §5.2; a server masks nothing): made
/// once, and written as it is to every socket.
fn write(wire: &mut Vec<u8>, frame: &impl Serialize) {
    const TEXT: u8 = 0x81;
    let start = wire.len();
    // The header of 126 to 65,535 bytes, which most frames have; others are moved by the difference.
    wire.extend([TEXT, 126, 0, 0]);
    let payload = wire.len();
    serde_json::to_writer(&mut *wire, frame)
        .expect("frames have string keys and no failing types, and a Vec takes every write");
    let length = wire.len() - payload;
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(length), _) if length < 126 => {
            wire[start + 1] = length;
            wire.drain(start + 2..payload);
        }
        (_, Ok(length)) => wire[start + 2..payload].copy_from_slice(&length.to_be_bytes()),
        _ => {
            let header = (length as u64).to_be_bytes();
            wire.splice(start + 1..payload, [127].into_iter().chain(header));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_says_how_long_a_frame_is() {
        for (text, header) in [
            (0, vec![0x81, 2]),
            (123, vec![0x81, 125]),
            (124, vec![0x81, 126, 0, 126]),
            (65_533, vec![0x81, 126, 255, 255]),
            (65_534, vec![0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let frame = encode(&"x".repeat(text));
            assert_eq!(frame[..header.len()], header, "{text}");
            assert_eq!(frame.len(), header.len() + text + 2, "{text}");
        }
    }
}
