//! A channel's queue: bounded in bytes and frames, never waiting for its reader.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::{Envelope, Received};

/// How much may wait in one channel; 0 is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Together.
    pub bytes: usize,
    /// In number.
    pub frames: usize,
}

impl Capacity {
    fn exceeded_by(self, bytes: usize, frames: usize) -> bool {
        (self.bytes > 0 && bytes > self.bytes) || (self.frames > 0 && frames > self.frames)
    }

    const fn half(self) -> Self {
        Self {
            bytes: self.bytes / 2,
            frames: self.frames / 2,
        }
    }
}

/// Whether an event went in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pushed {
    Queued,
    Shed,
    Overflowed,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Arc<Envelope>>,
    bytes: usize,
    frames: usize,
    lagged: bool,
}

#[derive(Debug)]
pub(super) struct Queue {
    capacity: Capacity,
    state: Mutex<State>,
    arrived: Notify,
}

impl Queue {
    pub(super) fn new(capacity: Capacity) -> Self {
        Self {
            capacity,
            state: Mutex::default(),
            arrived: Notify::new(),
        }
    }

    // A panic elsewhere cannot leave the state half changed: every change below is a few assignments.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn push(&self, envelope: &Arc<Envelope>) -> Pushed {
        let pushed = self.state().push(envelope, self.capacity);
        if pushed != Pushed::Shed {
            self.arrived.notify_one();
        }
        pushed
    }

    pub(super) fn try_pop(&self) -> Option<Received> {
        self.state().pop()
    }

    pub(super) async fn pop(&self) -> Received {
        loop {
            let arrived = self.arrived.notified();
            if let Some(received) = self.try_pop() {
                return received;
            }
            arrived.await;
        }
    }
}

impl State {
    fn push(&mut self, envelope: &Arc<Envelope>, capacity: Capacity) -> Pushed {
        let event = envelope.event();
        let bytes = self.bytes + envelope.bytes();
        let frames = self.frames + envelope.frames();
        if !event.is_kept() {
            if event.is_passing() && capacity.half().exceeded_by(bytes, frames) {
                return Pushed::Shed;
            }
            // What comes after the marker is read from the store with what came before it.
            if self.lagged {
                return Pushed::Overflowed;
            }
            if capacity.exceeded_by(bytes, frames) {
                self.overflow();
                return Pushed::Overflowed;
            }
        }
        (self.bytes, self.frames) = (bytes, frames);
        self.waiting.push_back(Arc::clone(envelope));
        Pushed::Queued
    }

    fn overflow(&mut self) {
        self.lagged = true;
        self.waiting.retain(|waiting| waiting.event().is_kept());
        self.waiting.shrink_to_fit();
        let kept = || self.waiting.iter();
        self.bytes = kept().map(|waiting| waiting.bytes()).sum();
        self.frames = kept().map(|waiting| waiting.frames()).sum();
    }

    fn pop(&mut self) -> Option<Received> {
        if self.lagged {
            self.lagged = false;
            return Some(Received::Lagged);
        }
        let envelope = self.waiting.pop_front()?;
        self.bytes -= envelope.bytes();
        self.frames -= envelope.frames();
        if self.waiting.is_empty() {
            // An idle socket keeps no buffer.
            self.waiting = VecDeque::new();
        }
        Some(Received::Event(envelope))
    }
}
