//! Many sockets on one thread: a reader lean enough that the generator is not what is measured. Frames are handed out
//! where they lie; a socket keeps bytes of its own only of a frame that has come in part.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpStream};
use std::time::{Duration, Instant};

use rustix::buffer::spare_capacity;
use rustix::event::{Timespec, epoll};
use rustix::fd::OwnedFd;
use rustix::net::{AddressFamily, SocketType, bind, connect, socket};

use super::Failed;
use super::frames::{self, Frame};
use super::target::Target;

/// What one read takes at most: a flood comes in large pieces.
const READ_BYTES: usize = 512 * 1024;
/// Handshakes under way at once; below the server's backlog.
const OPENING_AT_ONCE: usize = 128;
/// So many connections share a source address: far below what there are ports.
const FOR_EACH_ADDRESS: usize = 1_000;
const PATIENCE: Duration = Duration::from_secs(60);

struct Member {
    stream: TcpStream,
    /// Of a frame that has not come whole.
    carry: Vec<u8>,
    outgoing: Vec<u8>,
    upgraded: bool,
    /// The first frame has come, where the server greets.
    greeted: bool,
}

/// The sockets.
pub struct Crowd {
    epoll: OwnedFd,
    members: Vec<Member>,
    buffer: Vec<u8>,
    ready: Vec<epoll::Event>,
    blocked: Vec<usize>,
}

impl Crowd {
    pub fn new() -> Result<Self, Failed> {
        Ok(Self {
            epoll: epoll::create(epoll::CreateFlags::CLOEXEC)?,
            members: Vec::new(),
            buffer: vec![0; READ_BYTES],
            ready: Vec::with_capacity(1024),
            blocked: Vec::new(),
        })
    }

    /// Opens a socket in each of these rooms and waits until all of them are greeted.
    pub fn open(
        &mut self,
        target: &Target,
        rooms: impl Iterator<Item = usize>,
    ) -> Result<(), Failed> {
        let began = Instant::now();
        let mut rooms = rooms.peekable();
        let mut greeted = self.members.len();
        loop {
            while rooms.peek().is_some() && self.members.len() - greeted < OPENING_AT_ONCE {
                let room = rooms.next().unwrap_or_default();
                self.connect(target, room)?;
            }
            if rooms.peek().is_none() && greeted == self.members.len() {
                return Ok(());
            }
            let greets = target.greets();
            self.turn(Duration::from_millis(100), |_, _| {})?;
            let members = &self.members[greeted..];
            greeted += members
                .iter()
                .take_while(|member| member.upgraded && (member.greeted || !greets))
                .count();
            if began.elapsed() > PATIENCE {
                let (all, open) = (self.members.len(), greeted);
                return Err(format!("{open} of {all} sockets opened in time").into());
            }
        }
    }

    fn connect(&mut self, target: &Target, room: usize) -> Result<(), Failed> {
        let number = self.members.len();
        let mut stream = dial(target.address, number)?;
        stream.set_nodelay(true)?;
        stream.write_all(&target.handshake(number, room))?;
        stream.set_nonblocking(true)?;
        let data = epoll::EventData::new_u64(number as u64);
        epoll::add(&self.epoll, &stream, data, epoll::EventFlags::IN)?;
        self.members.push(Member {
            stream,
            carry: Vec::new(),
            outgoing: Vec::new(),
            upgraded: false,
            greeted: false,
        });
        Ok(())
    }

    /// Queues a text; [`Crowd::flush`] writes what was queued.
    pub fn queue(&mut self, member: usize, text: &str) {
        let outgoing = &mut self.members[member].outgoing;
        if outgoing.is_empty() {
            self.blocked.push(member);
        }
        frames::write_text(outgoing, text);
    }

    /// Writes what waits, each socket's in one piece; what does not fit waits on.
    pub fn flush(&mut self) -> Result<(), Failed> {
        let members = &mut self.members;
        let mut failed = None;
        self.blocked.retain(|&number| {
            let Member {
                stream, outgoing, ..
            } = &mut members[number];
            match stream.write(outgoing) {
                Ok(written) => {
                    outgoing.drain(..written);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => failed = Some(error),
            }
            !outgoing.is_empty()
        });
        failed.map_or(Ok(()), |error| Err(error.into()))
    }

    /// Waits for something to come, reads it, and calls `heard` with each text.
    pub fn turn(
        &mut self,
        longest: Duration,
        mut heard: impl FnMut(usize, &[u8]),
    ) -> Result<(), Failed> {
        let timeout = Timespec::try_from(longest)?;
        self.ready.clear();
        match epoll::wait(&self.epoll, spare_capacity(&mut self.ready), Some(&timeout)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        for event in &self.ready {
            let number = usize::try_from(event.data.u64())?;
            let member = &mut self.members[number];
            let waits = !member.outgoing.is_empty();
            member
                .read(&mut self.buffer, |text| heard(number, text))
                .map_err(|error| format!("socket {number}: {error}"))?;
            if !waits && !member.outgoing.is_empty() {
                self.blocked.push(number);
            }
        }
        self.flush()
    }
}

impl Member {
    fn read(&mut self, buffer: &mut [u8], mut heard: impl FnMut(&[u8])) -> Result<(), Failed> {
        let carried = self.carry.len();
        buffer[..carried].copy_from_slice(&self.carry);
        let read = match self.stream.read(&mut buffer[carried..]) {
            Ok(0) => return Err("closed by the server".into()),
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let mut rest = &buffer[..carried + read];
        if !self.upgraded {
            match upgraded(rest)? {
                Some(end) => rest = &rest[end..],
                None => {
                    self.carry = rest.to_vec();
                    return Ok(());
                }
            }
            self.upgraded = true;
        }
        while let Some((frame, length)) = frames::read(rest) {
            match frame {
                Frame::Text(text) => {
                    self.greeted = true;
                    heard(text);
                }
                Frame::Ping => frames::write_pong(&mut self.outgoing),
                Frame::Close(code) => return Err(format!("closed with {code:?}").into()),
                Frame::Other => return Err("a frame that is no text".into()),
            }
            rest = &rest[length..];
        }
        self.carry.clear();
        self.carry.extend_from_slice(rest);
        Ok(())
    }
}

/// Where the answer to the handshake ends.
fn upgraded(bytes: &[u8]) -> Result<Option<usize>, Failed> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    if bytes.starts_with(b"HTTP/1.1 101") {
        return Ok(Some(end + 4));
    }
    let answer = String::from_utf8_lossy(&bytes[..end.min(200)]);
    Err(format!("the handshake was answered with {answer}").into())
}

/// On loopback from one of several addresses, so that ports do not run out.
fn dial(address: SocketAddr, number: usize) -> Result<TcpStream, Failed> {
    let SocketAddr::V4(address) = address else {
        return Ok(TcpStream::connect(address)?);
    };
    let descriptor = socket(AddressFamily::INET, SocketType::STREAM, None)?;
    if address.ip().is_loopback() {
        let last = u8::try_from(1 + number / FOR_EACH_ADDRESS)?;
        bind(
            &descriptor,
            &SocketAddrV4::new(Ipv4Addr::new(127, 0, 0, last), 0),
        )?;
    }
    connect(&descriptor, &address)?;
    Ok(TcpStream::from(descriptor))
}
