//! Threads: the replies of a message, who follows them, and that all windows of those know how far each has read.
//!
//! A reply is an ordinary message of its room and counts there as ever. How far the thread is read is a mark of its own:
//! who has seen a reply go by in a busy room has not read the thread, and who has read the thread not the room.

use std::collections::HashMap;

use super::{Chat, ChatError};
use crate::channels::{Event, Group};
use crate::domain::{Message, MessageId, RoomId, Seq, ThreadReading, UserId};
use crate::store::threads::{self, FollowedThread};
use crate::store::{Transaction, messages};

/// A page of a thread, as somebody finds it.
#[derive(Clone, Debug)]
pub struct Thread {
    /// The first message; a tombstone where it is deleted.
    pub first: Message,
    /// Replies, oldest first, deleted ones as tombstones.
    pub replies: Vec<Message>,
    /// Whether there are newer ones.
    pub has_after: bool,
    /// Where the reader stands; `None` for who does not follow the thread.
    pub reading: Option<ThreadReading>,
}

impl Thread {
    /// All messages of the page.
    #[must_use]
    pub fn messages(&self) -> Vec<&Message> {
        std::iter::once(&self.first).chain(&self.replies).collect()
    }
}

impl Chat {
    /// The thread that a message of a room began or is a reply of: its first message, and at most `limit` replies after
    /// a seq. One without replies has its first message alone.
    ///
    /// # Errors
    /// [`ChatError::NotFound`]; database errors.
    pub async fn thread(
        &self,
        user: UserId,
        room: RoomId,
        id: MessageId,
        after: Seq,
        limit: i64,
    ) -> Result<Thread, ChatError> {
        let message = self.message(room, id).await?;
        let first = match &message.reply_to {
            Some(reply) => self.message(room, reply.thread).await?,
            None => message,
        };
        let mut connection = self.store.reader().acquire().await?;
        let mut replies =
            messages::page_of_thread(&mut *connection, first.id, after, limit + 1).await?;
        let has_after = i64::try_from(replies.len()).is_ok_and(|length| length > limit);
        if has_after {
            replies.pop();
        }
        messages::complete(&mut connection, &mut replies).await?;
        let reading = threads::find_reading(&mut *connection, user, first.id).await?;
        Ok(Thread {
            first,
            replies,
            has_after,
            reading,
        })
    }

    /// Where somebody stands in those of these threads that they follow and can read.
    ///
    /// # Errors
    /// Database errors.
    pub async fn thread_readings(
        &self,
        user: UserId,
        threads: &[MessageId],
    ) -> Result<HashMap<MessageId, ThreadReading>, ChatError> {
        if threads.is_empty() {
            return Ok(HashMap::new());
        }
        threads::list_readings(self.store.reader(), user, threads).await
    }

    /// Moves how far somebody has read a thread, only forward unless `back`, and tells all windows of that person.
    /// Nothing happens where the person does not follow it.
    ///
    /// # Errors
    /// Database errors.
    pub async fn mark_thread_read(
        &self,
        user: UserId,
        thread: MessageId,
        upto: Seq,
        back: bool,
    ) -> Result<(), ChatError> {
        let moved = self
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move { threads::mark(transaction, user, thread, upto, back).await })
            })
            .await?;
        if !moved {
            return Ok(());
        }
        // One after the other: the older count could otherwise be told last, and stand there for good.
        let _turn = self.telling.lock().await;
        self.tell_standings(thread, &[user]).await
    }

    /// The threads that somebody follows: those with unread replies first, the newest reply first.
    ///
    /// # Errors
    /// Database errors.
    pub async fn followed_threads(
        &self,
        user: UserId,
        limit: i64,
    ) -> Result<Vec<FollowedThread>, ChatError> {
        threads::list_followed(self.store.reader(), user, limit).await
    }

    /// How many of them have unread replies.
    ///
    /// # Errors
    /// Database errors.
    pub async fn unread_threads(&self, user: UserId) -> Result<i64, ChatError> {
        threads::count_unread(self.store.reader(), user).await
    }

    /// Those that have unread replies, all of them, and how many of each.
    ///
    /// # Errors
    /// Database errors.
    pub async fn unread_replies(&self, user: UserId) -> Result<Vec<(MessageId, i64)>, ChatError> {
        threads::list_unread(self.store.reader(), user).await
    }

    /// A thread has a reply more, or less: those who follow it and have a page open here are told.
    pub(super) async fn tell_followers(&self, thread: MessageId) -> Result<(), ChatError> {
        let _turn = self.telling.lock().await;
        let mut followers = threads::list_followers(self.store.reader(), thread).await?;
        followers.retain(|user| self.layer.group_size(Group::User(*user)) > 0);
        self.tell_standings(thread, &followers).await
    }

    /// Tells each of them where they stand, with one question for all.
    async fn tell_standings(&self, thread: MessageId, users: &[UserId]) -> Result<(), ChatError> {
        if users.is_empty() {
            return Ok(());
        }
        for standing in threads::list_standings(self.store.reader(), thread, users).await? {
            let event = Event::Thread {
                thread,
                reading: standing.reading,
                unread_threads: standing.unread_threads,
            };
            self.ring(Group::User(standing.user), event).await;
        }
        Ok(())
    }
}
