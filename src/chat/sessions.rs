//! Ending access where it is open now: called after the commit that took it away.

use super::Chat;
use crate::channels::{Event, Group};
use crate::domain::{SessionId, UserId};

impl Chat {
    /// Closes the sockets of one session with 4401, on every node.
    pub async fn end_session(&self, session: SessionId) {
        self.end(Group::Session(session)).await;
    }

    /// Closes all sockets of a user with 4401, on every node.
    pub async fn end_sessions_of(&self, user: UserId) {
        self.end(Group::User(user)).await;
    }

    async fn end(&self, group: Group) {
        if let Err(error) = self.layer.group_send(group, Event::SessionEnded).await {
            // The consumers' own check of their session is the net below this.
            tracing::warn!(%error, %group, "sockets were not told that their session ended");
        }
    }
}
