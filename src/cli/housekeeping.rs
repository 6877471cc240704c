//! What a running server does by itself: ends sessions that are over, and forgets what nobody will ask for.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::chat::Chat;

const BETWEEN_CLEARINGS: Duration = Duration::from_secs(1);
/// docs/promises.md B2: the sockets of a session that is over close within 1 s; what is left of it is for closing them.
const BETWEEN_SESSION_CHECKS: Duration = Duration::from_millis(500);
/// An hour.
const CHECKS_BETWEEN_SWEEPS: u64 = 7_200;

/// Takes away what was deleted and is large, and indexes what is still to be found, in small writes: apart from what must
/// not wait for it.
pub(super) async fn clear(chat: Chat) {
    let mut ticks = interval(BETWEEN_CLEARINGS);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = chat.purge_rooms().await {
            tracing::warn!(%error, "what deleted rooms left could not be taken away");
        }
        if let Err(error) = chat.erase_messages().await {
            tracing::warn!(%error, "what deleted people wrote could not be taken away");
        }
        if let Err(error) = chat.index_messages().await {
            tracing::warn!(%error, "messages that wait for the search could not be indexed");
        }
    }
}

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
