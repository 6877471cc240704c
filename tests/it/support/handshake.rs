//! A WebSocket handshake written by hand, good in every point until a test spoils one.

use super::raw::Raw;
use super::{Answer, Visitor};

/// The parts of a handshake; the fields a test may spoil.
#[derive(Clone, Debug)]
pub struct Handshake {
    host: String,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
}

impl Handshake {
    /// A good one for `path` (default room: `/ws/chat/`), with the visitor's cookie and origin.
    pub fn of(visitor: &Visitor, path: &str) -> Self {
        let mut handshake = Self {
            host: visitor.host(),
            method: "GET".to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
        };
        for (name, value) in [
            ("Host", visitor.host().as_str()),
            ("Origin", &visitor.origin()),
            ("Upgrade", "websocket"),
            ("Connection", "Upgrade"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ] {
            handshake = handshake.with(name, value);
        }
        match visitor.cookie().as_str() {
            "" => handshake,
            cookie => handshake.with("Cookie", cookie),
        }
    }

    /// Sets a header, in place of the one of that name.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Leaves a header out.
    pub fn without(mut self, name: &str) -> Self {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    pub fn method(mut self, method: &str) -> Self {
        method.clone_into(&mut self.method);
        self
    }

    pub fn path(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut text = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.method != "GET" {
            text.push_str("Content-Length: 0\r\n");
        }
        text.push_str("\r\n");
        text.into_bytes()
    }

    /// Sends it; the connection is dropped with the answer.
    pub async fn answer(&self) -> Answer {
        self.open().await.0
    }

    /// Sends it and keeps the connection.
    pub async fn open(&self) -> (Answer, Raw) {
        let mut raw = Raw::connect(&self.host).await;
        raw.send(&self.bytes()).await;
        let answer = raw.answer().await;
        let answer = answer.unwrap_or_else(|| panic!("cut without an answer: {self:?}"));
        (answer, raw)
    }
}
