//! Counts of the recent past by key: at most so many in any span of so long. Called by `throttle` only.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use crate::domain::Timestamp;

/// Keys that are remembered at most; about 20 MB. Above it any one is forgotten for each new one, so that a flood of
/// names cannot fill the memory, and cannot choose which count it wipes out.
const KEYS_MAX: usize = 100_000;

/// How often keys without a recent count are forgotten.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

/// The moments of the last `span`, by key. A true sliding window: there are no edges at which twice as many fit.
pub(super) struct SlidingWindow {
    limit: usize,
    span: Duration,
    taken: HashMap<u64, VecDeque<Timestamp>>,
    swept_at: Timestamp,
}

impl SlidingWindow {
    /// At most `limit` in any `span`; a limit of 0 is none.
    pub fn new(limit: u32, span: Duration) -> Self {
        Self {
            limit: limit as usize,
            span,
            taken: HashMap::new(),
            swept_at: Timestamp(0),
        }
    }

    /// How long until one more is allowed; `None`: now.
    pub fn wait(&mut self, key: u64, now: Timestamp) -> Option<Duration> {
        let span = self.span;
        let taken = self.taken.get_mut(&key)?;
        forget_old(taken, span, now);
        let nth_last = taken.len().checked_sub(self.limit)?;
        let leaves_at = taken.get(nth_last)?.plus(span);
        Some(leaves_at.since(now))
    }

    /// Counts one.
    pub fn take(&mut self, key: u64, now: Timestamp) {
        if self.limit == 0 {
            return;
        }
        self.sweep(now);
        if !self.taken.contains_key(&key) && self.taken.len() >= KEYS_MAX {
            let any = self.taken.keys().next().copied();
            any.and_then(|key| self.taken.remove(&key));
        }
        self.taken.entry(key).or_default().push_back(now);
    }

    /// Takes back one that was counted at `at`.
    pub fn give_back(&mut self, key: u64, at: Timestamp) {
        if let Some(taken) = self.taken.get_mut(&key)
            && let Some(place) = taken.iter().rposition(|&moment| moment == at)
        {
            taken.remove(place);
        }
    }

    fn sweep(&mut self, now: Timestamp) {
        if now.since(self.swept_at) < SWEEP_EVERY && self.taken.len() < KEYS_MAX {
            return;
        }
        self.swept_at = now;
        let span = self.span;
        self.taken.retain(|_, taken| {
            forget_old(taken, span, now);
            !taken.is_empty()
        });
    }

    #[cfg(test)]
    pub fn keys(&self) -> usize {
        self.taken.len()
    }
}

/// Moments after `now` are there when the clock was set back: they go too, else they would lock for as long.
fn forget_old(taken: &mut VecDeque<Timestamp>, span: Duration, now: Timestamp) {
    taken.retain(|&moment| moment <= now && now.since(moment) < span);
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;
    const START: i64 = 1_000_000 * SECOND;

    fn at(seconds: i64) -> Timestamp {
        Timestamp(START + seconds * SECOND)
    }

    #[test]
    fn no_span_of_three_minutes_ever_holds_more_than_the_limit() {
        let mut window = SlidingWindow::new(10, Duration::from_secs(180));
        let mut admitted = Vec::new();
        for second in 0..2_000 {
            let now = at(second);
            if window.wait(1, now).is_none() {
                window.take(1, now);
                admitted.push(second);
            }
        }
        assert!(admitted.len() >= 110, "{}", admitted.len());
        for eleven in admitted.windows(11) {
            assert!(eleven[10] - eleven[0] >= 180, "{eleven:?}");
        }
    }

    #[test]
    fn the_wait_ends_when_the_oldest_leaves() {
        let mut window = SlidingWindow::new(2, Duration::from_secs(180));
        window.take(1, at(0));
        window.take(1, at(60));
        assert_eq!(window.wait(1, at(100)), Some(Duration::from_secs(80)));
        assert_eq!(window.wait(1, at(179)), Some(Duration::from_secs(1)));
        assert_eq!(window.wait(1, at(180)), None);
        assert_eq!(window.wait(2, at(100)), None, "another key is free");
    }

    #[test]
    fn what_is_given_back_does_not_count() {
        let mut window = SlidingWindow::new(1, Duration::from_secs(180));
        window.take(1, at(0));
        window.give_back(1, at(0));
        assert_eq!(window.wait(1, at(1)), None);
    }

    #[test]
    fn a_limit_of_zero_is_none_and_remembers_nothing() {
        let mut window = SlidingWindow::new(0, Duration::from_secs(180));
        for _ in 0..1_000 {
            window.take(1, at(0));
        }
        assert_eq!((window.wait(1, at(0)), window.keys()), (None, 0));
    }

    #[test]
    fn a_clock_set_back_locks_nobody() {
        let mut window = SlidingWindow::new(1, Duration::from_secs(180));
        window.take(1, at(86_400));
        assert_eq!(window.wait(1, at(0)), None);
    }

    #[test]
    fn quiet_keys_are_forgotten_and_a_flood_of_keys_is_bounded() {
        let mut window = SlidingWindow::new(1, Duration::from_secs(180));
        for key in 0..1_000 {
            window.take(key, at(0));
        }
        window.take(5_000, at(500));
        assert_eq!(window.keys(), 1);
        for key in 0..(KEYS_MAX as u64 + 50) {
            window.take(key, at(501));
        }
        assert_eq!(window.keys(), KEYS_MAX);
    }
}
