//! The table of rooms.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

use super::unread::{self, unread_columns};
use super::{StoreError, Transaction, memberships};
use crate::domain::{
    MessageId, Person, Reading, Room, RoomId, RoomKind, RoomName, RoomRole, Seq, Timestamp, Unread,
    User, UserId,
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

/// A room in a person's list: the room, and what it is to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomForUser {
    /// The room.
    pub room: Room,
    /// The person's role; `None` where not joined.
    pub role: Option<RoomRole>,
    /// What the person has not read of it; nothing where not joined.
    pub unread: Unread,
}

pub(super) fn from_row(row: &SqliteRow) -> Result<Room, sqlx::Error> {
    Ok(Room {
        id: RoomId(row.try_get("id")?),
        name: RoomName::stored(row.try_get("name")?),
        title: row.try_get("title")?,
        topic: row.try_get("topic")?,
        kind: RoomKind::parse(row.try_get("kind")?).unwrap_or(RoomKind::Private),
        head: Seq(row.try_get("head")?),
        archived: row.try_get::<Option<i64>, _>("archived_at")?.is_some(),
    })
}

/// Makes the default room where it is missing.
pub(super) async fn ensure_lobby(
    connection: &mut SqliteConnection,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into rooms (name, title, kind, is_default, created_at) values ($1, 'Lobby', 'open', 1, $2)
         on conflict (name) do nothing",
    )
    .bind(crate::domain::room::LOBBY)
    .bind(now.0)
    .execute(connection)
    .await?;
    Ok(())
}

/// Makes a room. Its creator, if there is one, becomes its owner.
///
/// # Errors
/// [`StoreError::Taken`] where the name exists.
pub async fn create(
    transaction: &mut Transaction,
    new: NewRoom,
    creator: Option<&Person>,
) -> Result<Room, StoreError> {
    let now = transaction.now();
    let row = sqlx::query(
        "insert into rooms (name, title, topic, kind, created_by, created_at) values ($1, $2, $3, $4, $5, $6)
         returning id, name, title, topic, kind, head, archived_at",
    )
    .bind(new.name.as_str())
    .bind(&new.title)
    .bind(&new.topic)
    .bind(new.kind.as_str())
    .bind(creator.map(|person| person.id.0))
    .bind(now.0)
    .fetch_one(&mut **transaction)
    .await?;
    let mut room = from_row(&row)?;
    if let Some(person) = creator {
        let joined = memberships::join(transaction, room.id, person, RoomRole::Owner).await?;
        room.head = joined.map_or(room.head, |event| event.seq);
    }
    Ok(room)
}

/// The room of a name, if this user may read it, with the user's role. What is not open to the user is not found:
/// the one guard function stands on this.
///
/// # Errors
/// Database errors.
pub async fn find_for_user(
    executor: impl SqliteExecutor<'_>,
    user: UserId,
    name: &RoomName,
) -> Result<Option<(Room, Option<RoomRole>)>, StoreError> {
    let row = sqlx::query(
        "select r.id, r.name, r.title, r.topic, r.kind, r.head, r.archived_at, m.role
         from rooms r left join memberships m on m.room_id = r.id and m.user_id = $1
         where r.name = $2 and (r.kind = 'open' or m.user_id is not null)",
    )
    .bind(user.0)
    .bind(name.as_str())
    .fetch_optional(executor)
    .await?;
    Ok(match row {
        Some(row) => Some((from_row(&row)?, role(&row)?)),
        None => None,
    })
}

/// What the page of a room begins with, in one question.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The room.
    pub room: Room,
    /// What the reader is in it; `None` where not joined.
    pub role: Option<RoomRole>,
    /// Where the reader stands; `None` where not joined.
    pub reading: Option<Reading>,
    /// Rises with every change of anybody's name.
    pub names: i64,
}

