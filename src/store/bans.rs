//! The table of bans: who is kept out of which room.

use sqlx::{SqliteConnection, SqliteExecutor};

use super::{StoreError, Transaction, users};
use crate::domain::{Person, RoomId, RoomName, UserId};

/// Keeps somebody out of a room; nothing changes where that is so already.
///
/// # Errors
/// Database errors.
pub(super) async fn create(
    transaction: &mut Transaction,
    room: RoomId,
    user: UserId,
    actor: Option<UserId>,
) -> Result<(), StoreError> {
    let now = transaction.now();
    sqlx::query(
        "insert into bans (room_id, user_id, created_by, created_at) values ($1, $2, $3, $4)
         on conflict (room_id, user_id) do nothing",
    )
    .bind(room.0)
    .bind(user.0)
    .bind(actor.map(|user| user.0))
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Lets somebody in again. Says whether they were kept out.
///
/// # Errors
/// Database errors.
pub async fn delete(
    connection: &mut SqliteConnection,
    room: RoomId,
    user: UserId,
) -> Result<bool, StoreError> {
    let done = sqlx::query("delete from bans where room_id = $1 and user_id = $2")
        .bind(room.0)
        .bind(user.0)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Lets somebody in again everywhere. The rooms that they were kept out of.
///
/// # Errors
/// Database errors.
pub async fn delete_of_user(
    connection: &mut SqliteConnection,
    user: UserId,
) -> Result<Vec<(RoomId, RoomName)>, StoreError> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "select r.id, r.name from bans b join rooms r on r.id = b.room_id and r.deleted_at is null
         where b.user_id = $1 order by r.id",
    )
    .bind(user.0)
    .fetch_all(&mut *connection)
    .await?;
    sqlx::query("delete from bans where user_id = $1")
        .bind(user.0)
        .execute(connection)
        .await?;
    let room = |(id, name)| (RoomId(id), RoomName::stored(name));
    Ok(rows.into_iter().map(room).collect())
}

/// Whether somebody is kept out of a room.
///
/// # Errors
/// Database errors.
pub async fn exists(
    executor: impl SqliteExecutor<'_>,
    room: RoomId,
    user: UserId,
) -> Result<bool, StoreError> {
    Ok(
        sqlx::query_scalar(
            "select exists (select 1 from bans where room_id = $1 and user_id = $2)",
        )
        .bind(room.0)
        .bind(user.0)
        .fetch_one(executor)
        .await?,
    )
}

/// Who is kept out of a room, by name.
///
/// # Errors
/// Database errors.
pub async fn list(
    executor: impl SqliteExecutor<'_>,
    room: RoomId,
) -> Result<Vec<Person>, StoreError> {
    let rows = sqlx::query(
        "select u.id, u.username, u.display_name from bans b join users u on u.id = b.user_id
         where b.room_id = $1 order by u.display_name, u.id",
    )
    .bind(room.0)
    .fetch_all(executor)
    .await?;
    let people: Result<_, sqlx::Error> = rows.iter().map(users::person_from_row).collect();
    Ok(people?)
}
