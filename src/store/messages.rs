//! The table of messages: read page by page, always by seq and never by clock.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteExecutor};

use super::StoreError;
use crate::domain::{Message, MessageId, Person, RoomId, Seq, SiteRole, Timestamp, UserId};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select m.id, m.room_id, m.seq, m.user_id, m.body, m.html, m.created_at, m.edited_at, m.deleted_at, m.mentions,
                u.username, u.display_name, u.role
             from messages m join users u on u.id = m.user_id ",
            $rest
        )
    };
}

/// Reads the columns of `select!`; a deleted message becomes a tombstone here, so that no reader sees its text.
pub(super) fn from_row(row: &SqliteRow) -> Result<Message, sqlx::Error> {
    let deleted = row.try_get::<Option<i64>, _>("deleted_at")?.is_some();
    let kept = |column: &str| -> Result<String, sqlx::Error> {
        if deleted {
            Ok(String::new())
        } else {
            row.try_get(column)
        }
    };
    Ok(Message {
        id: MessageId(row.try_get("id")?),
        room: RoomId(row.try_get("room_id")?),
        seq: Seq(row.try_get("seq")?),
        author: Person {
            id: UserId(row.try_get("user_id")?),
            name: row.try_get("display_name")?,
            username: row.try_get("username")?,
        },
        bot: SiteRole::parse(row.try_get("role")?) == SiteRole::Bot,
        text: kept("body")?,
        html: kept("html")?,
        at: Timestamp(row.try_get("created_at")?),
        edited_at: row.try_get::<Option<i64>, _>("edited_at")?.map(Timestamp),
        deleted,
        mentions: row
            .try_get::<Option<&str>, _>("mentions")?
            .filter(|_| !deleted)
            .and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_default(),
    })
}

/// The message of an id in a room.
///
/// # Errors
/// Database errors.
pub async fn find(
    executor: impl SqliteExecutor<'_>,
    room: RoomId,
    id: MessageId,
) -> Result<Option<Message>, StoreError> {
    let row = sqlx::query(select!("where m.id = $1 and m.room_id = $2"))
        .bind(id.0)
        .bind(room.0)
        .fetch_optional(executor)
        .await?;
    Ok(row.as_ref().map(from_row).transpose()?)
}

/// The newest `limit` messages before `before` (without it), oldest first.
///
/// # Errors
/// Database errors.
pub async fn page_before(
    executor: impl SqliteExecutor<'_>,
    room: RoomId,
    before: Seq,
    limit: i64,
) -> Result<Vec<Message>, StoreError> {
    let rows = sqlx::query(select!(
        "where m.room_id = $1 and m.seq < $2 order by m.seq desc limit $3"
    ))
    .bind(room.0)
    .bind(before.0)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    Ok(rows.iter().rev().map(from_row).collect::<Result<_, _>>()?)
}

/// The first `limit` messages after `after` (without it), oldest first.
///
/// # Errors
/// Database errors.
pub async fn page_after(
    executor: impl SqliteExecutor<'_>,
    room: RoomId,
    after: Seq,
    limit: i64,
) -> Result<Vec<Message>, StoreError> {
    let rows = sqlx::query(select!(
        "where m.room_id = $1 and m.seq > $2 order by m.seq limit $3"
    ))
    .bind(room.0)
    .bind(after.0)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
}

/// Whether the room has messages before `first`, and after `last`.
///
/// # Errors
/// Database errors.
pub async fn exist_outside(
    executor: impl SqliteExecutor<'_>,
    room: RoomId,
    first: Seq,
    last: Seq,
) -> Result<(bool, bool), StoreError> {
    let row = sqlx::query(
        "select exists (select 1 from messages where room_id = $1 and seq < $2) as before,
            exists (select 1 from messages where room_id = $1 and seq > $3) as after",
    )
    .bind(room.0)
    .bind(first.0)
    .bind(last.0)
    .fetch_one(executor)
    .await?;
    Ok((row.try_get("before")?, row.try_get("after")?))
}
