//! The layer of a single process: maps behind a lock.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, Weak};

use async_trait::async_trait;

use super::layer::{Channel, ChannelLayer, ChannelName, Group, LayerError, Leave};
use super::queue::{Capacity, Pushed, Queue};
use super::{Envelope, Event};

/// Groups and channels of this process.
#[derive(Debug, Default)]
pub struct MemoryLayer {
    state: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared(RwLock<State>);

#[derive(Debug, Default)]
struct State {
    channels: HashMap<ChannelName, Member>,
    groups: HashMap<Group, HashMap<ChannelName, Arc<Queue>>>,
}

#[derive(Debug)]
struct Member {
    queue: Arc<Queue>,
    groups: HashSet<Group>,
}

// No code below can panic while it holds the lock, so a poisoned one is whole.
impl Shared {
    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn discard(&mut self, group: Group, channel: ChannelName) {
        if let Some(members) = self.groups.get_mut(&group) {
            members.remove(&channel);
            if members.is_empty() {
                self.groups.remove(&group);
            }
        }
    }
}

impl Leave for Shared {
    fn leave(&self, channel: ChannelName) {
        let mut state = self.write();
        if let Some(member) = state.channels.remove(&channel) {
            for group in member.groups {
                state.discard(group, channel);
            }
        }
    }
}

#[async_trait]
impl ChannelLayer for MemoryLayer {
    fn kind(&self) -> &'static str {
        "memory"
    }

    fn new_channel(&self, capacity: Capacity) -> Channel {
        let name = ChannelName::random();
        let queue = Arc::new(Queue::new(capacity));
        let member = Member {
            queue: Arc::clone(&queue),
            groups: HashSet::new(),
        };
        self.state.write().channels.insert(name, member);
        let leave: Weak<dyn Leave> = Arc::<Shared>::downgrade(&self.state);
        Channel::new(name, queue, leave)
    }

    async fn send(&self, channel: ChannelName, event: Event) -> Result<(), LayerError> {
        let state = self.state.read();
        let member = state.channels.get(&channel).ok_or(LayerError::Gone)?;
        match member.queue.push(&Arc::new(Envelope::new(event))) {
            Pushed::Queued => Ok(()),
            Pushed::Shed | Pushed::Overflowed => Err(LayerError::Full),
        }
    }

    async fn group_add(&self, group: Group, channel: ChannelName) -> Result<(), LayerError> {
        let mut state = self.state.write();
        let member = state.channels.get_mut(&channel).ok_or(LayerError::Gone)?;
        member.groups.insert(group);
        let queue = Arc::clone(&member.queue);
        state
            .groups
            .entry(group)
            .or_default()
            .insert(channel, queue);
        Ok(())
    }

    async fn group_discard(&self, group: Group, channel: ChannelName) -> Result<(), LayerError> {
        let mut state = self.state.write();
        if let Some(member) = state.channels.get_mut(&channel) {
            member.groups.remove(&group);
        }
        state.discard(group, channel);
        Ok(())
    }

    async fn group_send(&self, group: Group, event: Event) -> Result<(), LayerError> {
        let state = self.state.read();
        if let Some(members) = state.groups.get(&group) {
            let envelope = Arc::new(Envelope::new(event));
            for queue in members.values() {
                queue.push(&envelope);
            }
        }
        Ok(())
    }

    fn group_size(&self, group: Group) -> usize {
        self.state.read().groups.get(&group).map_or(0, HashMap::len)
    }

    fn group_count(&self) -> usize {
        self.state.read().groups.len()
    }
}
