//! The one guard: may this user be in this room? Asked by page, API and socket, before anything of the room is read.

use super::{Chat, ChatError};
use crate::domain::{MessageId, Room, RoomName, RoomRole, UserId};
use crate::store::rooms;

/// A room that was opened to a user.
#[derive(Clone, Debug)]
pub struct Entrance {
    /// The room.
    pub room: Room,
    /// What the user is there; `None` for a reader of an open room who has not joined.
    pub role: Option<RoomRole>,
}

impl Chat {
    /// Looks a room up from the user's side: one that is not open to the user and one that does not exist are the
    /// same `NotFound`, and so is a text that no room can have as its name.
    ///
    /// # Errors
    /// [`ChatError::NotFound`]; database errors.
    pub async fn enter(&self, user: UserId, room: &str) -> Result<Entrance, ChatError> {
        let name = RoomName::parse(room).map_err(|_| ChatError::NotFound)?;
        rooms::find_for_user(self.store.reader(), user, &name)
            .await?
            .map(|(room, role)| Entrance { room, role })
            .ok_or(ChatError::NotFound)
    }

    /// The same for the room in which a message stands.
    ///
    /// # Errors
    /// As [`Chat::enter`].
    pub async fn enter_by_message(
        &self,
        user: UserId,
        id: MessageId,
    ) -> Result<Entrance, ChatError> {
        let name = rooms::name_of_message(self.store.reader(), id)
            .await?
            .ok_or(ChatError::NotFound)?;
        self.enter(user, name.as_str()).await
    }
}
