//! Calling people: whom a name that is being typed may mean, and where somebody was called.

use super::{Chat, ChatError, Entrance};
use crate::domain::{Action, MessageId, User, UserId, name_query};
use crate::store::access::{self, Access};
use crate::store::mentions::{self, Mention};
use crate::store::name_keys::{self, Nameable};

/// People that are offered at once.
const MOST_OFFERED: usize = 8;
/// What `@room` is found by, folded: as it is typed, and as one would say it.
const ROOM_KEYS: [&str; 6] = ["room", "all", "everyone", "所有人", "suoyouren", "syr"];

/// Whom a text in a room may name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The best first.
    pub people: Vec<Nameable>,
    /// How many `@room` reaches; `None` where it is not meant, or not this one's to call.
    pub room: Option<i64>,
}

impl Chat {
    /// Whom `user` may mean by a name of which `typed` is the beginning, in a room that was entered.
    ///
    /// # Errors
    /// Database errors.
    pub async fn nameable(
        &self,
        user: &User,
        entrance: &Entrance,
        typed: &str,
    ) -> Result<Offer, ChatError> {
        let room = &entrance.room;
        let Some(beginning) = name_query(typed) else {
            return Ok(Offer::default());
        };
        let mut connection = self.store.reader().acquire().await?;
        let people =
            name_keys::list(&mut connection, room, user.id, &beginning, MOST_OFFERED).await?;
        let mut reached = None;
        if ROOM_KEYS.iter().any(|key| key.starts_with(&beginning)) {
            let now = self.clock.now().into();
            let access: Access = access::read(&mut connection, room.id, user.id, now).await?;
            if access.may(Action::CallRoom) {
                reached = Some(name_keys::count_reached(&mut connection, room, user.id).await?);
            }
        }
        Ok(Offer {
            people,
            room: reached,
        })
    }

    /// The messages that call `user`, in the rooms where `user` is a member now, the newest first, before a message.
    ///
    /// # Errors
    /// Database errors.
    pub async fn mentions(
        &self,
        user: UserId,
        before: MessageId,
        unread: bool,
        limit: i64,
    ) -> Result<Vec<Mention>, ChatError> {
        // One moment for both questions: what was said after a removal is not in it.
        let mut transaction = self.store.reader().begin().await?;
        mentions::page(&mut transaction, user, before, unread, limit).await
    }
}
