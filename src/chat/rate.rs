//! One bucket of commands for each user, over all sockets, pages and API calls.

use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::config::Settings;
use crate::domain::{ErrorCode, Refusal, Sentence, UserId};

/// The buckets; a limit of 0 is none.
#[derive(Debug)]
pub struct Buckets {
    limiter: Option<DefaultKeyedRateLimiter<UserId>>,
    clock: DefaultClock,
}

impl Buckets {
    /// Buckets of `limit_message_burst` that fill by `limit_messages_per_second`.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        let burst = NonZeroU32::new(settings.limit_message_burst);
        let rate = NonZeroU32::new(settings.limit_messages_per_second);
        Self {
            limiter: burst.zip(rate).map(|(burst, rate)| {
                RateLimiter::keyed(Quota::per_second(rate).allow_burst(burst))
            }),
            clock: DefaultClock::default(),
        }
    }

    /// Takes one command out of a user's bucket.
    ///
    /// # Errors
    /// `rate_limited` with the time until the next one fits.
    pub fn take(&self, user: UserId) -> Result<(), Refusal> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        limiter.check_key(&user).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            let retry_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1);
            let sentence = Sentence::new(ErrorCode::RateLimited.key())
                .with("seconds", retry_ms.div_ceil(1_000));
            Refusal::because(ErrorCode::RateLimited, sentence).retry_after_ms(retry_ms)
        })
    }

    /// Forgets the buckets that are full again: they cost memory and say nothing.
    pub fn sweep(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_users_burst_is_refused_with_a_time_and_costs_others_nothing() {
        let buckets = Buckets::new(&Settings {
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
        let buckets = Buckets::new(&Settings {
            limit_message_burst: 0,
            ..Settings::default()
        });
        assert!((0..1_000).all(|_| buckets.take(UserId(1)).is_ok()));
    }
}
