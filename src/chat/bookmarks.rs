//! What somebody keeps at hand: nobody else is told, but all windows of that person are.

use std::collections::HashSet;

use super::{Bookmark, Chat, ChatError};
use crate::channels::{Event, Group};
use crate::domain::{MessageId, Room, UserId};
use crate::store::{Transaction, bookmarks};

impl Chat {
    /// Keeps a message for somebody, or no longer, and tells their windows where that is new.
    ///
    /// # Errors
    /// Refusals `not_found`, `rate_limited`; database errors.
    pub async fn bookmark(
        &self,
        user: UserId,
        room: &Room,
        id: MessageId,
        added: bool,
    ) -> Result<(), ChatError> {
        self.buckets.take(user)?;
        let of = room.id;
        let changed: Result<bool, ChatError> = self
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(bookmarks::set(transaction, of, user, id, added))
            })
            .await;
        if changed? {
            let room_name = room.name.clone();
            let event = Event::Bookmark {
                room_name,
                id,
                added,
            };
            self.ring(Group::User(user), event).await;
        }
        Ok(())
    }

    /// Which of these messages somebody keeps.
    ///
    /// # Errors
    /// Database errors.
    pub async fn bookmarked(
        &self,
        user: UserId,
        messages: &[MessageId],
    ) -> Result<HashSet<MessageId>, ChatError> {
        bookmarks::among(self.store.reader(), user, messages).await
    }

    /// What somebody keeps and may still read, what was kept last first, before a number.
    ///
    /// # Errors
    /// Database errors.
    pub async fn bookmarks(
        &self,
        user: UserId,
        before: i64,
        limit: i64,
    ) -> Result<Vec<Bookmark>, ChatError> {
        let mut connection = self.store.reader().acquire().await?;
        bookmarks::page_before(&mut connection, user, before, limit).await
    }
}
