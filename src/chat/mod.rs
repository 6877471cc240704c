//! What may happen in a room and in which order: permission, then store, then layer.
//!
//! Called by consumers, pages, API and command line alike, so that a rule stands in one place. Knows no HTTP and no
//! frame. Errors are those of the store; a refusal among them is what the person is told.

mod activity;
mod bookmarks;
mod calls;
mod change;
mod direct;
mod emoji;
mod erasing;
mod guard;
mod history;
mod invites;
mod membership;
mod mentions;
mod newest;
mod people;
mod post;
mod publish;
mod rate;
mod react;
mod read;
mod render;
mod reports;
mod rerender;
mod revisions;
mod rooms;
mod search;
mod search_turns;
mod sessions;
mod site_settings;
mod threads;
mod typing;

use std::sync::Arc;

use crate::channels::{Capacity, ChannelLayer};
use crate::clock::Clock;
use crate::config::Live;
use crate::store::{Store, StoreError, site};

pub use crate::store::Marked;
pub use crate::store::StoreError as ChatError;
pub use crate::store::access::Access;
pub use crate::store::bookmarks::Bookmark;
pub use crate::store::mentions::Mention;
pub use crate::store::name_keys::Nameable;
pub use crate::store::room_changes::{NewRoom, RoomForm};
pub use crate::store::rooms::RoomForUser;
pub use crate::store::sessions::TOUCH_EVERY;
pub use crate::store::threads::FollowedThread;
pub use change::Altered;
pub use direct::MOST_DIRECT_PEOPLE;
pub use emoji::{MOST_PICTURE_BYTES, typed_emoji_name};
pub use guard::Entrance;
pub use history::{Around, History, REPLAY_LIMIT, Replay};
pub use invites::{InviteForm, MOST_INVITE_DAYS, MOST_INVITE_USES};
pub use mentions::Offer;
pub use newest::{Newest, Opening};
pub use post::{Command, Sent};
pub use rate::Buckets;
pub use react::Mark;
pub use render::{Markdown, Words};
pub use reports::{MOST_REASON_CHARACTERS, Outcome};
pub use rerender::Rerendered;
pub use revisions::{Piece, Version};
pub use search::{Hit, Hits, SearchForm, SearchVerdict};
pub use threads::Thread;

/// The verbs, and what they need. Cheap to clone.
#[derive(Clone)]
pub struct Chat {
    store: Store,
    layer: Arc<dyn ChannelLayer>,
    clock: Arc<dyn Clock>,
    buckets: Arc<Buckets>,
    epoch: Arc<str>,
    live: Arc<Live>,
    capacity: Capacity,
    newest: Arc<newest::NewestPages>,
    emoji: Arc<emoji::Known>,
    /// Whose turn it is to change a setting.
    setting: Arc<tokio::sync::Mutex<()>>,
    /// Whose turn it is to search.
    searching: Arc<search_turns::Turns>,
    /// Whose turn it is to tell people of their counts.
    telling: Arc<tokio::sync::Mutex<()>>,
}

impl Chat {
    /// Puts the verbs together, and reads the epoch and the settings that are stored.
    ///
    /// # Errors
    /// Database errors.
    pub async fn new(
        store: Store,
        layer: Arc<dyn ChannelLayer>,
        clock: Arc<dyn Clock>,
        live: Arc<Live>,
    ) -> Result<Self, StoreError> {
        let epoch = site::epoch(store.reader()).await?;
        let settings = live.current();
        let chat = Self {
            store,
            layer,
            clock,
            buckets: Arc::new(Buckets::new(Arc::clone(&live))),
            epoch: epoch.into(),
            live,
            capacity: Capacity {
                bytes: settings.limit_queue_bytes,
                frames: settings.limit_queue_frames,
            },
            newest: Arc::default(),
            emoji: Arc::default(),
            setting: Arc::default(),
            searching: Arc::default(),
            telling: Arc::default(),
        };
        chat.load_settings().await?;
        chat.load_emoji().await?;
        Ok(chat)
    }

    /// Of a message, in Unicode scalar values.
    fn text_characters(&self) -> usize {
        self.live.current().limit_text_characters
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
