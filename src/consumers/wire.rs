//! Frames as they go over the wire: JSON in a text frame, its header in front.

use bytes::Bytes;
use serde::Serialize;

/// About what a frame takes, in bytes.
pub(super) const USUAL: usize = 512;

/// A text frame as it goes over the wire.
pub(super) fn encode(frame: &impl Serialize) -> Bytes {
    let mut wire = Vec::with_capacity(USUAL);
    write(&mut wire, frame);
    Bytes::from(wire)
}

/// Appends a text frame as it goes over the wire, its header in front (RFC 6455 §5.2; a server masks nothing): made
/// once, and written as it is to every socket.
pub(super) fn write(wire: &mut Vec<u8>, frame: &impl Serialize) {
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
