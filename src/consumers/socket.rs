//! One upgraded connection: frames of text out within a deadline, messages in, and a close that arrives.

use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::time::Duration;

use bytes::{Buf, Bytes};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};

use super::metered::Metered;
use super::{CloseCode, Limits, frame};
use crate::channels::Protocol;

/// tungstenite starts with 128 KiB of each for every connection. A larger frame takes what it needs while it comes.
const BUFFER_BYTES: usize = 1024;
/// Frames that one write takes at most.
const PARTS: usize = 64;
/// How long the farewell may take, and then the peer to close its side.
const FAREWELL: Duration = Duration::from_secs(1);
const LINGER: Duration = Duration::from_millis(700);

pub(super) struct Socket<S> {
    stream: WebSocketStream<Metered<S>>,
    deadline: Duration,
    /// The rest of a frame that is written in part; empty but where the peer was too slow.
    torn: Bytes,
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
            torn: Bytes::new(),
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

    /// Writes frames, which are made for the wire, together; a peer that takes nothing for the deadline is too slow.
    pub(super) async fn send(&mut self, frames: &mut Vec<Bytes>) -> Result<(), End> {
        if frames.is_empty() {
            return Ok(());
        }
        // A pong that is written in part is finished first.
        self.flush().await?;
        let mut next = 0;
        while let Some(waiting) = frames.get_mut(next..).filter(|rest| !rest.is_empty()) {
            let stream = self.stream.get_mut();
            match timeout(self.deadline, write_some(stream, waiting)).await {
                Ok(Ok(written)) if written > 0 => next += advance(waiting, written),
                Ok(_) => return Err(End::Gone),
                Err(_) => {
                    self.torn = frames.swap_remove(next);
                    return Err(End::Close(CloseCode::TooSlow));
                }
            }
        }
        frames.clear();
        Ok(())
    }

    pub(super) async fn ping(&mut self) -> Result<(), End> {
        let ping = self.stream.send(Message::Ping(Bytes::new()));
        written(timeout(self.deadline, ping).await)
    }

    async fn flush(&mut self) -> Result<(), End> {
        written(timeout(self.deadline, self.stream.flush()).await)
    }

    /// Says goodbye and closes; gone within two seconds, whatever the peer does.
    pub(super) async fn close(mut self, protocol: Protocol, code: CloseCode) {
        let farewell = async {
            let bye = (protocol == Protocol::ChatV1).then(|| frame::bye(code));
            let torn = std::mem::take(&mut self.torn);
            let mut last: Vec<Bytes> = std::iter::once(torn).chain(bye).collect();
            last.retain(|frame| !frame.is_empty());
            self.send(&mut last)
                .await
                .map_err(|_| Error::ConnectionClosed)?;
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

/// One write of what waits, in order; says how much of it was taken.
async fn write_some(
    stream: &mut (impl AsyncWrite + Unpin),
    waiting: &[Bytes],
) -> io::Result<usize> {
    // Within the poll, so that a socket that waits keeps none of it.
    poll_fn(|context| {
        let mut parts = [IoSlice::new(&[]); PARTS];
        for (part, frame) in parts.iter_mut().zip(waiting) {
            *part = IoSlice::new(frame);
        }
        let parts = &parts[..waiting.len().min(PARTS)];
        Pin::new(&mut *stream).poll_write_vectored(context, parts)
    })
    .await
}

/// Takes what was written off the front; says how many frames are gone.
fn advance(waiting: &mut [Bytes], mut written: usize) -> usize {
    for (index, frame) in waiting.iter_mut().enumerate() {
        if written < frame.len() {
            frame.advance(written);
            return index;
        }
        written -= frame.len();
    }
    waiting.len()
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
