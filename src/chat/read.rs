//! Reading on: where somebody stands in a room, and that all their windows know it.

use super::{Chat, ChatError};
use crate::channels::{Event, Group};
use crate::domain::{Reading, RoomId, Seq, UserId};
use crate::store::{Transaction, unread};

impl Chat {
    /// Moves where a member has read to, only forward unless `back`, and tells all windows of that person where it
    /// stands then. Nothing happens where the person has not joined.
    ///
    /// # Errors
    /// Database errors.
    pub async fn mark_read(
        &self,
        user: UserId,
        room: RoomId,
        upto: Seq,
        back: bool,
    ) -> Result<(), ChatError> {
        let moved = self
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move { unread::mark(transaction, room, user, upto, back).await })
            })
            .await?;
        // Its name of now: a socket that was opened before a change of it knows the old one.
        let Some(name) = moved else { return Ok(()) };
        self.tell_readings(room, &[user], |reading| Event::Read {
            room,
            room_name: name.clone(),
            upto: reading.last_read,
            unread: reading.unread,
            back,
        })
        .await
    }

    /// Tells all windows of these people how a room stands for each. One after the other: two tasks that count at the
    /// same time could otherwise tell the older count last, and it would stand there for good.
    pub(super) async fn tell_readings(
        &self,
        room: RoomId,
        users: &[UserId],
        event: impl Fn(Reading) -> Event,
    ) -> Result<(), ChatError> {
        let _turn = self.telling.lock().await;
        for (user, reading) in unread::list(self.store.reader(), room, users).await? {
            let told = self
                .layer
                .group_send(Group::User(user), event(reading))
                .await;
            if let Err(error) = told {
                // The next activity or page load has the counts again.
                tracing::warn!(%error, "the windows of a person were not told what is unread");
            }
        }
        Ok(())
    }
}
