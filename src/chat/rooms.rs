//! Making rooms, changing and ending them, and the list that a person sees.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{Chat, ChatError};
use crate::domain::{
    Action, AuditEntry, Doer, ErrorCode, Refusal, Room, RoomId, RoomKind, Sentence, User,
};
use crate::store::access::{self, Access};
use crate::store::room_changes::{self, NewRoom, RoomForm};
use crate::store::rooms::{self, RoomForUser};
use crate::store::{Transaction, audit, memberships};

impl Chat {
    /// Makes a room, with its creator as owner; without one from the command line.
    ///
    /// # Errors
    /// Refusals `forbidden`, `unauthorized`; [`ChatError::Taken`]; database errors.
    pub async fn create_room(&self, doer: Doer, new: NewRoom) -> Result<Room, ChatError> {
        let live = Arc::clone(&self.live);
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    access::must_create_rooms(transaction, &doer, &live).await?;
                    let creator = doer.person.as_ref();
                    let room = room_changes::create(transaction, new, creator).await?;
                    let entry = AuditEntry::new("room.created").in_room(room.id, &room.name);
                    let entry = entry.changed(Value::Null, described(&RoomForm::from(&room)));
                    audit::append(transaction, &doer, entry).await?;
                    Ok(room)
                })
            })
            .await
    }

    /// Sets what may be set of a room; `change` is given the room as it is inside the write. Whoever reads an open room
    /// without being a member is shut out where it becomes private.
    ///
    /// # Errors
    /// What `change` returns; refusals `forbidden`, `archived`, `not_found`; [`ChatError::Taken`]; database errors.
    pub async fn update_room(
        &self,
        doer: Doer,
        room: RoomId,
        change: impl FnOnce(RoomForm) -> RoomForm + Send + 'static,
    ) -> Result<Room, ChatError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    let access = access::of(transaction, room, &doer).await?;
                    let before = RoomForm::from(&access.room);
                    let mut after = change(before.clone());
                    // Nobody is put into a private room by registering.
                    if after.kind != RoomKind::Open && before.is_default {
                        after.is_default = false;
                    }
                    may_update(&access, &before, &after)?;
                    if before == after {
                        return Ok(access.room);
                    }
                    room_changes::update(transaction, &access.room, &after, doer.user()).await?;
                    let entry = AuditEntry::new("room.updated").in_room(room, &before.name);
                    let (was, became) = differences(&before, &after);
                    audit::append(transaction, &doer, entry.changed(was, became)).await?;
                    rooms::get(&mut **transaction, room).await
                })
            })
            .await
    }

    /// Makes a room read-only and hides it from lists, or undoes that. Nothing changes where it is so already.
    ///
    /// # Errors
    /// Refusals `forbidden`, `not_found`; database errors.
    pub async fn archive_room(
        &self,
        doer: Doer,
        room: RoomId,
        archived: bool,
    ) -> Result<(), ChatError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    let access = access::of(transaction, room, &doer).await?;
                    access.must(Action::Archive)?;
                    refuse_lobby(&access.room)?;
                    if access.room.archived == archived {
                        return Ok(());
                    }
                    room_changes::set_archived(transaction, room, archived, doer.user()).await?;
                    let action = if archived {
                        "room.archived"
                    } else {
                        "room.restored"
                    };
                    let entry = AuditEntry::new(action).in_room(room, &access.room.name);
                    audit::append(transaction, &doer, entry).await
                })
            })
            .await
    }

    /// Deletes a room with all that was said in it. Its sockets close with 4404; its rows are taken away bit by bit.
    ///
    /// # Errors
    /// Refusals `forbidden`, `not_found`; database errors.
    pub async fn delete_room(&self, doer: Doer, room: RoomId) -> Result<(), ChatError> {
        let deleted: Result<(), ChatError> = self
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    let access = access::of(transaction, room, &doer).await?;
                    access.must(Action::Delete)?;
                    refuse_lobby(&access.room)?;
                    room_changes::delete(transaction, room).await?;
                    let entry = AuditEntry::new("room.deleted").in_room(room, &access.room.name);
                    let was = described(&RoomForm::from(&access.room));
                    audit::append(transaction, &doer, entry.changed(was, Value::Null)).await
                })
            })
            .await;
        deleted
    }

    /// Takes away what deleted rooms leave, in small writes. Meant for once a second; where there is nothing it only
    /// reads.
    ///
    /// # Errors
    /// Database errors; the next call goes on.
    pub async fn purge_rooms(&self) -> Result<(), ChatError> {
        while rooms::any_deleted(self.store.reader()).await? {
            self.store
                .write(|transaction: &mut Transaction| {
                    Box::pin(async move { room_changes::purge(transaction).await })
                })
                .await?;
        }
        Ok(())
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

/// Title and topic are the moderators'; name and kind the owners'. The lobby keeps both, and a direct room all.
fn may_update(access: &Access, before: &RoomForm, after: &RoomForm) -> Result<(), ChatError> {
    access.must(Action::Describe)?;
    if access.room.archived {
        return Err(ErrorCode::Archived.into());
    }
    let rebuilt = (&before.name, before.kind) != (&after.name, after.kind);
    if rebuilt {
        access.must(Action::Rebuild)?;
        refuse_lobby(&access.room)?;
    }
    if after.is_default && after.kind != RoomKind::Open {
        let sentence = Sentence::new("room-default-is-open");
        return Err(Refusal::because(ErrorCode::Invalid, sentence).into());
    }
    let asked = before.is_default != after.is_default && after.kind == RoomKind::Open;
    if asked {
        if !access.may_in(Action::MakeDefault, after.kind) {
            return Err(ErrorCode::Forbidden.into());
        }
        refuse_lobby(&access.room)?;
    }
    if before.kind != after.kind && RoomKind::Direct == after.kind {
        return Err(ErrorCode::Invalid.into());
    }
    Ok(())
}

/// The default room is there from the first start, for everybody, under its name.
fn refuse_lobby(room: &Room) -> Result<(), Refusal> {
    if room.is_lobby() {
        let sentence = Sentence::new("room-lobby-stays");
        return Err(Refusal::because(ErrorCode::Forbidden, sentence));
    }
    Ok(())
}

fn described(room: &RoomForm) -> Value {
    json!({
        "name": room.name, "title": room.title, "topic": room.topic, "kind": room.kind,
        "slow_seconds": room.slow_seconds, "announcements": room.announcements,
        "default": room.is_default,
    })
}

/// Of two descriptions what is not the same.
fn differences(before: &RoomForm, after: &RoomForm) -> (Value, Value) {
    let (mut was, mut became) = (described(before), described(after));
    if let (Some(was), Some(became)) = (was.as_object_mut(), became.as_object_mut()) {
        let same: Vec<String> = was
            .iter()
            .filter(|(key, value)| became.get(*key) == Some(value))
            .map(|(key, _)| key.clone())
            .collect();
        for key in same {
            was.remove(&key);
            became.remove(&key);
        }
    }
    (was, became)
}
