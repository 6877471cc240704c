//! The one task that rings the layer for what this process has committed, in the order of the commits.

use super::Chat;
use crate::channels::{Event, Group};

impl Chat {
    /// Publishes until the store is closed. Apart from the writer, so that a slow layer delays no commit; apart from
    /// the one who posted, so that an event goes out also when that one has left in between.
    pub async fn publish(&self) {
        while let Some(events) = self.store.committed().next().await {
            for event in events {
                let (room, seq) = (event.room, event.seq);
                for (group, event) in [
                    (Group::Room(room), Event::Room(event)),
                    (Group::Logs, Event::Head { room, seq }),
                ] {
                    if let Err(error) = self.layer.group_send(group, event).await {
                        // Consumers heal by seq with the next event that arrives.
                        tracing::warn!(%error, "an event was not published");
                    }
                }
            }
        }
    }

    /// Publishes what is committed and not yet published, without waiting for more: for the command line, which ends
    /// after one verb.
    pub async fn publish_waiting(&self) {
        let publish = self.publish();
        self.store.close().await;
        publish.await;
    }
}
