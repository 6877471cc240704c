//! Ending access where it is open now: called after the commit that took it away.

use super::{Chat, ChatError};
use crate::channels::{Event, Group};
use crate::domain::{SessionId, UserId};
use crate::store::{Transaction, sessions};

impl Chat {
    /// Closes the sockets of one session with 4401, on every node.
    pub async fn end_session(&self, session: SessionId) {
        self.end(Group::Session(session)).await;
    }

    /// Closes all sockets of a user with 4401, on every node.
    pub async fn end_sessions_of(&self, user: UserId) {
        self.end(Group::User(user)).await;
    }

    /// Whether a session is still open to its user: what a socket asks once it has joined its groups, because an end
    /// that was told before has not reached it.
    ///
    /// # Errors
    /// Database errors.
    pub async fn is_session_alive(&self, session: SessionId) -> Result<bool, ChatError> {
        sessions::is_alive(self.store.reader(), session, self.clock.now().into()).await
    }

    /// Says that a session is in use: who only writes on an open socket must not be signed out for silence. Meant for
    /// commands, at most every [`sessions::TOUCH_EVERY`].
    ///
    /// # Errors
    /// Database errors.
    pub async fn touch_session(&self, session: SessionId) -> Result<(), ChatError> {
        let now = self.clock.now().into();
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move { sessions::touch(transaction, session, now).await })
            })
            .await
    }

    /// Ends the sessions whose time is over: removes their rows, closes their sockets. Meant for once a second; where
    /// there are none it only reads an index.
    ///
    /// # Errors
    /// Database errors; the next call tries again.
    pub async fn end_expired_sessions(&self) -> Result<(), ChatError> {
        let now = self.clock.now().into();
        let expired = sessions::list_expired(self.store.reader(), now).await?;
        if expired.is_empty() {
            return Ok(());
        }
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move { sessions::delete_expired(transaction, now).await })
            })
            .await?;
        for session in expired {
            self.end_session(session).await;
        }
        Ok(())
    }

    async fn end(&self, group: Group) {
        if let Err(error) = self.layer.group_send(group, Event::SessionEnded).await {
            // The consumers' own check of their session is the net below this.
            tracing::warn!(%error, %group, "sockets were not told that their session ended");
        }
    }
}
