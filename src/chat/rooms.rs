//! Making rooms, joining them, and the list that a person sees.

use std::collections::HashMap;

use super::{Chat, ChatError, Entrance};
use crate::domain::{Person, Room, RoomId, RoomRole, User};
use crate::store::rooms::{self, NewRoom, RoomForUser};
use crate::store::{Transaction, memberships};

impl Chat {
    /// Makes a room, with its creator as owner; without one from the command line.
    ///
    /// # Errors
    /// [`ChatError::Taken`]; database errors.
    pub async fn create_room(
        &self,
        creator: Option<Person>,
        new: NewRoom,
    ) -> Result<Room, ChatError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move { rooms::create(transaction, new, creator.as_ref()).await })
            })
            .await
    }

    /// Makes somebody a member of a room that was opened to them; nothing changes for a member.
    ///
    /// # Errors
    /// Database errors.
    pub async fn join(&self, person: Person, entrance: &Entrance) -> Result<(), ChatError> {
        let room = entrance.room.id;
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    memberships::join(transaction, room, &person, RoomRole::Member).await
                })
            })
            .await
            .map(|_| ())
    }

    /// Every room that this person may see, by title.
    ///
    /// # Errors
    /// Database errors.
    pub async fn rooms_of(&self, user: &User) -> Result<Vec<RoomForUser>, ChatError> {
        rooms::list_for_user(self.store.reader(), user).await
    }

    /// How many members each room has; rooms without any are left out.
    ///
    /// # Errors
    /// Database errors.
    pub async fn member_counts(&self) -> Result<HashMap<RoomId, i64>, ChatError> {
        memberships::count_all(self.store.reader()).await
    }

    /// How many members a room has.
    ///
    /// # Errors
    /// Database errors.
    pub async fn member_count(&self, room: RoomId) -> Result<i64, ChatError> {
        memberships::count(self.store.reader(), room).await
    }
}
