//! The unread counts stay right in every window, over the one socket that it has: for each room that grew, its members
//! who are here are told what they have not read, at most once a second.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::{Chat, ChatError};
use crate::channels::{Capacity, Event, Group, Received};
use crate::domain::RoomId;
use crate::store::{memberships, rooms};

/// docs/protocol.md §2.3: `activity` at most once a second for each room.
const PAUSE: Duration = Duration::from_secs(1);

/// Events that may wait while members are counted.
const WAITING: Capacity = Capacity {
    bytes: 0,
    frames: 4_096,
};

/// Rooms that grew, and when each may be told of again.
#[derive(Default)]
struct Rooms {
    grown: HashSet<RoomId>,
    quiet_until: HashMap<RoomId, Instant>,
}

impl Rooms {
    /// Rooms that may be told of now.
    fn due(&mut self, now: Instant) -> Vec<RoomId> {
        self.quiet_until.retain(|_, until| *until > now);
        let due: Vec<RoomId> = self
            .grown
            .iter()
            .filter(|room| !self.quiet_until.contains_key(room))
            .copied()
            .collect();
        for room in &due {
            self.grown.remove(room);
            self.quiet_until.insert(*room, now + PAUSE);
        }
        due
    }

    /// When a room that has to wait is due.
    fn next(&self) -> Option<Instant> {
        self.grown
            .iter()
            .filter_map(|room| self.quiet_until.get(room))
            .min()
            .copied()
    }
}

impl Chat {
    /// Runs as long as the server does.
    ///
    /// # Errors
    /// The layer does not let it listen.
    pub async fn tell_activity(&self) -> Result<(), crate::channels::LayerError> {
        let mut channel = self.layer.new_channel(WAITING);
        self.layer.group_add(Group::Logs, channel.name()).await?;
        let mut rooms = Rooms::default();
        loop {
            let next = rooms.next();
            tokio::select! {
                received = channel.receive() => self.note(received, &mut rooms).await,
                () = sleep_until(next.unwrap_or_else(Instant::now)), if next.is_some() => {}
            }
            // A flood is taken in first: a room is told of once for all that waits.
            while let Some(received) = channel.try_receive() {
                self.note(received, &mut rooms).await;
            }
            for room in rooms.due(Instant::now()) {
                if let Err(error) = self.tell_of(room).await {
                    tracing::warn!(%error, %room, "members were not told of activity");
                }
            }
        }
    }

    async fn note(&self, received: Received, rooms: &mut Rooms) {
        match received {
            Received::Event(envelope) => {
                if let Event::Head { room, .. } = envelope.event() {
                    rooms.grown.insert(*room);
                }
            }
            // Which rooms grew is lost, so it may be any of them.
            Received::Lagged => match rooms::list(self.store.reader()).await {
                Ok(all) => rooms.grown.extend(all.iter().map(|room| room.id)),
                Err(error) => tracing::warn!(%error, "members were not told of activity"),
            },
        }
    }

    /// Of the members those who are here, counted together.
    async fn tell_of(&self, id: RoomId) -> Result<(), ChatError> {
        let reader = self.store.reader();
        let room = rooms::get(reader, id).await?;
        let mut members = memberships::list_users(reader, id).await?;
        members.retain(|user| self.layer.group_size(Group::User(*user)) > 0);
        self.tell_readings(&room, &members, |reading| Event::Activity {
            room: id,
            room_name: room.name.clone(),
            head: room.head,
            unread: reading.unread,
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_that_grows_on_is_told_of_once_a_second() {
        let start = Instant::now();
        let mut rooms = Rooms::default();
        rooms.grown.insert(RoomId(1));
        assert_eq!(rooms.due(start), [RoomId(1)]);
        assert_eq!(rooms.next(), None);
        rooms.grown.insert(RoomId(1));
        assert_eq!(rooms.due(start + PAUSE / 2), []);
        assert_eq!(rooms.next(), Some(start + PAUSE));
        assert_eq!(rooms.due(start + PAUSE), [RoomId(1)]);
    }

    #[test]
    fn a_busy_room_holds_no_other_back() {
        let start = Instant::now();
        let mut rooms = Rooms::default();
        rooms.grown.insert(RoomId(1));
        rooms.due(start);
        rooms.grown.extend([RoomId(1), RoomId(2)]);
        assert_eq!(rooms.due(start), [RoomId(2)]);
    }
}
