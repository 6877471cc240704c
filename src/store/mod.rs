//! The only SQL of the product: everything that lasts is read and written here.
//!
//! Called by `auth`, `chat`, `web` and `cli`. Knows no HTTP and no channel. Query functions are free functions per
//! table that take an executor, so that the reader pool and a write both fit.
//!
//! There is one writer. A write runs in the next group commit (`BEGIN IMMEDIATE` … `COMMIT` with
//! `synchronous=FULL`), and its caller hears of it after the commit.

pub mod access;
pub mod accounts;
pub mod audit;
pub mod bans;
pub mod blocks;
pub mod bookmarks;
pub mod changes;
mod committed;
pub mod custom_emoji;
mod error;
pub mod events;
pub mod house;
pub mod invites;
pub mod lists;
mod marking;
pub mod memberships;
pub mod mentions;
pub mod messages;
mod migrate;
pub mod name_keys;
pub mod new_password;
pub mod nonces;
mod open;
pub mod pins;
mod post;
pub mod reactions;
pub mod renderings;
pub mod reports;
pub mod reset_links;
pub mod revisions;
pub mod room_changes;
pub mod rooms;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod site;
pub mod threads;
pub mod unread;
pub mod users;
mod writer;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use sqlx::SqlitePool;

pub use committed::{Commit, Committed};
pub use error::StoreError;
pub use marking::Marked;
pub use migrate::{MigrationState, MigrationStatus};
pub use open::{Location, migration_status};
pub use post::{NewMessage, Posted, RoomCall};
pub use writer::Transaction;

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    reader: SqlitePool,
    writer: writer::Writer,
    committed: Arc<Committed>,
}

impl Store {
    /// The read-only connections (`query_only`): for everything that changes nothing.
    #[must_use]
    pub const fn reader(&self) -> &SqlitePool {
        &self.reader
    }

    /// Runs `work` in the next group commit, in a savepoint of its own, and returns after the commit. Where `work`
    /// fails, nothing of it is kept, and the others of the commit are not touched.
    ///
    /// # Errors
    /// What `work` returned; [`StoreError::Unavailable`] where the commit failed (busy, disk full) or the store is
    /// closed: then nothing of it is kept either.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.writer.write(work).await
    }

    /// Has a message stored in the next group commit, together with all others that wait: its seq, the message, the
    /// event, the nonce, and the author's membership where the author has none yet. Returns once it has its place in
    /// the row; what it returns ends after the commit. It is stored, too, where nobody waits for that.
    ///
    /// # Errors
    /// A refusal (`not_found`, `archived`, `conflict`, `unauthorized`) as [`StoreError::Refused`], decided inside the
    /// transaction; else as [`Store::write`].
    pub async fn begin_post(
        &self,
        message: NewMessage,
    ) -> Result<impl Future<Output = Result<Posted, StoreError>> + Send + use<>, StoreError> {
        self.writer.begin_post(message).await
    }

    /// The events of this process's commits, in the order of their seqs: for the one that publishes them.
    #[must_use]
    pub fn committed(&self) -> &Committed {
        &self.committed
    }

    /// Finishes the writes that were accepted and closes the file. Later writes are refused as unavailable.
    pub async fn close(&self) {
        self.writer.close().await;
        self.reader.close().await;
    }
}