/// As [`find_for_user`], with where the user stands.
///
/// # Errors
/// Database errors.
pub async fn open_for_user(
    executor: impl SqliteExecutor<'_>,
    user: UserId,
    name: &RoomName,
) -> Result<Option<Opened>, StoreError> {
    let row = sqlx::query(concat!(
        "select r.id, r.name, r.title, r.topic, r.kind, r.head, r.archived_at, m.role, m.last_read,
            coalesce((select cast(value as bigint) from site where key = 'names'), 0) as names, ",
        unread_columns!(),
        " from rooms r left join memberships m on m.room_id = r.id and m.user_id = $1
         where r.name = $2 and (r.kind = 'open' or m.user_id is not null)",
    ))
    .bind(user.0)
    .bind(name.as_str())
    .fetch_optional(executor)
    .await?;
    let opened = |row: &SqliteRow| {
        let role = role(row)?;
        Ok(Opened {
            room: from_row(row)?,
            reading: role.map(|_| unread::reading(row)).transpose()?,
            role,
            names: row.try_get("names")?,
        })
    };
    let opened: Result<_, sqlx::Error> = row.as_ref().map(opened).transpose();
    Ok(opened?)
}

fn role(row: &SqliteRow) -> Result<Option<RoomRole>, sqlx::Error> {
    Ok(row.try_get::<Option<&str>, _>("role")?.map(RoomRole::parse))
}

/// The room of an id, whoever asks.
///
/// # Errors
/// [`StoreError::NotFound`]; database errors.
pub async fn get(executor: impl SqliteExecutor<'_>, id: RoomId) -> Result<Room, StoreError> {
    let row = sqlx::query(
        "select id, name, title, topic, kind, head, archived_at from rooms where id = $1",
    )
    .bind(id.0)
    .fetch_one(executor)
    .await?;
    Ok(from_row(&row)?)
}

/// The room of a name, whoever asks: for the command line.
///
/// # Errors
/// Database errors.
pub async fn find_by_name(
    executor: impl SqliteExecutor<'_>,
    name: &RoomName,
) -> Result<Option<Room>, StoreError> {
    let row = sqlx::query(
        "select id, name, title, topic, kind, head, archived_at from rooms where name = $1",
    )
    .bind(name.as_str())
    .fetch_optional(executor)
    .await?;
    Ok(row.as_ref().map(from_row).transpose()?)
}

/// The name of the room in which a message stands.
///
/// # Errors
/// Database errors.
pub async fn name_of_message(
    executor: impl SqliteExecutor<'_>,
    id: MessageId,
) -> Result<Option<RoomName>, StoreError> {
    let name: Option<String> = sqlx::query_scalar(
        "select r.name from messages m join rooms r on r.id = m.room_id where m.id = $1",
    )
    .bind(id.0)
    .fetch_optional(executor)
    .await?;
    Ok(name.map(RoomName::stored))
}

/// Every room, by name: for the command line.
///
/// # Errors
/// Database errors.
pub async fn list(executor: impl SqliteExecutor<'_>) -> Result<Vec<Room>, StoreError> {
    let rows = sqlx::query(
        "select id, name, title, topic, kind, head, archived_at from rooms order by name",
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
}

/// The rooms that new users become members of.
pub(super) async fn list_default(
    executor: impl SqliteExecutor<'_>,
) -> Result<Vec<RoomId>, StoreError> {
    let ids: Vec<i64> =
        sqlx::query_scalar("select id from rooms where is_default = 1 and archived_at is null")
            .fetch_all(executor)
            .await?;
    Ok(ids.into_iter().map(RoomId).collect())
}

/// Every room that this user may see, by title, with the unread counts of the joined ones (docs/protocol.md §2.7).
///
/// # Errors
/// Database errors.
pub async fn list_for_user(
    executor: impl SqliteExecutor<'_>,
    user: &User,
) -> Result<Vec<RoomForUser>, StoreError> {
    let rows = sqlx::query(concat!(
        "select r.id, r.name, r.title, r.topic, r.kind, r.head, r.archived_at, m.role, ",
        unread_columns!(),
        " from rooms r left join memberships m on m.room_id = r.id and m.user_id = $1
         where r.kind = 'open' or m.user_id is not null
         order by r.title, r.id",
    ))
    .bind(user.id.0)
    .fetch_all(executor)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(RoomForUser {
                room: from_row(row)?,
                role: role(row)?,
                unread: unread::from_row(row)?,
            })
        })
        .collect::<Result<_, sqlx::Error>>()
        .map_err(StoreError::from)
}
