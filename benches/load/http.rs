//! A keep-alive client of HTTP/1.1 that knows when the first byte came; enough for pages and JSON with a known length.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use super::Failed;
use super::target::Target;

pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer, as far as it is measured.
pub struct Answer {
    pub status: u16,
    pub first_byte: Duration,
    pub whole: Duration,
    pub body: Vec<u8>,
}

impl Client {
    pub fn connect(address: SocketAddr) -> Result<Self, Failed> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Self {
            stream,
            buffer: vec![0; 64 * 1024],
        })
    }

    /// Sends a whole request and reads the whole answer.
    pub fn ask(&mut self, request: &[u8]) -> Result<Answer, Failed> {
        let began = Instant::now();
        self.stream.write_all(request)?;
        let mut first_byte = None;
        let mut bytes = Vec::new();
        loop {
            let read = self.stream.read(&mut self.buffer)?;
            if read == 0 {
                return Err("cut without an answer".into());
            }
            let first_byte = *first_byte.get_or_insert_with(|| began.elapsed());
            bytes.extend_from_slice(&self.buffer[..read]);
            if let Some((status, start, length)) = head(&bytes)?
                && bytes.len() >= start + length
            {
                return Ok(Answer {
                    status,
                    first_byte,
                    whole: began.elapsed(),
                    body: bytes.split_off(start),
                });
            }
        }
    }
}

/// Status, where the body starts, and its length.
fn head(bytes: &[u8]) -> Result<Option<(u16, usize, usize)>, Failed> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&bytes[..end])?;
    let status = head.get(9..12).ok_or("no status")?.parse()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    });
    let length = length.ok_or_else(|| format!("an answer without a length: {head}"))?;
    Ok(Some((status, end + 4, length)))
}

/// A page as a browser with that cookie asks for it.
pub fn get(target: &Target, cookie: &str, path: &str) -> Vec<u8> {
    let host = target.address;
    format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nAccept-Language: en\r\n\r\n"
    )
    .into_bytes()
}

/// A request with a body; a cookie may be empty.
pub fn post(target: &Target, cookie: &str, path: &str, kind: &str, body: &str) -> Vec<u8> {
    let (host, length) = (target.address, body.len());
    let cookie = if cookie.is_empty() {
        String::new()
    } else {
        format!("Cookie: {cookie}\r\n")
    };
    format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n{cookie}Content-Type: {kind}\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}
