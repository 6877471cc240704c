//! A bucket of permits that fills by the clock: the generic cell rate algorithm, kept as one moment.
//!
//! Our own, since what was taken can be given back here: a resend that turns out to be one costs nothing.

use std::time::{Duration, Instant};

/// How deep a bucket is, and how fast it fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    every: Duration,
    depth: Duration,
}

impl Pace {
    /// Buckets of `burst` permits that fill by `per_second`; `None` where one of them is 0, which is no limit.
    #[must_use]
    pub fn new(burst: u32, per_second: u32) -> Option<Self> {
        let every = Duration::from_secs(1).checked_div(per_second)?;
        let depth = every.saturating_mul(burst);
        (burst > 0).then_some(Self { every, depth })
    }
}

/// What is left of one bucket. Full at first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bucket {
    full_at: Option<Instant>,
}

impl Bucket {
    /// Takes a permit.
    ///
    /// # Errors
    /// How long it takes until one fits.
    pub fn take(&mut self, pace: Pace, now: Instant) -> Result<(), Duration> {
        let full_at = self.full_at.map_or(now, |full_at| full_at.max(now)) + pace.every;
        let wait = full_at.duration_since(now).saturating_sub(pace.depth);
        if wait.is_zero() {
            self.full_at = Some(full_at);
            return Ok(());
        }
        Err(wait)
    }

    /// Puts a permit back that was taken for nothing.
    pub fn give_back(&mut self, pace: Pace) {
        self.full_at = self
            .full_at
            .and_then(|full_at| full_at.checked_sub(pace.every));
    }

    /// Whether nothing is missing: then it need not be kept.
    #[must_use]
    pub fn is_full(&self, now: Instant) -> bool {
        self.full_at.is_none_or(|full_at| full_at <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    #[test]
    fn a_burst_goes_through_and_then_one_for_each_interval() {
        let pace = Pace::new(3, 1).unwrap();
        let (mut bucket, start) = (Bucket::default(), Instant::now());
        assert!((0..3).all(|_| bucket.take(pace, start).is_ok()));
        assert_eq!(bucket.take(pace, start), Err(seconds(1)));
        let half = start + Duration::from_millis(400);
        assert_eq!(bucket.take(pace, half), Err(Duration::from_millis(600)));
        assert!(bucket.take(pace, start + seconds(1)).is_ok());
        assert_eq!(bucket.take(pace, start + seconds(1)), Err(seconds(1)));
        assert!((0..3).all(|_| bucket.take(pace, start + seconds(9)).is_ok()));
        assert!(bucket.take(pace, start + seconds(9)).is_err());
    }

    #[test]
    fn what_is_given_back_can_be_taken_again() {
        let pace = Pace::new(1, 1).unwrap();
        let (mut bucket, start) = (Bucket::default(), Instant::now());
        for _ in 0..5 {
            assert!(bucket.take(pace, start).is_ok());
            bucket.give_back(pace);
            assert!(bucket.is_full(start));
        }
        assert!(bucket.take(pace, start).is_ok());
        assert!(!bucket.is_full(start));
        assert!(bucket.is_full(start + seconds(1)));
    }

    #[test]
    fn a_zero_is_no_limit() {
        assert_eq!(Pace::new(0, 5), None);
        assert_eq!(Pace::new(5, 0), None);
    }
}
