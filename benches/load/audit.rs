//! Nothing lost, doubled, out of order, changed or in the wrong room: each room's log as its first reader heard it, with
//! which every other reader's frames are compared byte for byte.

use std::collections::HashSet;

use serde::Deserialize;

use super::Failed;
use super::frames::Label;
use super::target::{Kind, room_name};

/// What one room said, in order.
#[derive(Default)]
struct Log {
    bytes: Vec<u8>,
    /// Where each frame ends, and what its text says.
    frames: Vec<(usize, Label)>,
    /// Of the frame before.
    seq: i64,
    heard: HashSet<usize>,
    /// The newest number of each sender.
    newest: std::collections::HashMap<usize, usize>,
    sent: usize,
}

/// An acknowledged write.
#[derive(Clone, Debug)]
pub struct Ack {
    pub room: usize,
    pub number: usize,
    pub seq: i64,
    pub id: i64,
}

/// What all members hear.
pub struct Audit {
    kind: Kind,
    logs: Vec<Log>,
    /// Each member's room, and the next frame of its log.
    members: Vec<(usize, usize)>,
    pub acks: Vec<Ack>,
    pub deliveries: u64,
    wrong: Option<String>,
}

/// What a frame was.
pub enum Heard {
    /// A message of the room.
    Message(Label),
    /// Answers the sender's command.
    Ack(Ack),
    /// Anything else: counts, greetings.
    Other,
}

#[derive(Deserialize)]
struct MessageFrame<'f> {
    room: &'f str,
    seq: i64,
    message: &'f str,
}

/// The parts of any frame that is no message.
#[derive(Deserialize)]
struct AnswerFrame<'f> {
    r#type: &'f str,
    nonce: Option<&'f str>,
    room: Option<&'f str>,
    event: Option<i64>,
    id: Option<&'f str>,
    dup: Option<bool>,
}

impl Audit {
    /// `rooms` says in which room each member is.
    pub fn new(kind: Kind, rooms: &[usize]) -> Self {
        let count = rooms.iter().max().map_or(0, |last| last + 1);
        Self {
            kind,
            logs: (0..count).map(|_| Log::default()).collect(),
            members: rooms.iter().map(|&room| (room, 0)).collect(),
            acks: Vec::new(),
            deliveries: 0,
            wrong: None,
        }
    }

    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The next number of a room; whoever asks sends it.
    pub fn number(&mut self, room: usize) -> usize {
        let log = &mut self.logs[room];
        log.sent += 1;
        log.sent - 1
    }

    pub fn sent(&self) -> usize {
        self.logs.iter().map(|log| log.sent).sum()
    }

    /// Takes what a member heard.
    pub fn hear(&mut self, member: usize, frame: &[u8]) -> Heard {
        match self.take(member, frame) {
            Ok(heard) => heard,
            Err(wrong) => {
                let wrong = format!(
                    "socket {member}: {wrong}: {}",
                    String::from_utf8_lossy(frame)
                );
                self.wrong.get_or_insert(wrong);
                Heard::Other
            }
        }
    }

    fn take(&mut self, member: usize, frame: &[u8]) -> Result<Heard, String> {
        if self.kind == Kind::Teahouse && !frame.starts_with(br#"{"type":"message""#) {
            return self.answer(member, frame);
        }
        let (room, next) = self.members[member];
        let log = &mut self.logs[room];
        let label = match log.frames.get(next) {
            Some(&(end, label)) => {
                let start = next.checked_sub(1).map_or(0, |before| log.frames[before].0);
                if &log.bytes[start..end] != frame {
                    return Err("not what the others heard here".to_owned());
                }
                label
            }
            None => log.append(self.kind, room, frame)?,
        };
        self.members[member].1 += 1;
        self.deliveries += 1;
        Ok(Heard::Message(label))
    }

    fn answer(&mut self, member: usize, frame: &[u8]) -> Result<Heard, String> {
        let answer: AnswerFrame =
            serde_json::from_slice(frame).map_err(|error| error.to_string())?;
        match answer.r#type {
            "ack" => {}
            "read" | "activity" | "hello" | "presence" | "presence_diff" => {
                return Ok(Heard::Other);
            }
            _ => return Err("not expected".to_owned()),
        }
        let room = self.members[member].0;
        if answer.room != Some(&room_name(room)) || answer.dup != Some(false) {
            return Err("an ack of something else".to_owned());
        }
        let number = answer
            .nonce
            .and_then(|nonce| nonce.rsplit('-').next()?.parse().ok());
        let id = answer.id.and_then(|id| id.parse().ok());
        let (Some(number), Some(id), Some(seq)) = (number, id, answer.event) else {
            return Err("an ack of nobody's".to_owned());
        };
        let ack = Ack {
            room,
            number,
            seq,
            id,
        };
        self.acks.push(ack.clone());
        Ok(Heard::Ack(ack))
    }

    /// Everybody has heard everything that was sent.
    pub fn is_complete(&self) -> bool {
        let heard = |&(room, next): &(usize, usize)| next == self.logs[room].sent;
        self.members.iter().all(heard)
            && (self.kind != Kind::Teahouse || self.acks.len() == self.sent())
    }

    /// Fails with the first thing that was wrong.
    pub fn verdict(&self) -> Result<(), Failed> {
        if let Some(wrong) = &self.wrong {
            return Err(wrong.clone().into());
        }
        for (member, &(room, heard)) in self.members.iter().enumerate() {
            let sent = self.logs[room].sent;
            if heard != sent {
                return Err(format!("socket {member} heard {heard} of {sent} messages").into());
            }
        }
        if self.kind == Kind::Teahouse && self.acks.len() != self.sent() {
            return Err(format!("{} acks of {}", self.acks.len(), self.sent()).into());
        }
        Ok(())
    }

    pub fn went_wrong(&self) -> bool {
        self.wrong.is_some()
    }
}

impl Log {
    /// The first to hear a frame reads it.
    fn append(&mut self, kind: Kind, room: usize, frame: &[u8]) -> Result<Label, String> {
        let text = if kind == Kind::Teahouse {
            let message: MessageFrame =
                serde_json::from_slice(frame).map_err(|error| error.to_string())?;
            if message.room != room_name(room) {
                return Err("from another room".to_owned());
            }
            if self.seq != 0 && message.seq != self.seq + 1 {
                return Err(format!("after seq {}", self.seq));
            }
            self.seq = message.seq;
            message.message
        } else {
            std::str::from_utf8(frame).map_err(|error| error.to_string())?
        };
        let label = Label::read(text).ok_or("not a text of ours")?;
        if label.room != room {
            return Err("from another room".to_owned());
        }
        if label.number >= self.sent || !self.heard.insert(label.number) {
            return Err("doubled, or never sent".to_owned());
        }
        let newest = self.newest.insert(label.sender, label.number);
        if newest.is_some_and(|newest| newest > label.number) {
            return Err("after a later one of the same sender".to_owned());
        }
        self.bytes.extend_from_slice(frame);
        self.frames.push((self.bytes.len(), label));
        Ok(label)
    }
}
