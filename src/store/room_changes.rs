//! Making rooms and changing them: each change is an event of the room's log; deleting one ends it for everybody in it.

use sqlx::SqliteConnection;

use super::rooms;
use super::{StoreError, Transaction, memberships, search};
use crate::domain::{
    Change, Ended, Person, Room, RoomChange, RoomEvent, RoomId, RoomKind, RoomName, RoomRole,
    UserId,
};

/// What a new room is made of; all of it is parsed before.
#[derive(Clone, Debug)]
pub struct NewRoom {
    /// As in addresses.
    pub name: RoomName,
    /// As people see it.
    pub title: String,
    /// May be empty.
    pub topic: String,
    /// Who may see it.
    pub kind: RoomKind,
}
/// Makes a room. Its creator, if there is one, becomes its owner.
///
/// # Errors
/// [`StoreError::Taken`] where a room has the name or had it; database errors.
pub async fn create(
    transaction: &mut Transaction,
    new: NewRoom,
    creator: Option<&Person>,
) -> Result<Room, StoreError> {
    let now = transaction.now();
    if is_old_name(transaction, &new.name).await? {
        return Err(StoreError::Taken);
    }
    let id: i64 = sqlx::query_scalar(
        "insert into rooms (name, title, topic, kind, created_by, created_at) values ($1, $2, $3, $4, $5, $6)
         returning id",
    )
    .bind(new.name.as_str())
    .bind(&new.title)
    .bind(&new.topic)
    .bind(new.kind.as_str())
    .bind(creator.map(|person| person.id.0))
    .bind(now.0)
    .fetch_one(&mut **transaction)
    .await?;
    if let Some(person) = creator {
        memberships::join(
            transaction,
            RoomId(id),
            person,
            RoomRole::Owner,
            Some(person.id),
        )
        .await?;
    }
    rooms::get(&mut **transaction, RoomId(id)).await
}

/// Whether a room was called so before: its links lead there, and to no other.
async fn is_old_name(
    connection: &mut SqliteConnection,
    name: &RoomName,
) -> Result<bool, StoreError> {
    Ok(
        sqlx::query_scalar("select exists (select 1 from room_names where name = $1)")
            .bind(name.as_str())
            .fetch_one(connection)
            .await?,
    )
}

/// The direct room of a set of people, made where there is none yet. `name` is for a new one.
///
/// # Errors
/// Database errors.
pub async fn find_or_create_direct(
    transaction: &mut Transaction,
    name: RoomName,
    people: &[Person],
    creator: UserId,
) -> Result<Room, StoreError> {
    let mut ids: Vec<i64> = people.iter().map(|person| person.id.0).collect();
    ids.sort_unstable();
    let key: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let key = key.join(",");
    let found: Option<i64> = sqlx::query_scalar("select id from rooms where people = $1")
        .bind(&key)
        .fetch_optional(&mut **transaction)
        .await?;
    if let Some(id) = found {
        return rooms::get(&mut **transaction, RoomId(id)).await;
    }
    let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
    let id: i64 = sqlx::query_scalar(
        "insert into rooms (name, title, kind, people, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6) returning id",
    )
    .bind(name.as_str())
    .bind(names.join(", "))
    .bind(RoomKind::Private.as_str())
    .bind(&key)
    .bind(creator.0)
    .bind(transaction.now().0)
    .fetch_one(&mut **transaction)
    .await?;
    for person in people {
        memberships::join(
            transaction,
            RoomId(id),
            person,
            RoomRole::Member,
            Some(creator),
        )
        .await?;
    }
    rooms::get(&mut **transaction, RoomId(id)).await
}

/// What may be set of a room; all of it is parsed before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomForm {
    /// As in addresses; the one before leads on to it.
    pub name: RoomName,
    /// As people see it.
    pub title: String,
    /// May be empty.
    pub topic: String,
    /// Open or private.
    pub kind: RoomKind,
    /// Seconds between two messages of a member; 0: none.
    pub slow_seconds: u32,
    /// Only those who look after the room write in it.
    pub announcements: bool,
    /// New users join it; an open room only.
    pub is_default: bool,
}

impl RoomForm {
    /// What somebody wished who saw `seen`, on top of what it is now: what they did not change stays as others left it.
    #[must_use]
    pub fn with_wishes(self, seen: &Self, wished: Self) -> Self {
        fn pick<T: PartialEq>(now: T, seen: &T, wished: T) -> T {
            if wished == *seen { now } else { wished }
        }
        Self {
            name: pick(self.name, &seen.name, wished.name),
            title: pick(self.title, &seen.title, wished.title),
            topic: pick(self.topic, &seen.topic, wished.topic),
            kind: pick(self.kind, &seen.kind, wished.kind),
            slow_seconds: pick(self.slow_seconds, &seen.slow_seconds, wished.slow_seconds),
            announcements: pick(
                self.announcements,
                &seen.announcements,
                wished.announcements,
            ),
            is_default: pick(self.is_default, &seen.is_default, wished.is_default),
        }
    }
}

impl From<&Room> for RoomForm {
    fn from(room: &Room) -> Self {
        Self {
            name: room.name.clone(),
            title: room.title.clone(),
            topic: room.topic.clone(),
            kind: room.kind,
            slow_seconds: room.slow_seconds,
            announcements: room.announcements,
            is_default: room.is_default,
        }
    }
}

