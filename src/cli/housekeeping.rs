//! What a running server does by itself: ends sessions that are over, and forgets what nobody will ask for.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::chat::Chat;

/// docs/promises.md B2: the sockets of an ended session close within 1 s.
const BETWEEN_SESSION_CHECKS: Duration = Duration::from_secs(1);
/// An hour.
const CHECKS_BETWEEN_SWEEPS: u64 = 3_600;

/// Runs until it is dropped.
pub(super) async fn run(chat: Chat) {
    let mut ticks = interval(BETWEEN_SESSION_CHECKS);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for check in 1_u64.. {
        ticks.tick().await;
        if let Err(error) = chat.end_expired_sessions().await {
            tracing::warn!(%error, "sessions that are over could not be ended");
        }
        if check.is_multiple_of(CHECKS_BETWEEN_SWEEPS) {
            chat.sweep().await;
        }
    }
}
