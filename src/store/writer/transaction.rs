//! A write under way: the one writing connection inside a transaction, and the events that it will publish.

use std::ops::{Deref, DerefMut};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sqlx::SqliteConnection;

use super::super::{Commit, StoreError, events};
use crate::clock::Clock;
use crate::domain::{Change, Ended, Nonce, RoomEvent, RoomId, Timestamp, UserId};

/// The connection inside a transaction, with the events of its commit.
pub struct Transaction {
    connection: SqliteConnection,
    commit: Commit,
    clock: Arc<dyn Clock>,
    moment: Timestamp,
    /// Set once the whole transaction is gone: on a full disk SQLite may roll all of it back by itself, and a savepoint
    /// after that would open, and commit, one of its own.
    broken: Option<String>,
}

impl Deref for Transaction {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

impl Transaction {
    pub(super) fn new(connection: SqliteConnection, clock: Arc<dyn Clock>) -> Self {
        Self {
            connection,
            commit: Commit::default(),
            moment: clock.now().into(),
            clock,
            broken: None,
        }
    }

    /// The moment that rows of this write carry, one for the whole commit: an edit and its event agree on it.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.moment
    }

    /// Gives `change` the room's next seq, writes it into the log, and has it published after the commit.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such room; database errors.
    pub async fn append(
        &mut self,
        room: RoomId,
        actor: Option<UserId>,
        change: Change,
        nonce: Option<Nonce>,
    ) -> Result<RoomEvent, StoreError> {
        let now = self.now();
        let event = events::append(&mut self.connection, room, actor, change, nonce, now).await?;
        self.commit.events.push(event.clone());
        Ok(event)
    }

    /// Has events published after the commit that were written in bulk.
    pub(in crate::store) fn publish(&mut self, events: Vec<RoomEvent>) {
        self.commit.events.extend(events);
    }

    /// Has sockets told after the commit, before anything that is committed later, that access which stands in no room's
    /// log has ended.
    pub(in crate::store) fn end_access(&mut self, ended: Ended) {
        self.commit.ended.push(ended);
    }

    pub(super) async fn begin(&mut self) -> Result<(), StoreError> {
        self.commit = Commit::default();
        self.broken = None;
        self.execute("begin immediate").await?;
        self.moment = self.clock.now().into();
        Ok(())
    }

    /// Commits, and hands out what is to be told; or undoes everything.
    pub(super) async fn end(&mut self) -> Result<Commit, StoreError> {
        let ended = match self.broken.take() {
            Some(reason) => Err(StoreError::Unavailable(reason)),
            None => self.execute("commit").await,
        };
        if ended.is_err() {
            // Where nothing is left to roll back, the error says so.
            let _ = self.execute("rollback").await;
        }
        ended.map(|()| std::mem::take(&mut self.commit))
    }

    /// Whether nothing more may be written before [`Transaction::begin`].
    pub(super) const fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    pub(super) async fn close(self) -> Result<(), StoreError> {
        Ok(sqlx::Connection::close(self.connection).await?)
    }

    /// Runs `work` so that nothing of it is kept where it fails; `None` where it panicked: one write must not end the
    /// one task that all writes need.
    pub(super) async fn in_savepoint<T, E, F>(&mut self, work: F) -> Option<Result<T, E>>
    where
        F: for<'t> FnOnce(&'t mut Self) -> BoxFuture<'t, Result<T, E>> + Send,
        E: From<StoreError>,
    {
        if let Err(error) = self.execute("savepoint work").await {
            return Some(Err(error.into()));
        }
        let outcome = self.attempt(work).await;
        if !matches!(outcome, Some(Ok(_))) {
            for statement in ["rollback to work", "release work"] {
                if let Err(error) = self.execute(statement).await {
                    self.broken.get_or_insert(error.to_string());
                }
            }
        }
        if let Some(Ok(_)) = &outcome
            && let Err(error) = self.execute("release work").await
        {
            self.broken = Some(error.to_string());
        }
        outcome
    }

    /// The same for work that is the first of its transaction, which begins anew where it fails: a savepoint would only
    /// cost.
    pub(super) async fn first<T, E, F>(&mut self, work: F) -> Option<Result<T, E>>
    where
        F: for<'t> FnOnce(&'t mut Self) -> BoxFuture<'t, Result<T, E>> + Send,
    {
        let outcome = self.attempt(work).await;
        if !matches!(outcome, Some(Ok(_))) {
            // Where SQLite has undone all of it by itself, the error says so.
            let _ = self.execute("rollback").await;
            if let Err(error) = self.execute("begin immediate").await {
                self.broken = Some(error.to_string());
            }
        }
        outcome
    }

    async fn attempt<T, E, F>(&mut self, work: F) -> Option<Result<T, E>>
    where
        F: for<'t> FnOnce(&'t mut Self) -> BoxFuture<'t, Result<T, E>> + Send,
    {
        let (events, ended) = (self.commit.events.len(), self.commit.ended.len());
        let outcome = AssertUnwindSafe(work(self)).catch_unwind().await;
        if !matches!(outcome, Ok(Ok(_))) {
            self.commit.events.truncate(events);
            self.commit.ended.truncate(ended);
        }
        if outcome.is_err() {
            tracing::error!("a write panicked and was rolled back");
        }
        outcome.ok()
    }

    async fn execute(&mut self, sql: &'static str) -> Result<(), StoreError> {
        sqlx::query(sql).execute(&mut self.connection).await?;
        Ok(())
    }
}
