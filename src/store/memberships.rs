//! The table of memberships.

use std::collections::HashMap;

use sqlx::{Row, SqliteExecutor};

use super::{StoreError, Transaction};
use crate::domain::{Change, MemberChange, Person, RoomEvent, RoomId, RoomRole, UserId};

/// Makes somebody a member, with a `member` event; everything up to that event counts as read. `None` where the
/// person is a member already: then nothing changes.
///
/// # Errors
/// [`StoreError::NotFound`] where there is no such room; database errors.
pub async fn join(
    transaction: &mut Transaction,
    room: RoomId,
    person: &Person,
    role: RoomRole,
) -> Result<Option<RoomEvent>, StoreError> {
    let now = transaction.now();
    let inserted = sqlx::query(
        "insert into memberships (room_id, user_id, role, last_read, joined_at) values ($1, $2, $3, 0, $4)
         on conflict (room_id, user_id) do nothing",
    )
    .bind(room.0)
    .bind(person.id.0)
    .bind(role.as_str())
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    if inserted.rows_affected() == 0 {
        return Ok(None);
    }
    let change = Change::Member {
        change: MemberChange::Joined,
        person: person.clone(),
        role,
    };
    let event = transaction
        .append(room, Some(person.id), change, None)
        .await?;
    sqlx::query("update memberships set last_read = $3 where room_id = $1 and user_id = $2")
        .bind(room.0)
        .bind(person.id.0)
        .bind(event.seq.0)
        .execute(&mut **transaction)
        .await?;
    Ok(Some(event))
}

/// The members of a room.
///
/// # Errors
/// Database errors.
pub async fn list_users(
    executor: impl SqliteExecutor<'_>,
    room: RoomId,
) -> Result<Vec<UserId>, StoreError> {
    let ids: Vec<i64> = sqlx::query_scalar("select user_id from memberships where room_id = $1")
        .bind(room.0)
        .fetch_all(executor)
        .await?;
    Ok(ids.into_iter().map(UserId).collect())
}

/// How many members a room has.
///
/// # Errors
/// Database errors.
pub async fn count(executor: impl SqliteExecutor<'_>, room: RoomId) -> Result<i64, StoreError> {
    Ok(
        sqlx::query_scalar("select count(*) from memberships where room_id = $1")
            .bind(room.0)
            .fetch_one(executor)
            .await?,
    )
}

/// How many members each room has; rooms without any are left out.
///
/// # Errors
/// Database errors.
pub async fn count_all(
    executor: impl SqliteExecutor<'_>,
) -> Result<HashMap<RoomId, i64>, StoreError> {
    let rows = sqlx::query("select room_id, count(*) as members from memberships group by room_id")
        .fetch_all(executor)
        .await?;
    rows.iter()
        .map(|row| Ok((RoomId(row.try_get("room_id")?), row.try_get("members")?)))
        .collect::<Result<_, sqlx::Error>>()
        .map_err(StoreError::from)
}
