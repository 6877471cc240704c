//! The one guard: may this user be in this room? Asked by page, API and socket, before anything of the room is read.

use super::{Chat, ChatError};
use crate::domain::{
    Action, ErrorCode, MessageId, Refusal, Room, RoomId, RoomName, RoomRole, Sentence, Timestamp,
    UserId,
};
use crate::store::access::{self, Access};
use crate::store::rooms::{self, Found};

/// A room that was opened to a user.
#[derive(Clone, Debug)]
pub struct Entrance {
    /// The room.
    pub room: Room,
    /// What the user is there; `None` for a reader of an open room who has not joined.
    pub role: Option<RoomRole>,
    /// May not write until then.
    pub muted_until: Option<Timestamp>,
}

impl TryFrom<Found> for Entrance {
    type Error = ChatError;

    fn try_from(found: Found) -> Result<Self, ChatError> {
        if found.banned {
            let sentence = Sentence::new("room-banned");
            return Err(Refusal::because(ErrorCode::Forbidden, sentence).into());
        }
        Ok(Self {
            room: found.room,
            role: found.role,
            muted_until: found.muted_until,
        })
    }
}

impl Chat {
    /// Looks a room up from the user's side: one that is not open to the user and one that does not exist are the
    /// same `NotFound`, and so is a text that no room can have as its name. A name that it had before leads to it.
    ///
    /// # Errors
    /// [`ChatError::NotFound`]; refusal `forbidden` for who is kept out of an open room; database errors.
    pub async fn enter(&self, user: UserId, room: &str) -> Result<Entrance, ChatError> {
        let name = RoomName::parse(room).map_err(|_| ChatError::NotFound)?;
        rooms::find_for_user(self.store.reader(), user, &name)
            .await?
            .ok_or(ChatError::NotFound)?
            .try_into()
    }

    /// As [`Chat::enter`] for a room that is known already: it may be called otherwise by now, and another one as it was.
    ///
    /// # Errors
    /// As [`Chat::enter`].
    pub async fn enter_again(&self, user: UserId, room: RoomId) -> Result<Entrance, ChatError> {
        rooms::find_for_user_again(self.store.reader(), user, room)
            .await?
            .ok_or(ChatError::NotFound)?
            .try_into()
    }

    /// Asks once more, after a page of the room was read: what was said after somebody was shut out is not in it.
    ///
    /// # Errors
    /// As [`Chat::enter`].
    pub async fn confirm(&self, user: UserId, room: &Room) -> Result<(), ChatError> {
        self.enter_again(user, room.id).await.map(drop)
    }

    /// Looks a room up for somebody who wants to look after it: admins do that also where they may not read.
    ///
    /// # Errors
    /// [`ChatError::NotFound`] where `action` is not theirs and they may not even read; refusal `forbidden` where they
    /// may; database errors.
    pub async fn look_after(
        &self,
        user: UserId,
        room: &str,
        action: Action,
    ) -> Result<Access, ChatError> {
        let name = RoomName::parse(room).map_err(|_| ChatError::NotFound)?;
        let reader = self.store.reader();
        let room = rooms::find_by_name(reader, &name).await?;
        let room = room.ok_or(ChatError::NotFound)?;
        let mut connection = reader.acquire().await?;
        let now = self.clock.now().into();
        let access = access::read(&mut connection, room.id, user, now).await?;
        access.must(action)?;
        Ok(access)
    }

    /// As [`Chat::enter`] for the room in which a message stands.
    ///
    /// # Errors
    /// As [`Chat::enter`].
    pub async fn enter_by_message(
        &self,
        user: UserId,
        id: MessageId,
    ) -> Result<Entrance, ChatError> {
        let room = rooms::id_of_message(self.store.reader(), id)
            .await?
            .ok_or(ChatError::NotFound)?;
        self.enter_again(user, room).await
    }

    /// Until when this one is muted there; none where that is over.
    #[must_use]
    pub fn muted_until(&self, entrance: &Entrance) -> Option<Timestamp> {
        let now = self.clock.now().into();
        entrance.muted_until.filter(|until| *until > now)
    }
}
