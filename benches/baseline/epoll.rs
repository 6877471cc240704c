//! One thread around epoll: whatever came in one round is handed on in one write for each socket, or with a write for
//! each message. The first is about the least that any server can do; the second about the least of one that writes
//! once per delivery.

use std::collections::HashMap;
use std::error::Error;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};

use rustix::buffer::spare_capacity;
use rustix::event::epoll;

use super::handshake;

/// How deliveries are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Writes {
    Joined,
    Each,
}

const LISTENER: u64 = u64::MAX;
const READ_BYTES: usize = 64 * 1024;

struct Peer {
    stream: TcpStream,
    room: Option<usize>,
    carry: Vec<u8>,
    /// What the kernel did not take.
    waiting: Vec<u8>,
}

#[derive(Default)]
struct Room {
    peers: Vec<usize>,
    /// What came in this round.
    fresh: Vec<u8>,
}

struct Server {
    epoll: rustix::fd::OwnedFd,
    writes: Writes,
    peers: Vec<Peer>,
    rooms: Vec<Room>,
    names: HashMap<String, usize>,
    buffer: Vec<u8>,
    frame: Vec<u8>,
    /// Rooms with something fresh.
    busy: Vec<usize>,
}

pub fn serve(writes: Writes) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    rustix::net::listen(&listener, 1_024)?;
    println!("{}", listener.local_addr()?);
    let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
    let data = epoll::EventData::new_u64(LISTENER);
    epoll::add(&epoll, &listener, data, epoll::EventFlags::IN)?;
    let mut server = Server {
        epoll,
        writes,
        peers: Vec::new(),
        rooms: Vec::new(),
        names: HashMap::new(),
        buffer: vec![0; READ_BYTES],
        frame: Vec::new(),
        busy: Vec::new(),
    };
    let mut ready = Vec::with_capacity(1_024);
    loop {
        ready.clear();
        epoll::wait(&server.epoll, spare_capacity(&mut ready), None)?;
        for event in &ready {
            if event.data.u64() == LISTENER {
                server.accept(&listener)?;
                continue;
            }
            let number = usize::try_from(event.data.u64())?;
            let flags = event.flags;
            if flags.contains(epoll::EventFlags::OUT) {
                server.write(number, &[]);
            }
            // Who is gone is left out from here on.
            if server.read(number).is_err() {
                server.forget(number);
            }
        }
        server.hand_on();
    }
}

impl Server {
    fn accept(&mut self, listener: &TcpListener) -> Result<(), Box<dyn Error>> {
        let (stream, _) = listener.accept()?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let data = epoll::EventData::new_u64(self.peers.len() as u64);
        epoll::add(&self.epoll, &stream, data, epoll::EventFlags::IN)?;
        self.peers.push(Peer {
            stream,
            room: None,
            carry: Vec::new(),
            waiting: Vec::new(),
        });
        Ok(())
    }

    fn read(&mut self, number: usize) -> Result<(), Box<dyn Error>> {
        let peer = &mut self.peers[number];
        let carried = peer.carry.len();
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer[..carried].copy_from_slice(&peer.carry);
        let read = match peer.stream.read(&mut buffer[carried..]) {
            Ok(0) => Err("gone".into()),
            Ok(read) => {
                self.take(number, &buffer[..carried + read]);
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(error.into()),
        };
        self.buffer = buffer;
        read
    }

    fn take(&mut self, number: usize, mut bytes: &[u8]) {
        let room = match self.peers[number].room {
            Some(room) => room,
            None => {
                let Some((path, answer, length)) = handshake::answer(bytes) else {
                    self.peers[number].carry = bytes.to_vec();
                    return;
                };
                bytes = &bytes[length..];
                self.write(number, answer.as_bytes());
                self.enter(number, path)
            }
        };
        while let Some(length) = handshake::forward(bytes, &mut self.frame) {
            bytes = &bytes[length..];
            if self.writes == Writes::Joined {
                if self.rooms[room].fresh.is_empty() {
                    self.busy.push(room);
                }
                self.rooms[room].fresh.append(&mut self.frame);
            } else {
                let frame = std::mem::take(&mut self.frame);
                self.broadcast(room, &frame);
                self.frame = frame;
                self.frame.clear();
            }
        }
        let carry = &mut self.peers[number].carry;
        carry.clear();
        carry.extend_from_slice(bytes);
    }

    fn enter(&mut self, number: usize, path: String) -> usize {
        let next = self.rooms.len();
        let room = *self.names.entry(path).or_insert(next);
        if room == next {
            self.rooms.push(Room::default());
        }
        self.rooms[room].peers.push(number);
        self.peers[number].room = Some(room);
        room
    }

    fn hand_on(&mut self) {
        for room in std::mem::take(&mut self.busy) {
            let fresh = std::mem::take(&mut self.rooms[room].fresh);
            self.broadcast(room, &fresh);
            self.rooms[room].fresh = fresh;
            self.rooms[room].fresh.clear();
        }
    }

    fn broadcast(&mut self, room: usize, bytes: &[u8]) {
        let peers = std::mem::take(&mut self.rooms[room].peers);
        for &number in &peers {
            self.write(number, bytes);
        }
        self.rooms[room].peers = peers;
    }

    /// Writes what waits and this; what the kernel does not take waits, and is written when it does.
    fn write(&mut self, number: usize, bytes: &[u8]) {
        let peer = &mut self.peers[number];
        let waited = !peer.waiting.is_empty();
        let mut whole = bytes;
        if waited {
            peer.waiting.extend_from_slice(bytes);
            whole = &peer.waiting;
        }
        // An error is seen by the next read.
        let written = peer.stream.write(whole).unwrap_or(0);
        if waited {
            peer.waiting.drain(..written);
        } else {
            peer.waiting.extend_from_slice(&bytes[written..]);
        }
        if waited == peer.waiting.is_empty() {
            let mut flags = epoll::EventFlags::IN;
            flags.set(epoll::EventFlags::OUT, !waited);
            let data = epoll::EventData::new_u64(number as u64);
            let _ = epoll::modify(&self.epoll, &peer.stream, data, flags);
        }
    }

    fn forget(&mut self, number: usize) {
        let peer = &mut self.peers[number];
        let _ = epoll::delete(&self.epoll, &peer.stream);
        peer.waiting = Vec::new();
        if let Some(room) = peer.room.take() {
            self.rooms[room].peers.retain(|&other| other != number);
        }
    }
}
