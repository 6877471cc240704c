//! Whether the other end is still there: pings at an interval, and death after silence.

use std::time::Duration;

use tokio::time::Instant;

/// Only what arrives counts as life; what we send says nothing about the peer.
#[derive(Debug)]
pub(super) struct Heartbeat {
    interval: Duration,
    dead_after: Duration,
    next_ping: Instant,
    heard: Instant,
}

/// What is due.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beat {
    Ping,
    Dead,
}

impl Heartbeat {
    pub(super) fn new(interval: Duration, dead_after: Duration, now: Instant) -> Self {
        Self {
            interval,
            dead_after,
            next_ping: now + interval,
            heard: now,
        }
    }

    pub(super) fn heard(&mut self, now: Instant) {
        self.heard = now;
    }

    /// When [`Heartbeat::beat`] has something to say next.
    pub(super) fn due(&self) -> Instant {
        self.next_ping.min(self.heard + self.dead_after)
    }

    pub(super) fn beat(&mut self, now: Instant) -> Option<Beat> {
        if now >= self.heard + self.dead_after {
            return Some(Beat::Dead);
        }
        if now < self.next_ping {
            return None;
        }
        self.next_ping = now + self.interval;
        Some(Beat::Ping)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_peer_is_pinged_and_then_dead() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let mut heartbeat = Heartbeat::new(Duration::from_secs(25), Duration::from_secs(45), start);
        assert_eq!(heartbeat.due(), after(25));
        assert_eq!(heartbeat.beat(after(24)), None);
        assert_eq!(heartbeat.beat(after(25)), Some(Beat::Ping));
        assert_eq!(heartbeat.due(), after(45));
        assert_eq!(heartbeat.beat(after(45)), Some(Beat::Dead));
    }

    #[test]
    fn whatever_arrives_is_life() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let mut heartbeat = Heartbeat::new(Duration::from_secs(25), Duration::from_secs(45), start);
        heartbeat.heard(after(40));
        assert_eq!(heartbeat.beat(after(50)), Some(Beat::Ping));
        assert_eq!(heartbeat.beat(after(84)), Some(Beat::Ping));
        assert_eq!(heartbeat.beat(after(85)), Some(Beat::Dead));
    }
}
