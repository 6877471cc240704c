//! The one task that rings the layer for what this process has committed, in the order of the commits.

use std::collections::HashMap;

use super::Chat;
use crate::channels::{Event, Group};
use crate::domain::{RoomEvent, RoomId};

/// Lines of a room that go out as one event: far below what a socket's queue takes (`limit_queue_bytes`), so that a
/// large commit overflows none that is empty.
const PIECE_BYTES: usize = 64 * 1024;

impl Chat {
    /// Publishes until the store is closed. Apart from the writer, so that a slow layer delays no commit; apart from
    /// the one who posted, so that an event goes out also when that one has left in between.
    pub async fn publish(&self) {
        while let Some(events) = self.store.committed().next().await {
            for events in by_room(events) {
                if let Some(&RoomEvent { room, seq, .. }) = events.last() {
                    self.ring(Group::Room(room), Event::Room(events)).await;
                    self.ring(Group::Logs, Event::Head { room, seq }).await;
                }
            }
        }
    }

    async fn ring(&self, group: Group, event: Event) {
        if let Err(error) = self.layer.group_send(group, event).await {
            // Consumers heal by seq with the next event that arrives.
            tracing::warn!(%error, "an event was not published");
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

/// Each room's lines of a commit together, in pieces that a queue can take.
fn by_room(events: Vec<RoomEvent>) -> Vec<Vec<RoomEvent>> {
    let mut pieces: Vec<Vec<RoomEvent>> = Vec::new();
    // Of each room the last piece, and its size.
    let mut open: HashMap<RoomId, (usize, usize)> = HashMap::new();
    for event in events {
        let size = event.size();
        match open.get_mut(&event.room) {
            Some((piece, bytes)) if *bytes + size <= PIECE_BYTES => {
                *bytes += size;
                pieces[*piece].push(event);
            }
            _ => {
                open.insert(event.room, (pieces.len(), size));
                pieces.push(vec![event]);
            }
        }
    }
    pieces
}
