//! The table of rooms.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

use super::StoreError;
use super::unread::{self, unread_columns};
use crate::domain::{
    MessageId, Reading, Room, RoomId, RoomKind, RoomName, RoomRole, Seq, Timestamp, Unread, User,
    UserId,
};

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

/// What the room `r` is called by the one who looks, `$1`: of a direct room that one sees the others. By somebody who is
/// not in it, `0`, it is called by all of them.
macro_rules! title_for_viewer {
    () => {
        $crate::store::rooms::title_for_viewer!("$1")
    };
    ($viewer:literal) => {
        concat!(
            "case when r.people is null then r.title else coalesce(
            (select group_concat(p.display_name, ', ') from memberships o join users p on p.id = o.user_id
                where o.room_id = r.id and o.user_id <> ",
            $viewer,
            "), r.title) end"
        )
    };
}
pub(super) use title_for_viewer;

/// The rooms `r` that the user `$1` may read: the same as the one guard function lets in.
macro_rules! readable {
    () => {
        "r.deleted_at is null
            and (r.kind = 'open' or exists (select 1 from memberships m where m.room_id = r.id and m.user_id = $1))
            and not exists (select 1 from bans b where b.room_id = r.id and b.user_id = $1)"
    };
}
pub(super) use readable;

/// What a [`Room`] is read from; `r` is the row.
macro_rules! room_columns {
    () => {
        concat!("r.title, ", room_columns!(but title))
    };
    (for viewer) => {
        concat!(
            $crate::store::rooms::title_for_viewer!(),
            " as title, ",
            room_columns!(but title)
        )
    };
    (but title) => {
        "r.id, r.name, r.topic, case when r.people is null then r.kind else 'direct' end as kind, r.head,
            r.archived_at, r.slow_seconds, r.announcements, r.is_default"
    };
}
pub(super) use room_columns;

/// The room of a name `$2`, whether it has it now or had it before.
macro_rules! of_name {
    () => {
        "r.id = coalesce((select id from rooms where name = $2), (select room_id from room_names where name = $2))"
    };
}

pub(super) fn from_row(row: &SqliteRow) -> Result<Room, sqlx::Error> {
    Ok(Room {
        id: RoomId(row.try_get("id")?),
        name: RoomName::stored(row.try_get("name")?),
        title: row.try_get("title")?,
        topic: row.try_get("topic")?,
        kind: RoomKind::stored(row.try_get("kind")?),
        head: Seq(row.try_get("head")?),
        archived: row.try_get::<Option<i64>, _>("archived_at")?.is_some(),
        slow_seconds: row.try_get("slow_seconds")?,
        announcements: row.try_get("announcements")?,
        is_default: row.try_get("is_default")?,
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

/// A room as somebody finds it.
#[derive(Clone, Debug)]
pub struct Found {
    /// The room.
    pub room: Room,
    /// What the one who looks is in it; `None` where not joined.
    pub role: Option<RoomRole>,
    /// May not write until then.
    pub muted_until: Option<Timestamp>,
    /// An open room that keeps this one out.
    pub banned: bool,
}

fn found(row: &SqliteRow) -> Result<Found, sqlx::Error> {
    Ok(Found {
        room: from_row(row)?,
        role: role(row)?,
        muted_until: row.try_get::<Option<i64>, _>("muted_until")?.map(Timestamp),
        banned: row.try_get("banned")?,
    })
}

/// What [`found`] reads beside the room, of the user `$1`.
macro_rules! standing_columns {
    () => {
        "m.role, m.muted_until,
            exists (select 1 from bans b where b.room_id = r.id and b.user_id = $1) as banned"
    };
}

/// A room as the user `$1` finds it, where it is open to them; in brackets what more is read of it.
macro_rules! select_found {
    ([$($more:tt)*] $($which:tt)*) => {
        concat!(
            "select ",
            room_columns!(for viewer),
            ", ",
            standing_columns!(),
            $($more)*
            " from rooms r left join memberships m on m.room_id = r.id and m.user_id = $1
             where ",
            $($which)*,
            " and (r.kind = 'open' or m.user_id is not null)",
        )
    };
}

/// The room of a name, of now or of before, if this user may know of it. What is not open to the user is not found:
/// the one guard function stands on this.
///
/// # Errors
/// Database errors.
pub async fn find_for_user(
    executor: impl SqliteExecutor<'_>,
    user: UserId,
    name: &RoomName,
) -> Result<Option<Found>, StoreError> {
    let row = sqlx::query(select_found!([] of_name!()))
        .bind(user.0)
        .bind(name.as_str())
        .fetch_optional(executor)
        .await?;
    Ok(row.as_ref().map(found).transpose()?)
}

/// The same for a room that is known already, whatever it is called by now.
///
/// # Errors
/// Database errors.
pub async fn find_for_user_again(
    executor: impl SqliteExecutor<'_>,
    user: UserId,
    room: RoomId,
) -> Result<Option<Found>, StoreError> {
    let row = sqlx::query(select_found!([] "r.id = $2 and r.deleted_at is null"))
        .bind(user.0)
        .bind(room.0)
        .fetch_optional(executor)
        .await?;
    Ok(row.as_ref().map(found).transpose()?)
}

/// Those of these rooms that a user may read.
///
/// # Errors
/// Database errors.
pub async fn list_readable(
    executor: impl SqliteExecutor<'_>,
    user: UserId,
    rooms: &[RoomId],
) -> Result<Vec<Room>, StoreError> {
    let ids: Vec<i64> = rooms.iter().map(|room| room.0).collect();
    let rows = sqlx::query(concat!(
        "select ",
        room_columns!(for viewer),
        " from rooms r where r.id in (select value from json_each($2)) and ",
        readable!(),
    ))
    .bind(user.0)
    .bind(serde_json::json!(ids).to_string())
    .fetch_all(executor)
    .await?;
    Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
}

/// What the page of a room begins with, in one question.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The room, and what the reader is in it.
    pub found: Found,
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
    let row = sqlx::query(select_found!(
        [", m.last_read, coalesce((select cast(value as bigint) from site where key = 'names'), 0) as names, ",
            unread_columns!(),]
        of_name!()
    ))
    .bind(user.0)
    .bind(name.as_str())
    .fetch_optional(executor)
    .await?;
    let opened = |row: &SqliteRow| {
        let found = found(row)?;
        Ok(Opened {
            reading: found.role.map(|_| unread::reading(row)).transpose()?,
            found,
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
    let row = sqlx::query(concat!(
        "select ",
        room_columns!(),
        " from rooms r where r.id = $1 and r.deleted_at is null",
    ))
    .bind(id.0)
    .fetch_one(executor)
    .await?;
    Ok(from_row(&row)?)
}

/// The room of a name, of now or of before, whoever asks: for the command line.
///
/// # Errors
/// Database errors.
pub async fn find_by_name(
    executor: impl SqliteExecutor<'_>,
    name: &RoomName,
) -> Result<Option<Room>, StoreError> {
    let row = sqlx::query(concat!(
        "select ",
        room_columns!(),
        " from rooms r where r.id = coalesce((select id from rooms where name = $1),
            (select room_id from room_names where name = $1))",
    ))
    .bind(name.as_str())
    .fetch_optional(executor)
    .await?;
    Ok(row.as_ref().map(from_row).transpose()?)
}

/// The room in which a message stands.
///
/// # Errors
/// Database errors.
pub async fn id_of_message(
    executor: impl SqliteExecutor<'_>,
    id: MessageId,
) -> Result<Option<RoomId>, StoreError> {
    let room: Option<i64> = sqlx::query_scalar("select room_id from messages where id = $1")
        .bind(id.0)
        .fetch_optional(executor)
        .await?;
    Ok(room.map(RoomId))
}

/// Every room, by name: for the command line.
///
/// # Errors
/// Database errors.
pub async fn list(executor: impl SqliteExecutor<'_>) -> Result<Vec<Room>, StoreError> {
    let rows = sqlx::query(concat!(
        "select ",
        room_columns!(),
        " from rooms r where r.deleted_at is null order by r.name",
    ))
    .fetch_all(executor)
    .await?;
    Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
}

/// Whether a deleted room has left anything behind.
///
/// # Errors
/// Database errors.
pub async fn any_deleted(executor: impl SqliteExecutor<'_>) -> Result<bool, StoreError> {
    Ok(
        sqlx::query_scalar("select exists (select 1 from rooms where deleted_at is not null)")
            .fetch_one(executor)
            .await?,
    )
}

/// The rooms that somebody is a member of, without the direct ones.
///
/// # Errors
/// Database errors.
pub async fn list_joined(
    executor: impl SqliteExecutor<'_>,
    user: UserId,
) -> Result<Vec<RoomId>, StoreError> {
    let ids: Vec<i64> = sqlx::query_scalar(
        "select m.room_id from memberships m join rooms r on r.id = m.room_id
         where m.user_id = $1 and r.people is null",
    )
    .bind(user.0)
    .fetch_all(executor)
    .await?;
    Ok(ids.into_iter().map(RoomId).collect())
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
        "select ",
        room_columns!(for viewer),
        ", m.role, ",
        unread_columns!(),
        " from rooms r left join memberships m on m.room_id = r.id and m.user_id = $1
         where (r.kind = 'open' or m.user_id is not null)
            and not exists (select 1 from bans b where b.room_id = r.id and b.user_id = $1)
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
