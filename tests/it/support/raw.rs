//! Bytes by hand over TCP, for requests that no client library would send.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Answer, PATIENCE};

/// One TCP connection and what was read from it but not used.
pub struct Raw {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Raw {
    pub async fn connect(host: &str) -> Self {
        let stream = TcpStream::connect(host).await.expect("the server listens");
        stream.set_nodelay(true).expect("a TCP option");
        Self {
            stream,
            buffer: Vec::new(),
        }
    }

    /// Sends the bytes; a connection that the server has cut is no error here, reading shows it.
    pub async fn send(&mut self, bytes: &[u8]) {
        let _ = timeout(PATIENCE, self.stream.write_all(bytes)).await;
    }

    /// Says that nothing more will be sent.
    pub async fn finish_sending(&mut self) {
        let _ = self.stream.shutdown().await;
    }

    /// Reads one response; `None` when the server closed without one.
    pub async fn answer(&mut self) -> Option<Answer> {
        let end = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
            if self.fill().await == 0 {
                return None;
            }
        };
        let head: Vec<u8> = self.buffer.drain(..end).collect();
        let mut answer = parse_head(&String::from_utf8_lossy(&head));
        let body = self.body(&answer).await;
        answer.body = String::from_utf8_lossy(&body).into_owned();
        Some(answer)
    }

    async fn body(&mut self, answer: &Answer) -> Vec<u8> {
        if answer.status < 200 || answer.status == 204 || answer.status == 304 {
            return Vec::new();
        }
        if answer.header("transfer-encoding") == Some("chunked") {
            return self.chunks().await;
        }
        let length = answer
            .header("content-length")
            .and_then(|text| text.parse().ok());
        match length {
            Some(length) => self.exactly(length).await,
            None => {
                while self.fill().await > 0 {}
                std::mem::take(&mut self.buffer)
            }
        }
    }

    async fn chunks(&mut self) -> Vec<u8> {
        let mut body = Vec::new();
        loop {
            let line_end = loop {
                if let Some(at) = find(&self.buffer, b"\r\n") {
                    break at;
                }
                if self.fill().await == 0 {
                    return body;
                }
            };
            let line: Vec<u8> = self.buffer.drain(..line_end + 2).collect();
            let size = usize::from_str_radix(String::from_utf8_lossy(&line).trim(), 16);
            let size = size.expect("the size of a chunk");
            body.extend(self.exactly(size).await);
            self.exactly(2).await;
            if size == 0 {
                return body;
            }
        }
    }

    /// Reads this many bytes; fewer only when the connection ends.
    pub async fn exactly(&mut self, length: usize) -> Vec<u8> {
        while self.buffer.len() < length && self.fill().await > 0 {}
        let length = length.min(self.buffer.len());
        self.buffer.drain(..length).collect()
    }

    /// Reads until the server closes, and says how long that took.
    pub async fn closed_after(&mut self, limit: Duration) -> Option<Duration> {
        let since = std::time::Instant::now();
        let reading = async { while self.fill().await > 0 {} };
        timeout(limit, reading).await.ok().map(|()| since.elapsed())
    }

    async fn fill(&mut self) -> usize {
        let mut part = [0_u8; 16 * 1024];
        let read = timeout(PATIENCE * 2, self.stream.read(&mut part)).await;
        let Ok(read) = read else {
            panic!("the server neither answers nor closes");
        };
        let count = read.unwrap_or(0);
        self.buffer.extend_from_slice(&part[..count]);
        count
    }
}

/// Sends one whole request on a connection of its own.
pub async fn ask(host: &str, request: &[u8]) -> Option<Answer> {
    let mut raw = Raw::connect(host).await;
    raw.send(request).await;
    raw.answer().await
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|part| part == wanted)
}

fn parse_head(head: &str) -> Answer {
    let mut lines = head.split("\r\n");
    let status_line = lines.next().unwrap_or_default();
    let status = status_line
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok());
    Answer {
        status: status.unwrap_or_else(|| panic!("not HTTP: {head:?}")),
        headers: lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect(),
        body: String::new(),
    }
}
