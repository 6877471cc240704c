//! The least of a WebSocket server: the answer to a handshake, a client's frames in, a server's frame out.

use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// The path and the answer, once the whole request has come; with its length.
pub fn answer(request: &[u8]) -> Option<(String, String, usize)> {
    let end = request.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&request[..end]);
    let mut lines = text.lines();
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let key = lines.find_map(|line| line.strip_prefix("Sec-WebSocket-Key: "))?;
    let accept = derive_accept_key(key.trim().as_bytes());
    let answer = format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
    );
    Some((path, answer, end))
}

/// The first frame of a client, unmasked and written as the server sends it on; with its length.
pub fn forward(bytes: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let &[first, second] = bytes.first_chunk()?;
    let (start, length) = match second & 0x7f {
        126 => (
            4,
            usize::from(u16::from_be_bytes(*bytes.get(2..)?.first_chunk()?)),
        ),
        127 => return None,
        short => (2, usize::from(short)),
    };
    let mask: [u8; 4] = *bytes.get(start..)?.first_chunk()?;
    let payload = bytes.get(start + 4..start + 4 + length)?;
    out.push(first);
    match u8::try_from(length) {
        Ok(length) if length < 126 => out.push(length),
        _ => {
            out.push(126);
            out.extend(&bytes[2..4]);
        }
    }
    out.extend(
        payload
            .iter()
            .zip(mask.iter().cycle())
            .map(|(byte, mask)| byte ^ mask),
    );
    Some(start + 4 + length)
}
