//! Unread messages and mentions: always counted from `last_read`, never stored, so that they cannot drift
//! (docs/protocol.md §2.7).

use sqlx::{Row, SqliteConnection, SqliteExecutor};

use super::StoreError;
use crate::domain::{RoomId, Seq, Unread, UserId};

/// What somebody has not read in a room; nothing where not joined.
///
/// # Errors
/// Database errors.
pub async fn count(
    executor: impl SqliteExecutor<'_>,
    room: RoomId,
    user: UserId,
) -> Result<Unread, StoreError> {
    let row = sqlx::query(
        "select count(x.id) as unread,
            coalesce(sum(case when x.mentions_room = 1 or exists (
                select 1 from mentions y where y.message_id = x.id and y.user_id = m.user_id
            ) then 1 else 0 end), 0) as mentions
         from memberships m
         join messages x on x.room_id = m.room_id and x.seq > m.last_read
            and x.user_id <> m.user_id and x.deleted_at is null
         where m.room_id = $1 and m.user_id = $2",
    )
    .bind(room.0)
    .bind(user.0)
    .fetch_one(executor)
    .await?;
    Ok(Unread {
        unread: row.try_get("unread")?,
        mentions: row.try_get("mentions")?,
    })
}

/// Moves `last_read` to `upto`: only forward, unless `back` says that the person wants it unread again. Returns where
/// it stands then, and whether it moved; `None` where not joined.
///
/// # Errors
/// Database errors.
pub async fn mark(
    connection: &mut SqliteConnection,
    room: RoomId,
    user: UserId,
    upto: Seq,
    back: bool,
) -> Result<Option<(Seq, bool)>, StoreError> {
    let row = sqlx::query(
        "select m.last_read, r.head from memberships m join rooms r on r.id = m.room_id
         where m.room_id = $1 and m.user_id = $2",
    )
    .bind(room.0)
    .bind(user.0)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let last_read: i64 = row.try_get("last_read")?;
    let upto = upto.0.clamp(0, row.try_get("head")?);
    if upto == last_read || (upto < last_read && !back) {
        return Ok(Some((Seq(last_read), false)));
    }
    sqlx::query("update memberships set last_read = $3 where room_id = $1 and user_id = $2")
        .bind(room.0)
        .bind(user.0)
        .bind(upto)
        .execute(connection)
        .await?;
    Ok(Some((Seq(upto), true)))
}
