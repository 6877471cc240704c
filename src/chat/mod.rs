//! What may happen in a room and in which order: permission, then store, then layer.
//!
//! Called by consumers, pages, API and command line alike, so that a rule stands in one place. Knows no HTTP and no
//! frame. Errors are those of the store; a refusal among them is what the person is told.

mod activity;
mod calls;
mod change;
mod guard;
mod history;
mod newest;
mod post;
mod publish;
mod rate;
mod read;
mod render;
mod rooms;
mod sessions;

use std::sync::Arc;

use crate::channels::{Capacity, ChannelLayer};
use crate::clock::Clock;
use crate::config::Settings;
use crate::store::{Store, StoreError, site};

pub use crate::store::StoreError as ChatError;
pub use crate::store::rooms::{NewRoom, RoomForUser};
pub use crate::store::sessions::TOUCH_EVERY;
pub use change::Altered;
pub use guard::Entrance;
pub use history::{Around, History, REPLAY_LIMIT, Replay};
pub use newest::{Newest, Opening};
pub use post::{Command, Sent};
pub use rate::Buckets;
pub use render::render;

/// The verbs, and what they need. Cheap to clone.
#[derive(Clone)]
pub struct Chat {
    store: Store,
    layer: Arc<dyn ChannelLayer>,
    clock: Arc<dyn Clock>,
    buckets: Arc<Buckets>,
    epoch: Arc<str>,
    text_characters: usize,
    capacity: Capacity,
    newest: Arc<newest::NewestPages>,
    /// Whose turn it is to tell people of their counts.
    telling: Arc<tokio::sync::Mutex<()>>,
}

impl Chat {
    /// Puts the verbs together and reads the epoch.
    ///
    /// # Errors
    /// Database errors.
    pub async fn new(
        store: Store,
        layer: Arc<dyn ChannelLayer>,
        clock: Arc<dyn Clock>,
        settings: &Settings,
    ) -> Result<Self, StoreError> {
        let epoch = site::epoch(store.reader()).await?;
        Ok(Self {
            store,
            layer,
            clock,
            buckets: Arc::new(Buckets::new(settings)),
            epoch: epoch.into(),
            text_characters: settings.limit_text_characters,
            capacity: Capacity {
                bytes: settings.limit_queue_bytes,
                frames: settings.limit_queue_frames,
            },
            newest: Arc::default(),
            telling: Arc::default(),
        })
    }

    /// The name of the sequence space.
    #[must_use]
    pub fn epoch(&self) -> &str {
        &self.epoch
    }

    /// The layer, for consumers.
    #[must_use]
    pub fn layer(&self) -> &Arc<dyn ChannelLayer> {
        &self.layer
    }

    /// How much may wait for one socket.
    #[must_use]
    pub const fn capacity(&self) -> Capacity {
        self.capacity
    }

    /// Forgets what is over: buckets that are full again, and nonces past their time. Meant for once an hour.
    pub async fn sweep(&self) {
        self.buckets.sweep();
        let now = self.clock.now().into();
        let swept: Result<u64, StoreError> = self
            .store
            .write(move |transaction| {
                Box::pin(async move { crate::store::nonces::sweep(transaction, now).await })
            })
            .await;
        if let Err(error) = swept {
            tracing::warn!(%error, "old nonces could not be swept");
        }
    }
}
