//! Errors of one socket: a few are answered, many in a minute are abuse (docs/protocol.md §2.5).

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

const MOST: usize = 20;
const WINDOW: Duration = Duration::from_secs(60);

/// When the last errors were.
#[derive(Debug, Default)]
pub(super) struct Strikes(VecDeque<Instant>);

impl Strikes {
    /// Counts an error; true for the one that is the last to be answered.
    pub(super) fn count(&mut self, now: Instant) -> bool {
        while self
            .0
            .front()
            .is_some_and(|first| now.duration_since(*first) >= WINDOW)
        {
            self.0.pop_front();
        }
        self.0.push_back(now);
        self.0.len() >= MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_20th_error_within_60_seconds_is_the_last() {
        let start = Instant::now();
        let mut strikes = Strikes::default();
        for second in 0..19 {
            assert!(!strikes.count(start + Duration::from_secs(second)));
        }
        assert!(strikes.count(start + Duration::from_secs(59)));
    }

    #[test]
    fn errors_of_more_than_a_minute_ago_are_forgotten() {
        let start = Instant::now();
        let mut strikes = Strikes::default();
        for second in 0..19 {
            strikes.count(start + Duration::from_secs(second));
        }
        assert!(!strikes.count(start + Duration::from_secs(60)));
    }
}
