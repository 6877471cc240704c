//! Reading on: where somebody stands in a room, and that all their windows know it.

use super::{Chat, ChatError};
use crate::channels::{Event, Group};
use crate::domain::{Room, Seq, Unread, UserId};
use crate::store::{Transaction, memberships, unread};

impl Chat {
    /// Moves where a member has read to, only forward unless `back`, and tells all windows of that person where it
    /// stands then. Nothing happens where the person has not joined.
    ///
    /// # Errors
    /// Database errors.
    pub async fn mark_read(
        &self,
        user: UserId,
        room: &Room,
        upto: Seq,
        back: bool,
    ) -> Result<(), ChatError> {
        let id = room.id;
        let marked = self
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move { unread::mark(transaction, id, user, upto, back).await })
            })
            .await?;
        let Some((upto, true)) = marked else {
            return Ok(());
        };
        let event = Event::Read {
            room: id,
            room_name: room.name.clone(),
            upto,
            unread: unread::count(self.store.reader(), id, user).await?,
        };
        if let Err(error) = self.layer.group_send(Group::User(user), event).await {
            // The next activity or page load has the counts again.
            tracing::warn!(%error, "other windows were not told what was read");
        }
        Ok(())
    }

    /// Up to where a person has read, and what is left; `None` where not joined.
    ///
    /// # Errors
    /// Database errors.
    pub async fn reading(
        &self,
        user: UserId,
        room: &Room,
    ) -> Result<Option<(Seq, Unread)>, ChatError> {
        let reader = self.store.reader();
        let Some(last_read) = memberships::last_read(reader, room.id, user).await? else {
            return Ok(None);
        };
        Ok(Some((
            last_read,
            unread::count(reader, room.id, user).await?,
        )))
    }
}
