//! A round trip through a channel layer: what `layer check` and the server's health ask for.

use std::time::{Duration, Instant};

use super::{Capacity, ChannelLayer, Event, Group, LayerError, Received};
use crate::domain::UserId;

/// Room for the probe, and for those of checks at the same moment.
const CAPACITY: Capacity = Capacity {
    bytes: 65_536,
    frames: 64,
};
/// A command says within 3 s that the layer is down (docs/protocol.md §4).
const LONGEST_CHECK: Duration = Duration::from_millis(2_500);
/// Ids begin at 1, so this group is nobody's.
const GROUP: Group = Group::User(UserId(0));

/// Sends a probe to a group and waits for it. Says how long that took.
///
/// # Errors
/// What the layer said, or [`LayerError::Unreachable`] after 2.5 s.
pub async fn check(layer: &dyn ChannelLayer) -> Result<Duration, LayerError> {
    let number = rand::random();
    let since = Instant::now();
    let trip = async {
        let mut channel = layer.new_channel(CAPACITY);
        layer.group_add(GROUP, channel.name()).await?;
        layer.group_send(GROUP, Event::Probe(number)).await?;
        loop {
            match channel.receive().await {
                Received::Event(envelope) => match envelope.event() {
                    Event::Probe(received) if *received == number => return Ok(since.elapsed()),
                    // the probe of another check
                    _ => {}
                },
                Received::Lagged => return Err(LayerError::Full),
            }
        }
    };
    match tokio::time::timeout(LONGEST_CHECK, trip).await {
        Ok(result) => result,
        Err(late) => Err(LayerError::Unreachable(late.to_string())),
    }
}
