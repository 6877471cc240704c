//! The unread counts stay right in every window, over the one socket that it has: for each room that grew, its members
//! who are here are told what they have not read, at most once a second; and so are the followers of each thread.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::{Chat, ChatError};
use crate::channels::{Capacity, Event, Group, Received};
use crate::domain::{MessageId, RoomId, UserId};
use crate::store::{memberships, rooms};

/// docs/protocol.md §2.3: `activity` at most once a second for each room, `thread` for each thread.
const PAUSE: Duration = Duration::from_secs(1);

/// Events that may wait while members are counted.
const WAITING: Capacity = Capacity {
    bytes: 0,
    frames: 4_096,
};

/// What grew, and when each of it may be told of again.
struct Growing<Id> {
    grown: HashSet<Id>,
    quiet_until: HashMap<Id, Instant>,
}

impl<Id> Default for Growing<Id> {
    fn default() -> Self {
        Self {
            grown: HashSet::new(),
            quiet_until: HashMap::new(),
        }
    }
}

impl<Id: Copy + Eq + Hash> Growing<Id> {
    /// What may be told of now.
    fn due(&mut self, now: Instant) -> Vec<Id> {
        self.quiet_until.retain(|_, until| *until > now);
        let due: Vec<Id> = self
            .grown
            .iter()
            .filter(|id| !self.quiet_until.contains_key(id))
            .copied()
            .collect();
        for id in &due {
            self.grown.remove(id);
            self.quiet_until.insert(*id, now + PAUSE);
        }
        due
    }

    /// When the first is due of what has to wait.
    fn next(&self) -> Option<Instant> {
        self.grown
            .iter()
            .filter_map(|id| self.quiet_until.get(id))
            .min()
            .copied()
    }
}

/// All that grows.
#[derive(Default)]
struct Growth {
    rooms: Growing<RoomId>,
    /// By their first messages.
    threads: Growing<MessageId>,
    /// More than could be told one by one.
    all: Growing<()>,
}

impl Growth {
    fn next(&self) -> Option<Instant> {
        let each = [self.rooms.next(), self.threads.next(), self.all.next()];
        each.into_iter().flatten().min()
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
        let mut growth = Growth::default();
        loop {
            let next = growth.next();
            tokio::select! {
                received = channel.receive() => self.note(received, &mut growth).await,
                () = sleep_until(next.unwrap_or_else(Instant::now)), if next.is_some() => {}
            }
            // A flood is taken in first: a room is told of once for all that waits.
            while let Some(received) = channel.try_receive() {
                self.note(received, &mut growth).await;
            }
            for () in growth.all.due(Instant::now()) {
                self.ring_everybody().await;
            }
            for thread in growth.threads.due(Instant::now()) {
                if let Err(error) = self.tell_followers(thread).await {
                    tracing::warn!(%error, %thread, "those who follow a thread were not told of it");
                }
            }
            for room in growth.rooms.due(Instant::now()) {
                if let Err(error) = self.tell_of(room).await {
                    tracing::warn!(%error, %room, "members were not told of activity");
                }
            }
        }
    }

    async fn note(&self, received: Received, growth: &mut Growth) {
        match received {
            Received::Event(envelope) => match envelope.event() {
                Event::Head { room, .. } => drop(growth.rooms.grown.insert(*room)),
                Event::RoomChanged { room } => self.tell_of_change(*room).await,
                Event::ThreadChanged { thread } => drop(growth.threads.grown.insert(*thread)),
                Event::EmojiChanged => self.reload_emoji().await,
                _ => {}
            },
            Received::Lagged => {
                self.reload_emoji().await;
                if let Err(error) = self.note_all(growth).await {
                    tracing::warn!(%error, "members were not told of activity");
                }
            }
        }
    }

    /// Which rooms grew is lost, so it may be any of them. Which threads did, too, and there may be very many: whoever is
    /// here asks for their own.
    async fn note_all(&self, growth: &mut Growth) -> Result<(), ChatError> {
        growth.all.grown.insert(());
        let rooms = rooms::list(self.store.reader()).await?;
        growth.rooms.grown.extend(rooms.iter().map(|room| room.id));
        Ok(())
    }

    /// Whoever is here asks for what they have: a room that could not be read keeps it from nobody else.
    async fn ring_everybody(&self) {
        let rooms = rooms::list(self.store.reader()).await;
        let rooms = rooms.unwrap_or_else(|error| {
            tracing::warn!(%error, "nobody was told that much has happened");
            Vec::new()
        });
        let mut here = HashSet::new();
        for room in rooms {
            here.extend(self.members_to_tell(room.id).await);
        }
        for user in here {
            self.ring(Group::User(user), Event::RoomsChanged).await;
        }
    }

    /// The members who have a page open here.
    async fn members_here(&self, room: RoomId) -> Result<Vec<UserId>, ChatError> {
        let mut members = memberships::list_users(self.store.reader(), room).await?;
        members.retain(|user| self.layer.group_size(Group::User(*user)) > 0);
        Ok(members)
    }

    /// The same; none where they cannot be read.
    async fn members_to_tell(&self, room: RoomId) -> Vec<UserId> {
        self.members_here(room).await.unwrap_or_else(|error| {
            tracing::warn!(%error, %room, "members were not told that a room has changed");
            Vec::new()
        })
    }

    /// Their lists have a room that is called otherwise, or is archived.
    async fn tell_of_change(&self, room: RoomId) {
        for user in self.members_to_tell(room).await {
            self.ring(Group::User(user), Event::RoomsChanged).await;
        }
    }

    /// Of the members those who are here, counted together.
    async fn tell_of(&self, id: RoomId) -> Result<(), ChatError> {
        let room = match rooms::get(self.store.reader(), id).await {
            // Deleted since it grew.
            Err(ChatError::NotFound) => return Ok(()),
            room => room?,
        };
        let members = self.members_here(id).await?;
        self.tell_readings(room.id, &members, |reading| Event::Activity {
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
        let mut rooms = Growing::default();
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
        let mut rooms = Growing::default();
        rooms.grown.insert(RoomId(1));
        rooms.due(start);
        rooms.grown.extend([RoomId(1), RoomId(2)]);
        assert_eq!(rooms.due(start), [RoomId(2)]);
    }
}
