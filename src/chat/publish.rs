//! The one task that rings the layer for what this process has committed, in the order of the commits.

use std::collections::HashMap;

use super::Chat;
use crate::channels::{Event, Group};
use crate::domain::{Change, Ended, MemberChange, RoomEvent, RoomId};

/// Lines of a room that go out as one event: far below what a socket's queue takes (`limit_queue_bytes`), so that a
/// large commit overflows none that is empty.
const PIECE_BYTES: usize = 64 * 1024;

impl Chat {
    /// Publishes until the store is closed. Apart from the writer, so that a slow layer delays no commit; apart from
    /// the one who posted or took access away, so that it is told also when that one has left in between.
    pub async fn publish(&self) {
        while let Some(commit) = self.store.committed().next().await {
            for ended in commit.ended {
                self.tell_end(ended).await;
            }
            for events in by_room(commit.events) {
                if let Some(&RoomEvent { room, seq, .. }) = events.last() {
                    let of_lists = of_lists(&events);
                    self.ring(Group::Room(room), Event::Room(events)).await;
                    self.ring(Group::Logs, Event::Head { room, seq }).await;
                    for (group, event) in of_lists {
                        self.ring(group, event).await;
                    }
                }
            }
        }
    }

    /// Closes the sockets whose access has ended, on every node.
    async fn tell_end(&self, ended: Ended) {
        match ended {
            Ended::Session(session) => {
                self.ring(Group::Session(session), Event::SessionEnded)
                    .await;
            }
            Ended::Sessions(user) => self.ring(Group::User(user), Event::SessionEnded).await,
            Ended::Room { room, members } => {
                self.ring(Group::Room(room), Event::RoomDeleted { room })
                    .await;
                for user in members {
                    self.ring(Group::User(user), Event::RoomsChanged).await;
                }
            }
        }
    }

    pub(super) async fn ring(&self, group: Group, event: Event) {
        if let Err(error) = self.layer.group_send(group, event).await {
            // Consumers heal by seq with the next event that arrives.
            tracing::warn!(%error, "an event was not published");
        }
    }

    /// Publishes what `work` commits while it goes on, and ends with it: for the command line. Whose access is taken away
    /// is out before the rest of a long work is done.
    pub async fn publish_during<T>(&self, work: impl Future<Output = T>) -> T {
        let work = async {
            let result = work.await;
            self.store.close().await;
            result
        };
        tokio::join!(work, self.publish()).0
    }
}

/// Whose lists of rooms and threads are no longer right, beside those who have the room open.
fn of_lists(events: &[RoomEvent]) -> Vec<(Group, Event)> {
    let of_list = |event: &RoomEvent| match &event.change {
        Change::Member { change, person, .. } if !matches!(change, MemberChange::Muted { .. }) => {
            Some((Group::User(person.id), Event::RoomsChanged))
        }
        Change::Room { room, .. } => Some((Group::Logs, Event::RoomChanged { room: room.id })),
        // An edit is one as it brings a hidden reply back.
        Change::Message(message) | Change::Edited(message) | Change::Deleted(message) => {
            let thread = message.reply_to.as_ref()?.thread;
            Some((Group::Logs, Event::ThreadChanged { thread }))
        }
        _ => None,
    };
    events.iter().filter_map(of_list).collect()
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
