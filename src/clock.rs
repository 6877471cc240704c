//! The only place that reads the time, so that tests can pass their own.

use time::OffsetDateTime;

/// A source of the present moment (UTC).
pub trait Clock: Send + Sync + 'static {
    /// The present moment.
    fn now(&self) -> OffsetDateTime;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> OffsetDateTime {
        #[expect(clippy::disallowed_methods, reason = "the one place that may")]
        OffsetDateTime::now_utc()
    }
}
