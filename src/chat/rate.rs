//! One bucket of commands for each user, over all sockets, pages and API calls.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::config::Live;
use crate::domain::{Bucket, ErrorCode, Pace, Refusal, Sentence, UserId};

/// The buckets; a limit of 0 is none.
#[derive(Debug)]
pub struct Buckets {
    live: Arc<Live>,
    buckets: Mutex<HashMap<UserId, Bucket>>,
}

impl Buckets {
    /// Buckets of `limit_message_burst` that fill by `limit_messages_per_second`, as these are at the moment.
    #[must_use]
    pub fn new(live: Arc<Live>) -> Self {
        Self {
            live,
            buckets: Mutex::default(),
        }
    }

    fn pace(&self) -> Option<Pace> {
        let settings = self.live.current();
        Pace::new(
            settings.limit_message_burst,
            settings.limit_messages_per_second,
        )
    }

    // Nothing below can panic halfway, so a poisoned lock is whole.
    fn buckets(&self) -> MutexGuard<'_, HashMap<UserId, Bucket>> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes one command out of a user's bucket.
    ///
    /// # Errors
    /// `rate_limited` with the time until the next one fits.
    pub fn take(&self, user: UserId) -> Result<(), Refusal> {
        let Some(pace) = self.pace() else {
            return Ok(());
        };
        let taken = self
            .buckets()
            .entry(user)
            .or_default()
            .take(pace, Instant::now());
        taken.map_err(|wait| {
            let retry_ms = u64::try_from(wait.as_micros().div_ceil(1_000)).unwrap_or(u64::MAX);
            let sentence = Sentence::new(ErrorCode::RateLimited.key())
                .with("seconds", retry_ms.div_ceil(1_000));
            Refusal::because(ErrorCode::RateLimited, sentence).retry_after_ms(retry_ms)
        })
    }

    /// Puts back what a command took that was carried out before.
    pub fn give_back(&self, user: UserId) {
        if let Some(pace) = self.pace()
            && let Some(bucket) = self.buckets().get_mut(&user)
        {
            bucket.give_back(pace);
        }
    }

    /// Forgets the buckets that are full again: they cost memory and say nothing.
    pub fn sweep(&self) {
        let now = Instant::now();
        let mut buckets = self.buckets();
        buckets.retain(|_, bucket| !bucket.is_full(now));
        buckets.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    fn buckets(settings: Settings) -> Buckets {
        Buckets::new(Arc::new(Live::new(settings)))
    }

    #[test]
    fn one_users_burst_is_refused_with_a_time_and_costs_others_nothing() {
        let buckets = buckets(Settings {
            limit_message_burst: 2,
            limit_messages_per_second: 1,
            ..Settings::default()
        });
        assert!(buckets.take(UserId(1)).is_ok());
        assert!(buckets.take(UserId(1)).is_ok());
        let refusal = buckets.take(UserId(1)).unwrap_err();
        assert_eq!(refusal.code, ErrorCode::RateLimited);
        assert!((1..=1_000).contains(&refusal.retry_ms.unwrap()));
        assert!(buckets.take(UserId(2)).is_ok());
    }

    #[test]
    fn a_limit_of_0_is_none() {
        let buckets = buckets(Settings {
            limit_message_burst: 0,
            ..Settings::default()
        });
        assert!((0..1_000).all(|_| buckets.take(UserId(1)).is_ok()));
    }
}
