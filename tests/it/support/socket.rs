//! A WebSocket client for both protocols. What came and was not asked for yet waits in its inbox.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{
    Error, Message, Utf8Bytes, handshake::client::generate_key, http,
};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::{PATIENCE, Visitor};

static NUMBER: AtomicU64 = AtomicU64::new(1);

/// A nonce that no other command of this run has.
pub fn fresh_nonce() -> String {
    format!("n-{}", NUMBER.fetch_add(1, Ordering::Relaxed))
}

/// How a socket ended: the server's close code, or `None` when the connection was cut without one.
#[derive(Debug, PartialEq, Eq)]
pub struct Closed {
    pub code: Option<u16>,
}

/// One open socket.
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
    inbox: VecDeque<Value>,
    /// The first frame of a `chat.v1` socket; null on a seed socket.
    pub hello: Value,
}

impl Socket {
    /// Opens a `chat.v1` socket and reads its `hello`, which must be the first frame.
    pub async fn chat_v1(visitor: &Visitor, path: &str) -> Self {
        let mut socket = Self::open(visitor, path, Some("chat.v1")).await;
        socket.hello = socket.next().await.expect("a hello");
        assert_eq!(socket.hello["type"], "hello", "{}", socket.hello);
        socket
    }

    /// Opens a socket with the visitor's cookie and origin.
    pub async fn open(visitor: &Visitor, path: &str, protocol: Option<&str>) -> Self {
        match Self::try_open(visitor, path, protocol).await {
            Ok(socket) => socket,
            Err(status) => panic!("the handshake of {path} was answered with {status}"),
        }
    }

    /// The same, or the status of the refusal; 0 when the connection was cut.
    pub async fn try_open(
        visitor: &Visitor,
        path: &str,
        protocol: Option<&str>,
    ) -> Result<Self, u16> {
        let address = visitor.host();
        let opening = Self::try_open_by(&address, visitor, path, protocol);
        timeout(PATIENCE, opening)
            .await
            .expect("a handshake in time")
    }

    /// The same by way of another address, such as that of a proxy; waits as long as it takes.
    pub async fn try_open_by(
        address: &str,
        visitor: &Visitor,
        path: &str,
        protocol: Option<&str>,
    ) -> Result<Self, u16> {
        let mut request = http::Request::builder()
            .uri(format!("ws://{}{path}", visitor.host()))
            .header("host", visitor.host())
            .header("origin", visitor.origin())
            .header("upgrade", "websocket")
            .header("connection", "Upgrade")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", generate_key());
        if !visitor.cookie().is_empty() {
            request = request.header("cookie", visitor.cookie());
        }
        if let Some(protocol) = protocol {
            request = request.header("sec-websocket-protocol", protocol);
        }
        let request = request.body(()).expect("a well-formed request");
        let stream = TcpStream::connect(address).await.map_err(|_| 0_u16)?;
        stream.set_nodelay(true).map_err(|_| 0_u16)?;
        let stream = match client_async(request, stream).await {
            Ok((stream, _)) => stream,
            Err(Error::Http(response)) => return Err(response.status().as_u16()),
            Err(_) => return Err(0),
        };
        Ok(Self {
            stream,
            inbox: VecDeque::new(),
            hello: Value::Null,
        })
    }

    /// Sends a JSON command.
    pub async fn send(&mut self, command: Value) {
        self.send_text(&command.to_string()).await;
    }

    /// Sends any text.
    pub async fn send_text(&mut self, text: &str) {
        self.try_send(Message::text(text))
            .await
            .expect("an open socket");
    }

    /// Sends any frame; an error says that the connection is gone.
    pub async fn try_send(&mut self, frame: Message) -> Result<(), Error> {
        timeout(PATIENCE, self.stream.send(frame))
            .await
            .expect("the server reads")
    }

    /// Posts a text with a fresh nonce and waits for its ack.
    pub async fn post(&mut self, text: &str) -> Value {
        let nonce = fresh_nonce();
        self.post_as(text, &nonce).await
    }

    /// The same with a nonce of the test's choice.
    pub async fn post_as(&mut self, text: &str, nonce: &str) -> Value {
        self.send(json!({"type": "message", "nonce": nonce, "message": text}))
            .await;
        self.expect_with("ack", |ack| ack["nonce"] == nonce).await
    }

