//! The bell between a running server and commands beside it: a private socket file in the data folder.
//!
//! A command changes the database by itself and then rings; the server tells its own layer. Only ids cross the socket,
//! one JSON line each way, so that whoever could read along would learn no word of a message.

use std::fs::Permissions;
use std::io::{Error, ErrorKind};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Mutex, Semaphore};

use super::{
    Capacity, Channel, ChannelLayer, ChannelName, Event, Group, LayerError, MemoryLayer, check,
};
use crate::domain::{MessageId, RoomId, Seq, SessionId, UserId};

/// The file of the bell in the data folder.
const FILE_NAME: &str = "teahouse.sock";

/// The longest line is far below it; more is nobody we know.
const LONGEST_LINE_BYTES: u64 = 1_024;
/// A command must be able to say within 3 s that the server does not answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(2);
/// Commands that ring at once; the others wait.
const CALLERS_AT_ONCE: usize = 32;
/// Out of file handles: others come back when something closes.
const PAUSE_AFTER_ACCEPT_ERROR: Duration = Duration::from_millis(200);

const TAKEN: &[u8] = b"taken\n";

/// What one line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ring", rename_all = "snake_case")]
enum Ring {
    Head { room: RoomId, seq: Seq },
    SessionEnded { session: SessionId },
    UserSessionsEnded { user: UserId },
    RoomsChanged { user: UserId },
    RoomChanged { room: RoomId },
    RoomDeleted { room: RoomId },
    ThreadChanged { thread: MessageId },
    EmojiChanged,
    Probe { number: u64 },
}

impl Ring {
    /// None for what lasts a moment only and is not worth a call.
    fn of(group: Group, event: &Event) -> Option<Self> {
        match (group, event) {
            (Group::Logs, &Event::RoomChanged { room }) => Some(Self::RoomChanged { room }),
            (Group::Logs, &Event::ThreadChanged { thread }) => Some(Self::ThreadChanged { thread }),
            (Group::Logs, Event::EmojiChanged) => Some(Self::EmojiChanged),
            // `tell` rings both groups for one call
            (Group::Logs, _) => None,
            (_, Event::Room(events)) => events.last().map(|newest| Self::Head {
                room: newest.room,
                seq: newest.seq,
            }),
            (_, &Event::Head { room, seq }) => Some(Self::Head { room, seq }),
            (Group::Session(session), Event::SessionEnded) => Some(Self::SessionEnded { session }),
            (Group::User(user), Event::SessionEnded) => Some(Self::UserSessionsEnded { user }),
            (Group::User(user), Event::RoomsChanged) => Some(Self::RoomsChanged { user }),
            (_, &Event::RoomDeleted { room }) => Some(Self::RoomDeleted { room }),
            (_, &Event::Probe(number)) => Some(Self::Probe { number }),
            (
                _,
                Event::SessionEnded
                | Event::RoomsChanged
                | Event::RoomChanged { .. }
                | Event::EmojiChanged
                | Event::Typing { .. }
                | Event::Read { .. }
                | Event::Activity { .. }
                | Event::Thread { .. }
                | Event::ThreadChanged { .. }
                | Event::Bookmark { .. },
            ) => None,
        }
    }

    /// Does in the server what a command rang for.
    async fn tell(self, layer: &dyn ChannelLayer) -> Result<(), LayerError> {
        let (group, event) = match self {
            Self::Head { room, seq } => {
                let head = Event::Head { room, seq };
                layer.group_send(Group::Room(room), head.clone()).await?;
                (Group::Logs, head)
            }
            Self::SessionEnded { session } => (Group::Session(session), Event::SessionEnded),
            Self::UserSessionsEnded { user } => (Group::User(user), Event::SessionEnded),
            Self::RoomsChanged { user } => (Group::User(user), Event::RoomsChanged),
            Self::RoomChanged { room } => (Group::Logs, Event::RoomChanged { room }),
            Self::ThreadChanged { thread } => (Group::Logs, Event::ThreadChanged { thread }),
            Self::RoomDeleted { room } => (Group::Room(room), Event::RoomDeleted { room }),
            Self::EmojiChanged => (Group::Logs, Event::EmojiChanged),
            Self::Probe { .. } => return check(layer).await.map(drop),
        };
        layer.group_send(group, event).await
    }
}

/// The server's end.
#[derive(Debug)]
pub struct Doorbell {
    listener: UnixListener,
    path: PathBuf,
}

