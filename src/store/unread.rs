//! Unread messages and mentions: always counted from `last_read`, never stored, so that they cannot drift
//! (docs/protocol.md §2.7).

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

use super::StoreError;
use crate::domain::{Reading, RoomId, RoomName, Seq, Unread, UserId};

/// The two counts of a membership `m`. Unread is what has come since, less what is one's own or deleted: it costs the
/// same however much has come, but for those who marked as unread what is before their own newest message.
macro_rules! unread_columns {
    () => {
        "coalesce((select x.place from messages x where x.room_id = m.room_id order by x.seq desc limit 1), 0)
         - coalesce((select x.place from messages x
            where x.room_id = m.room_id and x.seq <= m.last_read order by x.seq desc limit 1), 0)
         - case when m.last_own > m.last_read then
            (select count(*) from messages x
                where x.room_id = m.room_id and x.seq > m.last_read and x.seq <= m.last_own and x.user_id = m.user_id)
            else 0 end
         - (select count(*) from messages x
            where x.room_id = m.room_id and x.seq > m.last_read and x.user_id <> m.user_id
                and x.deleted_at is not null) as unread,
         (select count(*) from mentions y
            where y.user_id = m.user_id and y.room_id = m.room_id and y.seq > m.last_read)
         + (select count(*) from messages z
            where z.room_id = m.room_id and z.seq > m.last_read and z.user_id <> m.user_id
                and z.mentions_room = 1 and not exists (
                    select 1 from mentions y
                    where y.user_id = m.user_id and y.room_id = z.room_id and y.seq = z.seq)) as mentions"
    };
}
pub(super) use unread_columns;

/// Reads the columns of `unread_columns!`; those of no membership are 0.
pub(super) fn from_row(row: &SqliteRow) -> Result<Unread, sqlx::Error> {
    Ok(Unread {
        unread: row.try_get("unread")?,
        mentions: row.try_get("mentions")?,
    })
}

/// Where these members of a room stand, of one moment; who has not joined is left out.
///
/// # Errors
/// Database errors.
pub async fn list(
    executor: impl SqliteExecutor<'_>,
    room: RoomId,
    users: &[UserId],
) -> Result<Vec<(UserId, Reading)>, StoreError> {
    let ids: Vec<i64> = users.iter().map(|user| user.0).collect();
    let ids = serde_json::json!(ids).to_string();
    let rows = sqlx::query(concat!(
        "select m.user_id, m.last_read, ",
        unread_columns!(),
        " from memberships m
         where m.room_id = $1 and m.user_id in (select value from json_each($2))"
    ))
    .bind(room.0)
    .bind(ids)
    .fetch_all(executor)
    .await?;
    let member = |row| Ok((UserId(SqliteRow::try_get(row, "user_id")?), reading(row)?));
    let members: Result<_, sqlx::Error> = rows.iter().map(member).collect();
    Ok(members?)
}

pub(super) fn reading(row: &SqliteRow) -> Result<Reading, sqlx::Error> {
    Ok(Reading {
        last_read: Seq(row.try_get("last_read")?),
        unread: from_row(row)?,
    })
}

/// Moves `last_read` to `upto`: only forward, unless `back` says that the person wants it unread again. The room's name
/// where it moved; it does not where the person has not joined.
///
/// # Errors
/// Database errors.
pub async fn mark(
    connection: &mut SqliteConnection,
    room: RoomId,
    user: UserId,
    upto: Seq,
    back: bool,
) -> Result<Option<RoomName>, StoreError> {
    let row = sqlx::query(
        "select m.last_read, r.head, r.name from memberships m join rooms r on r.id = m.room_id
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
        return Ok(None);
    }
    sqlx::query("update memberships set last_read = $3 where room_id = $1 and user_id = $2")
        .bind(room.0)
        .bind(user.0)
        .bind(upto)
        .execute(connection)
        .await?;
    Ok(Some(RoomName::stored(row.try_get("name")?)))
}