    /// The next frame in the order of arrival; `None` when the socket has ended.
    pub async fn next(&mut self) -> Option<Value> {
        match self.inbox.pop_front() {
            Some(frame) => Some(frame),
            None => self.read().await.ok(),
        }
    }

    /// The first frame of this type, also out of order; frames of other types stay for later.
    pub async fn expect(&mut self, kind: &str) -> Value {
        self.expect_with(kind, |_| true).await
    }

    /// The first frame of this type that the test wants.
    pub async fn expect_with(&mut self, kind: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        self.take(kind, |frame| frame["type"] == kind && wanted(frame))
            .await
    }

    /// The first frame of one of these types.
    pub async fn expect_any(&mut self, kinds: &[&str]) -> Value {
        let wanted = |frame: &Value| kinds.iter().any(|kind| frame["type"] == *kind);
        self.take(&kinds.join(" or "), wanted).await
    }

    /// The next room event: a frame with the key `seq`.
    pub async fn event(&mut self) -> Value {
        self.take("a room event", |frame| frame.get("seq").is_some())
            .await
    }

    async fn take(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let mut looked_at = 0;
        loop {
            if let Some(at) = self.inbox.iter().skip(looked_at).position(&wanted) {
                return self.inbox.remove(looked_at + at).expect("just found");
            }
            looked_at = self.inbox.len();
            match self.read().await {
                Ok(frame) => self.inbox.push_back(frame),
                Err(closed) => panic!("{closed:?} while waiting for {what}: {:?}", self.inbox),
            }
        }
    }

    /// Takes all frames that came until the server has answered a `ping` sent now: no waiting by the clock.
    pub async fn all_until_now(&mut self) -> Vec<Value> {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        self.send(json!({"type": "ping", "n": number})).await;
        self.expect_with("pong", |pong| pong["n"] == number).await;
        self.inbox.drain(..).collect()
    }

    /// Reads to the end: the frames that still came, and how it ended.
    pub async fn ending(&mut self) -> (Vec<Value>, Closed) {
        loop {
            match self.read().await {
                Ok(frame) => self.inbox.push_back(frame),
                Err(closed) => return (self.inbox.drain(..).collect(), closed),
            }
        }
    }

    /// Fails unless the server says `bye` with this code and closes with it.
    pub async fn closes_with(&mut self, code: u16) -> Value {
        let (frames, closed) = self.ending().await;
        assert_eq!(closed.code, Some(code), "after {frames:?}");
        let bye = frames.last().expect("a bye before the close").clone();
        assert_eq!((&bye["type"], &bye["code"]), (&json!("bye"), &json!(code)));
        bye
    }

    /// Leaves as a browser does when its page closes.
    pub async fn leave(mut self) {
        let frame = CloseFrame {
            code: 1001.into(),
            reason: "".into(),
        };
        let _ = self.stream.close(Some(frame)).await;
        let _ = self.ending().await;
    }

    async fn read(&mut self) -> Result<Value, Closed> {
        // One deadline for all that is no answer: the server's pings come for ever.
        match timeout(PATIENCE, self.arrival()).await {
            Ok(arrived) => arrived,
            Err(_) => panic!("nothing came in time; the inbox has {:?}", self.inbox),
        }
    }

    /// The next frame from the wire, past the inbox; nothing is lost where the future is dropped.
    pub async fn arrival(&mut self) -> Result<Value, Closed> {
        let text = self.arriving_text().await?;
        Ok(serde_json::from_str(&text).expect("the server speaks JSON"))
    }

    /// The same as it came, for those who read more than they could parse.
    pub async fn arriving_text(&mut self) -> Result<Utf8Bytes, Closed> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => return Ok(text),
                Some(Ok(Message::Close(frame))) => {
                    let code = frame.map(|frame| frame.code.into());
                    // The closing handshake is finished by reading on.
                    while let Some(Ok(_)) = self.stream.next().await {}
                    return Err(Closed { code });
                }
                Some(Ok(Message::Binary(bytes))) => panic!("a binary frame: {bytes:?}"),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(Closed { code: None }),
            }
        }
    }
}