impl Doorbell {
    /// Hangs the bell up in `folder`, for the owner of the process only (0600).
    ///
    /// Whoever calls holds the lock of the folder, so a file that is there is a dead server's, and is replaced.
    ///
    /// # Errors
    /// The folder cannot be written, or its path is too long for a socket (about 100 bytes).
    pub fn hang_up(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(FILE_NAME);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        std::fs::set_permissions(&path, Permissions::from_mode(0o600))?;
        Ok(Self { listener, path })
    }

    /// Tells `layer` what commands ring for; runs until it is dropped.
    pub async fn answer(&self, layer: Arc<dyn ChannelLayer>) {
        let places = Arc::new(Semaphore::new(CALLERS_AT_ONCE));
        loop {
            let Ok(place) = places.clone().acquire_owned().await else {
                return;
            };
            match self.listener.accept().await {
                Ok((caller, _)) => {
                    let layer = layer.clone();
                    tokio::spawn(async move {
                        // a caller that breaks off has its change in the database all the same
                        let _ = hear(caller, &*layer).await;
                        drop(place);
                    });
                }
                Err(error) => {
                    tracing::error!(%error, "the private socket cannot be answered; trying again");
                    tokio::time::sleep(PAUSE_AFTER_ACCEPT_ERROR).await;
                }
            }
        }
    }
}

impl Drop for Doorbell {
    fn drop(&mut self) {
        // Where it fails, the next server replaces the file.
        let _ = std::fs::remove_file(&self.path);
    }
}

async fn hear(caller: UnixStream, layer: &dyn ChannelLayer) -> Result<(), Error> {
    let mut caller = BufReader::new(caller);
    while let Some(line) = read_line(&mut caller).await? {
        let ring: Ring = serde_json::from_slice(&line)?;
        if let Err(error) = ring.tell(layer).await {
            tracing::warn!(%error, "the channel layer did not take what a command rang for");
            return Ok(());
        }
        caller.write_all(TAKEN).await?;
    }
    Ok(())
}

/// The next line; none at the end.
async fn read_line(stream: &mut BufReader<UnixStream>) -> Result<Option<Vec<u8>>, Error> {
    let mut line = Vec::new();
    stream
        .take(LONGEST_LINE_BYTES)
        .read_until(b'\n', &mut line)
        .await?;
    Ok((line.last() == Some(&b'\n')).then_some(line))
}

/// A command's end: a layer of its own process that rings the server too, where one runs.
#[derive(Debug)]
pub struct DoorbellLayer {
    own: MemoryLayer,
    has_server: bool,
    /// None without a server, and after the first call that it did not answer: the next would wait as long.
    server: Mutex<Option<BufReader<UnixStream>>>,
}

impl DoorbellLayer {
    /// Looks for the server that runs on `folder`.
    ///
    /// # Errors
    /// There is a socket file, and it cannot be used.
    pub async fn connect(folder: &Path) -> Result<Self, Error> {
        let server = match UnixStream::connect(folder.join(FILE_NAME)).await {
            Ok(stream) => Some(BufReader::new(stream)),
            // no server, or the file of a dead one
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::NotFound | ErrorKind::ConnectionRefused
                ) =>
            {
                None
            }
            Err(error) => return Err(error),
        };
        Ok(Self {
            own: MemoryLayer::default(),
            has_server: server.is_some(),
            server: Mutex::new(server),
        })
    }

    async fn ring(&self, ring: Ring) -> Result<(), LayerError> {
        if !self.has_server {
            return Ok(());
        }
        let mut server = self.server.lock().await;
        let answer = match server.as_mut() {
            Some(stream) => tokio::time::timeout(ANSWER_TIMEOUT, call(stream, ring)).await,
            None => Ok(Err(ErrorKind::NotConnected.into())),
        };
        let reason = match answer {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => error.to_string(),
            Err(late) => late.to_string(),
        };
        *server = None;
        Err(LayerError::Unreachable(reason))
    }
}

/// One line there, one line back.
async fn call(server: &mut BufReader<UnixStream>, ring: Ring) -> Result<(), Error> {
    let mut line = serde_json::to_vec(&ring)?;
    line.push(b'\n');
    server.write_all(&line).await?;
    match read_line(server).await? {
        Some(answer) if answer == TAKEN => Ok(()),
        _ => Err(ErrorKind::UnexpectedEof.into()),
    }
}

