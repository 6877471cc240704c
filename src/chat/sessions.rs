//! Sessions: whether one is still open to its user, ending them, and the lists of them. That sockets close is told by
//! the commit that ends a session, in its turn (`publish`).

use serde_json::{Value, json};

use super::{Chat, ChatError};
use crate::domain::{AuditEntry, Doer, SessionId, UserId};
use crate::store::sessions::Listed;
use crate::store::{Transaction, access, audit, sessions, users};

impl Chat {
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

    /// Ends the sessions whose time is over: removes their rows, closes their sockets. Meant for twice a second; where
    /// there are none it only reads an index.
    ///
    /// # Errors
    /// Database errors; the next call tries again.
    pub async fn end_expired_sessions(&self) -> Result<(), ChatError> {
        let now = self.clock.now().into();
        if !sessions::any_expired(self.store.reader(), now).await? {
            return Ok(());
        }
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move { sessions::delete_expired(transaction, now).await })
            })
            .await
    }

    /// The sessions of a user that have not ended, the last used first.
    ///
    /// # Errors
    /// Database errors.
    pub async fn sessions_of(&self, user: UserId) -> Result<Vec<Listed>, ChatError> {
        sessions::list(self.store.reader(), Some(user), self.clock.now().into()).await
    }

    /// Ends a session of a user, by its number; of somebody else it is written down.
    ///
    /// # Errors
    /// [`ChatError::NotFound`] where this user has none of that number; database errors.
    pub async fn end_session(
        &self,
        doer: Doer,
        user: UserId,
        session: SessionId,
    ) -> Result<(), ChatError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    let is_own = doer.user() == Some(user);
                    if !is_own {
                        access::must_be_admin(transaction, &doer).await?;
                    }
                    if !sessions::end(transaction, user, session).await? {
                        return Err(ChatError::NotFound);
                    }
                    if is_own {
                        return Ok(());
                    }
                    let whom = users::get(&mut **transaction, user).await?.person();
                    let was = json!({ "session": session });
                    let entry = AuditEntry::new("session.ended").to(&whom);
                    audit::append(transaction, &doer, entry.changed(was, Value::Null)).await
                })
            })
            .await
    }

    /// Ends all sessions of a user but one. Says how many.
    ///
    /// # Errors
    /// Database errors.
    pub async fn end_other_sessions(
        &self,
        user: UserId,
        kept: SessionId,
    ) -> Result<usize, ChatError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move { sessions::delete_others(transaction, user, kept).await })
            })
            .await
    }

    /// Ends all sessions of a user.
    ///
    /// # Errors
    /// [`ChatError::NotFound`]; database errors.
    pub async fn end_all_sessions(&self, doer: Doer, user: UserId) -> Result<(), ChatError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    access::must_be_admin(transaction, &doer).await?;
                    let whom = users::get(&mut **transaction, user).await?.person();
                    sessions::delete_of_user(transaction, user).await?;
                    let entry = AuditEntry::new("session.all-ended").to(&whom);
                    audit::append(transaction, &doer, entry).await
                })
            })
            .await
    }
}
