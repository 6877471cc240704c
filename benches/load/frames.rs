//! What is on the wire: WebSocket frames as a client writes and reads them, and the texts that are sent in them.

use std::fmt::Write;

const TEXT: u8 = 0x81;
/// Masked with zeros: legal, and the payload stays as it is. The server unmasks it all the same.
const MASK: [u8; 4] = [0; 4];

/// What one frame of the server is.
pub enum Frame<'b> {
    Text(&'b [u8]),
    Ping,
    Close(Option<u16>),
    Other,
}

/// The frame at the start of `bytes` and its length; `None` where it has not come whole.
pub fn read(bytes: &[u8]) -> Option<(Frame<'_>, usize)> {
    let (&first, &second) = (bytes.first()?, bytes.get(1)?);
    let (start, length) = match second & 0x7f {
        126 => (
            4,
            usize::from(u16::from_be_bytes(*bytes.get(2..)?.first_chunk()?)),
        ),
        127 => {
            let length = u64::from_be_bytes(*bytes.get(2..)?.first_chunk()?);
            (10, usize::try_from(length).ok()?)
        }
        short => (2, usize::from(short)),
    };
    let payload = bytes.get(start..start + length)?;
    let frame = match first {
        TEXT => Frame::Text(payload),
        0x89 => Frame::Ping,
        0x88 => Frame::Close(payload.first_chunk().map(|code| u16::from_be_bytes(*code))),
        _ => Frame::Other,
    };
    Some((frame, start + length))
}

/// Appends a frame as a client sends it.
pub fn write(out: &mut Vec<u8>, opcode: u8, payload: &[u8]) {
    out.push(opcode);
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(length), _) if length < 126 => out.push(0x80 | length),
        (_, Ok(length)) => {
            out.push(0x80 | 126);
            out.extend(length.to_be_bytes());
        }
        _ => {
            out.push(0x80 | 127);
            out.extend((payload.len() as u64).to_be_bytes());
        }
    }
    out.extend(MASK);
    out.extend(payload);
}

pub fn write_text(out: &mut Vec<u8>, text: &str) {
    write(out, TEXT, text.as_bytes());
}

pub fn write_pong(out: &mut Vec<u8>) {
    write(out, 0x8a, &[]);
}

/// What a text says of itself: where it was sent, by whom, as the how manyth of the room, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    pub room: usize,
    pub sender: usize,
    pub number: usize,
    /// Since the start of the run.
    pub nanoseconds: u64,
}

impl Label {
    /// A text of `length` bytes.
    pub fn text(&self, length: usize) -> String {
        let mut text = String::with_capacity(length);
        let Self {
            room,
            sender,
            number,
            nanoseconds,
        } = self;
        let _ = write!(text, "m.{room}.{sender}.{number}.{nanoseconds}. ");
        while text.len() < length {
            text.push(if text.len().is_multiple_of(8) {
                ' '
            } else {
                'x'
            });
        }
        // White space at the end would be stored without it.
        if text.ends_with(' ') {
            text.pop();
            text.push('x');
        }
        text
    }

    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("m.")?.split('.');
        let mut part = || parts.next()?.parse::<u64>().ok();
        Some(Self {
            room: usize::try_from(part()?).ok()?,
            sender: usize::try_from(part()?).ok()?,
            number: usize::try_from(part()?).ok()?,
            nanoseconds: part()?,
        })
    }
}
