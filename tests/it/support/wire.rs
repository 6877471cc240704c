//! WebSocket frames by hand (RFC 6455 §5.2), good and bad ones.

use super::raw::Raw;

/// What is written for one frame; `Frame::new` is well-formed, the fields spoil it.
#[derive(Clone, Debug)]
pub struct Frame {
    pub fin: bool,
    pub rsv: u8,
    pub opcode: u8,
    pub masked: bool,
    pub payload: Vec<u8>,
    /// In place of the payload's true length.
    pub declared_length: Option<u64>,
}

impl Frame {
    /// A final, masked frame.
    pub fn new(opcode: u8, payload: impl Into<Vec<u8>>) -> Self {
        Self {
            fin: true,
            rsv: 0,
            opcode,
            masked: true,
            payload: payload.into(),
            declared_length: None,
        }
    }

    /// The bytes on the wire.
    pub fn bytes(&self) -> Vec<u8> {
        const KEY: [u8; 4] = [7, 13, 42, 99];
        let mask_bit = if self.masked { 0x80 } else { 0 };
        let mut bytes = vec![(u8::from(self.fin) << 7) | (self.rsv << 4) | self.opcode];
        let length = self.declared_length.unwrap_or(self.payload.len() as u64);
        match length {
            0..=125 => bytes.push(mask_bit | length as u8),
            126..=0xffff => {
                bytes.push(mask_bit | 126);
                bytes.extend((length as u16).to_be_bytes());
            }
            _ => {
                bytes.push(mask_bit | 127);
                bytes.extend(length.to_be_bytes());
            }
        }
        if self.masked {
            bytes.extend(KEY);
            let masked = self.payload.iter().zip(KEY.iter().cycle());
            bytes.extend(masked.map(|(byte, key)| byte ^ key));
        } else {
            bytes.extend(&self.payload);
        }
        bytes
    }
}

/// What the server sent.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    Text(String),
    Pong(Vec<u8>),
    Close(Option<u16>),
    Other(u8),
    /// The connection ended.
    End,
}

/// Reads one frame of the server.
pub async fn receive(raw: &mut Raw) -> Received {
    let head = raw.exactly(2).await;
    let [first, second] = head[..] else {
        return Received::End;
    };
    assert_eq!(second & 0x80, 0, "a server never masks");
    let length = match second {
        126 => number(&raw.exactly(2).await),
        127 => number(&raw.exactly(8).await),
        short => usize::from(short),
    };
    let payload = raw.exactly(length).await;
    match first & 0x0f {
        1 => Received::Text(String::from_utf8(payload).expect("UTF-8")),
        8 => Received::Close(payload.get(..2).map(|code| number(code) as u16)),
        10 => Received::Pong(payload),
        other => Received::Other(other),
    }
}

fn number(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .fold(0, |sum, &byte| sum << 8 | usize::from(byte))
}
