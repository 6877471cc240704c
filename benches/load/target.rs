//! Whom the load is for: Teahouse, started here or somewhere else, or a baseline in a process of its own.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use tokio::runtime::Runtime;

use super::Failed;
use super::arguments::Options;
use super::fill;
use super::machine::{self, Side};
use super::support::server::UNLIMITED;
use super::support::{TestServer, Visitor};

/// Servers that can be measured. The baselines have no sessions, no JSON, no storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Teahouse,
    /// A bare epoll loop; all that waits for a socket is one write.
    EpollJoined,
    /// The same with a write for each delivery.
    EpollEach,
    /// axum's `ws` and tokio's `broadcast`, as in axum's own example of a chat.
    Axum,
}

impl Kind {
    pub const BASELINES: [Self; 3] = [Self::EpollJoined, Self::EpollEach, Self::Axum];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Teahouse => "Teahouse",
            Self::EpollJoined => "bare epoll, joined writes",
            Self::EpollEach => "bare epoll, a write each",
            Self::Axum => "plain axum",
        }
    }

    /// As [`super::baseline::run`] knows it.
    const fn word(self) -> &'static str {
        match self {
            Self::Teahouse => "",
            Self::EpollJoined => "epoll-joined",
            Self::EpollEach => "epoll-each",
            Self::Axum => "axum",
        }
    }

    /// Teahouse, and the baselines where they are wanted.
    pub fn wanted(options: &Options) -> Vec<Self> {
        let mut kinds = vec![Self::Teahouse];
        if options.baselines && options.url.is_none() {
            kinds.extend(Self::BASELINES);
        }
        kinds
    }
}

/// A running server, and who may speak with it.
pub struct Target {
    pub kind: Kind,
    pub address: SocketAddr,
    /// `None` for a server that is not ours.
    pub process: Option<u32>,
    /// The admin, or the account of a server that is not ours.
    pub admin: Visitor,
    /// Of the people who are signed in; sockets are theirs in turn.
    cookies: Vec<String>,
    pub server: Option<TestServer>,
    pub runtime: Runtime,
    baseline: Option<Child>,
}

/// What a server of our own has before it is loaded.
#[derive(Clone, Copy, Default)]
pub struct House {
    pub rooms: usize,
    /// Each is a member of one of the first rooms, in turn.
    pub people: usize,
    /// How many rooms these are; 0: all of them.
    pub peopled: usize,
}

impl Target {
    pub fn start(kind: Kind, house: House, options: &Options) -> Result<Self, Failed> {
        machine::pin(Side::Server, options);
        let started = match (kind, &options.url) {
            (Kind::Teahouse, Some(url)) => Self::elsewhere(url, options),
            (Kind::Teahouse, None) => Self::teahouse(),
            _ => Self::baseline(kind),
        };
        machine::pin(Side::Load, options);
        let mut target = started?;
        if kind == Kind::Teahouse {
            target.make_rooms(house.rooms)?;
            if target.server.is_some() {
                target.cookies = fill::people(&mut target, house)?;
                // A server that has hashed no password, too: it would keep what that took.
                target.restart(options)?;
            }
        }
        Ok(target)
    }

    fn teahouse() -> Result<Self, Failed> {
        let runtime = runtime()?;
        let usual = [
            "--limit-connections=0",
            "--limit-connections-per-address=0",
            "--limit-logins-per-name=0",
        ];
        // Beside the build: what is measured is a disk, which /tmp need not be.
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let server = runtime.block_on(TestServer::start_in(
            folder,
            &[&UNLIMITED[..], &usual].concat(),
        ));
        Ok(Self {
            kind: Kind::Teahouse,
            address: server.address(),
            process: Some(server.process()),
            admin: (**server.admin()).clone(),
            cookies: Vec::new(),
            server: Some(server),
            runtime,
            baseline: None,
        })
    }

    fn elsewhere(url: &str, options: &Options) -> Result<Self, Failed> {
        let runtime = runtime()?;
        let host = url
            .strip_prefix("http://")
            .ok_or("only http:// is spoken here")?;
        let address = host.trim_end_matches('/').to_socket_addrs()?.next();
        let address = address.ok_or("no such host")?;
        let visitor = Visitor::new(Arc::new(Mutex::new(address)));
        let (name, password) = options.account.as_ref().ok_or("an account is needed")?;
        let answer = runtime.block_on(visitor.sign_in_with(name, password));
        if visitor.cookie().is_empty() {
            return Err(format!("signing in was answered with {}", answer.status).into());
        }
        Ok(Self {
            kind: Kind::Teahouse,
            address,
            process: None,
            cookies: vec![visitor.cookie()],
            admin: visitor,
            server: None,
            runtime,
            baseline: None,
        })
    }

    fn baseline(kind: Kind) -> Result<Self, Failed> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["baseline", kind.word()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = child.stdout.take().ok_or("no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line.trim().parse()?;
        Ok(Self {
            kind,
            address,
            process: Some(child.id()),
            admin: Visitor::new(Arc::new(Mutex::new(address))),
            cookies: Vec::new(),
            server: None,
            runtime: runtime()?,
            baseline: Some(child),
        })
    }

    /// Starts our own server again, on what is there now.
    pub fn restart(&mut self, options: &Options) -> Result<(), Failed> {
        let server = self
            .server
            .as_mut()
            .ok_or("only a server of our own is restarted")?;
        machine::pin(Side::Server, options);
        server.restart();
        machine::pin(Side::Load, options);
        (self.address, self.process) = (server.address(), Some(server.process()));
        Ok(())
    }

    /// Whether a socket's first frame says that it is in its room.
    pub fn greets(&self) -> bool {
        self.kind == Kind::Teahouse
    }

    /// Of the user of a socket.
    pub fn cookie(&self, member: usize) -> &str {
        &self.cookies[member % self.cookies.len()]
    }

    fn make_rooms(&self, count: usize) -> Result<(), Failed> {
        self.runtime.block_on(async {
            for room in 0..count {
                let name = room_name(room);
                let fields = [("name", name.as_str()), ("title", &name), ("kind", "open")];
                let made = self.admin.post("/rooms", &fields).await.status;
                // 409: a server that is not ours may have it from the last time.
                if made != 303 && made != 409 {
                    return Err(format!("room {name} was answered with {made}").into());
                }
                // Whoever writes first joins first; in the load that would be an event of its own.
                let here = serde_json::json!({"message": "here"});
                let path = rooms_path(room);
                self.admin.post_json(&path, &here).await.must_be(201);
            }
            Ok(())
        })
    }

    /// What opens socket `member` in a room.
    pub fn handshake(&self, member: usize, room: usize) -> Vec<u8> {
        let host = self.address;
        let mut request = format!(
            "GET /ws/chat/{}/ HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
            room_name(room)
        );
        if self.kind == Kind::Teahouse {
            let cookie = self.cookie(member);
            request += &format!(
                "Origin: http://{host}\r\nCookie: {cookie}\r\nSec-WebSocket-Protocol: chat.v1\r\n"
            );
        }
        (request + "\r\n").into_bytes()
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if let Some(baseline) = &mut self.baseline {
            let _ = baseline.kill();
            let _ = baseline.wait();
        }
    }
}

fn runtime() -> Result<Runtime, Failed> {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    Ok(builder.enable_all().build()?)
}

pub fn room_name(room: usize) -> String {
    format!("bench-{room}")
}

pub fn rooms_path(room: usize) -> String {
    format!("/api/rooms/{}/messages", room_name(room))
}