/// Sets all of a room that may be set, with a `room` event.
///
/// # Errors
/// [`StoreError::Taken`] where another room has the name or had it; database errors.
pub async fn update(
    transaction: &mut Transaction,
    room: &Room,
    form: &RoomForm,
    actor: Option<UserId>,
) -> Result<RoomEvent, StoreError> {
    if form.name != room.name {
        rename(transaction, room, &form.name).await?;
    }
    sqlx::query(
        "update rooms set title = $2, topic = $3, kind = $4, slow_seconds = $5, announcements = $6, is_default = $7
         where id = $1",
    )
    .bind(room.id.0)
    .bind(&form.title)
    .bind(&form.topic)
    .bind(form.kind.as_str())
    .bind(form.slow_seconds)
    .bind(form.announcements)
    .bind(form.is_default)
    .execute(&mut **transaction)
    .await?;
    append(transaction, room.id, RoomChange::Updated, actor).await
}

async fn rename(
    transaction: &mut Transaction,
    room: &Room,
    name: &RoomName,
) -> Result<(), StoreError> {
    // A name of its own that it had before it may take back.
    sqlx::query("delete from room_names where name = $1 and room_id = $2")
        .bind(name.as_str())
        .bind(room.id.0)
        .execute(&mut **transaction)
        .await?;
    if is_old_name(transaction, name).await? {
        return Err(StoreError::Taken);
    }
    sqlx::query("update rooms set name = $2 where id = $1")
        .bind(room.id.0)
        .bind(name.as_str())
        .execute(&mut **transaction)
        .await?;
    sqlx::query("insert into room_names (name, room_id) values ($1, $2)")
        .bind(room.name.as_str())
        .bind(room.id.0)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Makes a room read-only and hides it from lists, or undoes that, with a `room` event.
///
/// # Errors
/// Database errors.
pub async fn set_archived(
    transaction: &mut Transaction,
    room: RoomId,
    archived: bool,
    actor: Option<UserId>,
) -> Result<RoomEvent, StoreError> {
    let at = archived.then_some(transaction.now().0);
    sqlx::query("update rooms set archived_at = $2 where id = $1")
        .bind(room.0)
        .bind(at)
        .execute(&mut **transaction)
        .await?;
    let change = if archived {
        RoomChange::Archived
    } else {
        RoomChange::Restored
    };
    append(transaction, room, change, actor).await
}

async fn append(
    transaction: &mut Transaction,
    id: RoomId,
    change: RoomChange,
    actor: Option<UserId>,
) -> Result<RoomEvent, StoreError> {
    let room = rooms::get(&mut **transaction, id).await?;
    transaction
        .append(id, actor, Change::Room { change, room }, None)
        .await
}

/// Ends a room for everybody at once: nobody is in it, nobody finds it, its name is free. What was said in it goes with
/// [`purge`].
///
/// # Errors
/// Database errors.
pub async fn delete(transaction: &mut Transaction, room: RoomId) -> Result<(), StoreError> {
    let now = transaction.now().0;
    let members = memberships::list_users(&mut **transaction, room).await?;
    for statement in [
        "delete from memberships where room_id = $1",
        "delete from room_names where room_id = $1",
        "delete from invites where room_id = $1",
    ] {
        sqlx::query(statement)
            .bind(room.0)
            .execute(&mut **transaction)
            .await?;
    }
    // `~` is in no name that anybody can choose.
    sqlx::query(
        "update rooms set name = 'deleted~' || id, kind = 'private', people = null, is_default = 0, archived_at = $2,
            deleted_at = $2
         where id = $1",
    )
    .bind(room.0)
    .bind(now)
    .execute(&mut **transaction)
    .await?;
    transaction.end_access(Ended::Room { room, members });
    Ok(())
}

/// Lines of a log that one write takes away: others wait no longer for it than for a batch of messages.
const PURGED_AT_ONCE: i64 = 500;

/// Takes the next part of what deleted rooms leave away. Says whether there may be more.
///
/// # Errors
/// Database errors.
pub async fn purge(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    let id: Option<i64> =
        sqlx::query_scalar("select id from rooms where deleted_at is not null limit 1")
            .fetch_optional(&mut *connection)
            .await?;
    let Some(id) = id else { return Ok(false) };
    // Lines first: they point at messages.
    for statement in [
        "delete from room_events where room_id = $1 and seq in
            (select seq from room_events where room_id = $1 order by seq limit $2)",
        "delete from messages where room_id = $1 and seq in
            (select seq from messages where room_id = $1 order by seq limit $2)",
        "delete from nonces where (user_id, room_id, nonce) in
            (select user_id, room_id, nonce from nonces where room_id = $1 limit $2)",
    ] {
        if statement.starts_with("delete from messages") {
            search::remove_first_of_room(connection, id, PURGED_AT_ONCE).await?;
        }
        let done = sqlx::query(statement)
            .bind(id)
            .bind(PURGED_AT_ONCE)
            .execute(&mut *connection)
            .await?;
        if done.rows_affected() > 0 {
            return Ok(true);
        }
    }
    sqlx::query("delete from rooms where id = $1")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(true)
}
