//! What one client has, where the rest of the run can look at it, and what the run tells the client.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;

use crate::view::View;

/// How the client behaves: set by faults, and by the end of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habit {
    pub reads: bool,
    pub online: bool,
    /// Whether it makes up new commands; what is unanswered is always sent again.
    pub writes: bool,
    /// Whether it posts as fast as it can, and nothing but posts.
    pub floods: bool,
    /// The run is over.
    pub stop: bool,
}

/// A `read` that was sent.
#[derive(Clone, Debug)]
pub struct Reading {
    pub upto: i64,
    /// As far as it is within what the client had: what lies beyond the head counts as the head of that moment.
    pub certain: i64,
    /// Something sent after it was answered, so it was carried out.
    pub confirmed: bool,
}

/// One connection of a client.
#[derive(Clone, Debug)]
pub struct Session {
    /// When the handshake was begun.
    pub began: Duration,
    /// When the greeting had come.
    pub opened: Duration,
    pub head: i64,
    /// The room was loaded just before, so the stream begins anew.
    pub loaded: bool,
    /// Room events as they arrived.
    pub events: Vec<Value>,
    /// `resumed`: whether it was complete, where there was one.
    pub complete: Option<bool>,
    /// How far the room was loaded within the connection: the next one goes on after it, or after the last event.
    pub reached: Option<i64>,
    /// The code of the server's close, where there was one.
    pub closed: Option<u16>,
}

/// A handshake that was refused because of who comes.
#[derive(Clone, Debug)]
pub struct Door {
    pub began: Duration,
    pub ended: Duration,
    pub status: u16,
}

/// The client's part of the history.
#[derive(Debug, Default)]
pub struct Held {
    pub view: View,
    pub connected: bool,
    pub unanswered: usize,
    pub sessions: Vec<Session>,
    pub doors: Vec<Door>,
    pub readings: Vec<Reading>,
    /// Commands for the client to send as they are, from the end of the run.
    pub orders: Vec<Value>,
    /// The highest `n` of a `pong`.
    pub ponged: i64,
}

/// Shared by the client's task and the run.
pub struct Holding {
    pub habit: watch::Sender<Habit>,
    held: Mutex<Held>,
}

impl Holding {
    pub fn new() -> Self {
        let habit = Habit {
            reads: true,
            online: true,
            writes: true,
            floods: false,
            stop: false,
        };
        Self {
            habit: watch::Sender::new(habit),
            held: Mutex::default(),
        }
    }

    /// Everything the client has, for a moment.
    pub fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap()
    }
}