#[async_trait]
impl ChannelLayer for DoorbellLayer {
    fn kind(&self) -> &'static str {
        if self.has_server {
            "server"
        } else {
            self.own.kind()
        }
    }

    fn new_channel(&self, capacity: Capacity) -> Channel {
        self.own.new_channel(capacity)
    }

    async fn send(&self, channel: ChannelName, event: Event) -> Result<(), LayerError> {
        self.own.send(channel, event).await
    }

    async fn group_add(&self, group: Group, channel: ChannelName) -> Result<(), LayerError> {
        self.own.group_add(group, channel).await
    }

    async fn group_discard(&self, group: Group, channel: ChannelName) -> Result<(), LayerError> {
        self.own.group_discard(group, channel).await
    }

    async fn group_send(&self, group: Group, event: Event) -> Result<(), LayerError> {
        if let Some(ring) = Ring::of(group, &event) {
            self.ring(ring).await?;
        }
        self.own.group_send(group, event).await
    }

    fn group_size(&self, group: Group) -> usize {
        self.own.group_size(group)
    }

    fn group_count(&self) -> usize {
        self.own.group_count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capacity() -> Capacity {
        Capacity {
            bytes: 100_000,
            frames: 10,
        }
    }

    /// A server's layer that is rung through a socket in a folder of its own.
    async fn server() -> (tempfile::TempDir, Arc<dyn ChannelLayer>) {
        let folder = tempfile::tempdir().unwrap();
        let layer: Arc<dyn ChannelLayer> = Arc::new(MemoryLayer::default());
        let bell = Doorbell::hang_up(folder.path()).unwrap();
        let told = layer.clone();
        tokio::spawn(async move { bell.answer(told).await });
        (folder, layer)
    }

    #[tokio::test]
    async fn what_a_command_sends_reaches_the_groups_of_the_server() {
        let (folder, layer) = server().await;
        let mut channel = layer.new_channel(capacity());
        let (room, user) = (RoomId(3), UserId(4));
        for group in [Group::Room(room), Group::User(user)] {
            layer.group_add(group, channel.name()).await.unwrap();
        }
        let command = DoorbellLayer::connect(folder.path()).await.unwrap();
        let head = Event::Head { room, seq: Seq(9) };
        command.group_send(Group::Room(room), head).await.unwrap();
        command
            .group_send(Group::User(user), Event::SessionEnded)
            .await
            .unwrap();
        for expected in ["Head { room: RoomId(3), seq: Seq(9) }", "SessionEnded"] {
            let received = format!("{:?}", channel.receive().await);
            assert!(received.contains(expected), "{received}");
        }
    }

    #[tokio::test]
    async fn the_check_goes_through_the_server_and_without_one_through_memory() {
        let (folder, _layer) = server().await;
        let beside = DoorbellLayer::connect(folder.path()).await.unwrap();
        assert_eq!(beside.kind(), "server");
        check(&beside).await.unwrap();

        let empty = tempfile::tempdir().unwrap();
        let alone = DoorbellLayer::connect(empty.path()).await.unwrap();
        assert_eq!(alone.kind(), "memory");
        check(&alone).await.unwrap();
    }

    #[tokio::test]
    async fn the_file_of_a_dead_server_is_no_server_and_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let dead = std::os::unix::net::UnixListener::bind(folder.path().join(FILE_NAME));
        drop(dead.unwrap());
        let alone = DoorbellLayer::connect(folder.path()).await.unwrap();
        assert_eq!(alone.kind(), "memory");
        let bell = Doorbell::hang_up(folder.path()).unwrap();
        let mode = std::fs::metadata(&bell.path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[tokio::test]
    async fn a_server_that_does_not_answer_is_told_apart_from_none() {
        let folder = tempfile::tempdir().unwrap();
        let _silent = UnixListener::bind(folder.path().join(FILE_NAME)).unwrap();
        let command = DoorbellLayer::connect(folder.path()).await.unwrap();
        let error = check(&command).await.unwrap_err();
        assert!(matches!(error, LayerError::Unreachable(_)), "{error}");
    }

    #[tokio::test]
    async fn nonsense_ends_the_call_and_nothing_else() {
        let (folder, _layer) = server().await;
        for nonsense in [&b"hello\n"[..], &[b'x'; 5_000], b"{\"ring\":\"fire\"}\n"] {
            let stream = UnixStream::connect(folder.path().join(FILE_NAME)).await;
            let mut stream = stream.unwrap();
            stream.write_all(nonsense).await.unwrap();
            let mut answer = Vec::new();
            // closed, or reset where something was left unread
            let _ = stream.read_to_end(&mut answer).await;
            assert_eq!(answer, b"");
        }
        let command = DoorbellLayer::connect(folder.path()).await.unwrap();
        check(&command).await.unwrap();
    }
}
