//! One upgraded connection: frames of text out within a deadline, messages in, and a close that arrives.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};

use super::metered::Metered;
use super::{CloseCode, Limits, frame};
use crate::channels::Protocol;

/// tungstenite starts with 128 KiB of each for every connection.
const BUFFER_BYTES: usize = 4 * 1024;
/// How long the farewell may take, and then the peer to close its side.
const FAREWELL: Duration = Duration::from_secs(1);
const LINGER: Duration = Duration::from_millis(700);

pub(super) struct Socket<S> {
    stream: WebSocketStream<Metered<S>>,
    deadline: Duration,
}

/// Why nothing more can be sent or read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// We close, with this code.
    Close(CloseCode),
    /// The peer closes.
    ByPeer,
    /// The connection is lost.
    Gone,
}

/// What a peer sent.
#[derive(Debug)]
pub(super) enum Incoming {
    Text(Utf8Bytes),
    /// A ping or pong: life, and nothing more.
    Sign,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    pub(super) async fn new(stream: S, limits: &Limits) -> Self {
        let limit = (limits.frame_bytes > 0).then_some(limits.frame_bytes);
        let config = WebSocketConfig::default()
            .read_buffer_size(BUFFER_BYTES)
            .write_buffer_size(BUFFER_BYTES)
            .max_message_size(limit)
            .max_frame_size(limit);
        // Room for the largest message in small fragments: each costs at most 14 bytes around its payload.
        let allowance = limits.frame_bytes.saturating_mul(4);
        let stream = Metered::new(stream, allowance);
        Self {
            stream: WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await,
            deadline: limits.write_deadline,
        }
    }

    /// Waits for what the peer sends; nothing is lost where the future is dropped.
    pub(super) async fn receive(&mut self) -> Result<Incoming, End> {
        let message = match self.stream.next().await {
            None => return Err(End::Gone),
            Some(Err(error)) => return Err(ending(&error)),
            Some(Ok(message)) => message,
        };
        self.stream.get_mut().reset();
        match message {
            Message::Text(text) => Ok(Incoming::Text(text)),
            Message::Binary(_) => Err(End::Close(CloseCode::BinaryFrame)),
            Message::Close(_) => Err(End::ByPeer),
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Ok(Incoming::Sign),
        }
    }

    /// Writes frames and flushes them once; a peer that takes nothing for the deadline is too slow.
    pub(super) async fn send(&mut self, frames: &mut Vec<Bytes>) -> Result<(), End> {
        for frame in frames.drain(..) {
            let text =
                Utf8Bytes::try_from(frame).map_err(|_| End::Close(CloseCode::ServerFault))?;
            self.write(Message::Text(text)).await?;
        }
        self.flush().await
    }

    pub(super) async fn ping(&mut self) -> Result<(), End> {
        self.write(Message::Ping(Bytes::new())).await?;
        self.flush().await
    }

    async fn write(&mut self, message: Message) -> Result<(), End> {
        written(timeout(self.deadline, self.stream.feed(message)).await)
    }

    async fn flush(&mut self) -> Result<(), End> {
        written(timeout(self.deadline, self.stream.flush()).await)
    }

    /// Says goodbye and closes; gone within two seconds, whatever the peer does.
    pub(super) async fn close(mut self, protocol: Protocol, code: CloseCode) {
        let farewell = async {
            if protocol == Protocol::ChatV1
                && let Ok(bye) = Utf8Bytes::try_from(frame::bye(code))
            {
                self.stream.feed(Message::Text(bye)).await?;
            }
            let close = CloseFrame {
                code: code.number().into(),
                reason: code.reason().into(),
            };
            self.stream.send(Message::Close(Some(close))).await
        };
        if matches!(timeout(FAREWELL, farewell).await, Ok(Ok(()))) {
            self.linger().await;
        }
    }

    /// Answers the peer's close.
    pub(super) async fn closed_by_peer(mut self) {
        let answer = async { while let Some(Ok(_)) = self.stream.next().await {} };
        if timeout(FAREWELL, answer).await.is_ok() {
            self.linger().await;
        }
    }

    /// Ends our side and reads until the peer ends its own: closing with unread bytes would reset the connection and
    /// destroy the close frame on its way.
    async fn linger(&mut self) {
        let stream = self.stream.get_mut();
        let rest = async {
            stream.shutdown().await?;
            stream.reset();
            let mut ignored = [0; 1024];
            while stream.read(&mut ignored).await? > 0 {}
            Ok::<_, io::Error>(())
        };
        let _ = timeout(LINGER, rest).await;
    }
}

fn written(outcome: Result<Result<(), Error>, tokio::time::error::Elapsed>) -> Result<(), End> {
    match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(End::Close(CloseCode::TooSlow)),
    }
}

fn ending(error: &Error) -> End {
    use tokio_tungstenite::tungstenite::error::ProtocolError;
    match error {
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => End::Gone,
        Error::Protocol(_) | Error::AttackAttempt => End::Close(CloseCode::BadFrame),
        Error::Utf8(_) => End::Close(CloseCode::BadText),
        Error::Capacity(_) => End::Close(CloseCode::TooBig),
        Error::Io(cause) if cause.kind() == io::ErrorKind::FileTooLarge => {
            End::Close(CloseCode::TooBig)
        }
        _ => End::Gone,
    }
}
