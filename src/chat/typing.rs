//! Telling that somebody writes: only of who may write there, and not to those who have had enough of them.

use std::time::Duration;

use tokio::time::timeout;

use super::{Chat, ChatError};
use crate::channels::{ChannelName, Event, Group};
use crate::domain::{Person, RoomId, RoomKind, UserId};
use crate::store::access::{self, Access};
use crate::store::blocks;

/// How long the sender's next command may wait for this one.
const PATIENCE: Duration = Duration::from_millis(100);

impl Chat {
    /// Tells the others in the room that somebody began or stopped to write. Nothing is said of who may not write there
    /// now, and nothing to who has blocked this one. Never stored, dropped under load.
    pub async fn typing(&self, person: Person, room: RoomId, on: bool, from: ChannelName) {
        let (room_name, kept_from) = match self.typing_is_kept_from(person.id, room, on).await {
            Ok(Some((access, kept_from))) => (access.room.name, kept_from),
            Ok(None) => return,
            Err(error) => {
                tracing::debug!(%error, "typing was not passed on");
                return;
            }
        };
        let event = Event::Typing {
            room_name,
            person,
            on,
            from,
            kept_from,
        };
        if let Err(error) = self.layer.group_send(Group::Room(room), event).await {
            tracing::debug!(%error, "typing was not passed on");
        }
    }

    /// Who is not told, and none where nobody is.
    async fn typing_is_kept_from(
        &self,
        user: UserId,
        room: RoomId,
        on: bool,
    ) -> Result<Option<(Access, Vec<UserId>)>, ChatError> {
        let Ok(connection) = timeout(PATIENCE, self.store.reader().acquire()).await else {
            return Ok(None);
        };
        let mut connection = connection?;
        let now = self.clock.now().into();
        let access = access::read(&mut connection, room, user, now).await?;
        // That somebody has stopped is told also of who may not write any more, and a message that only comes too soon
        // is being written all the same.
        let is_refused = (on && access.silence().is_some())
            || (access.room.kind == RoomKind::Direct
                && blocks::exists_in(&mut *connection, room, user).await?);
        if is_refused {
            return Ok(None);
        }
        let kept_from = blocks::list_of_those_who_blocked(&mut *connection, user).await?;
        Ok(Some((access, kept_from)))
    }
}
