//! The table of bookmarks: what somebody keeps at hand, and nobody else knows of.

use std::collections::HashSet;

use sqlx::{Row, SqliteConnection, SqliteExecutor};

use super::messages::{self, message_columns, quote_joins};
use super::rooms::{readable, title_for_viewer};
use super::{StoreError, Transaction, access};
use crate::domain::{Action, ErrorCode, Message, MessageId, RoomId, RoomName, UserId};

/// A bookmark, with its message as it is now.
#[derive(Clone, Debug)]
pub struct Bookmark {
    /// Its number, for the next page.
    pub id: i64,
    /// What is kept.
    pub message: Message,
    /// Its room's name.
    pub room_name: RoomName,
    /// Its room's title, as the one who keeps it sees it.
    pub room_title: String,
}

/// Keeps a message for somebody, or no longer; says whether that was otherwise before. Who may read a message may keep
/// it; what one may no longer read one may let go.
///
/// # Errors
/// Refusal `not_found`; database errors.
pub async fn set(
    transaction: &mut Transaction,
    room: RoomId,
    user: UserId,
    id: MessageId,
    added: bool,
) -> Result<bool, StoreError> {
    let now = transaction.now();
    if !added {
        let done = sqlx::query("delete from bookmarks where user_id = $1 and message_id = $2")
            .bind(user.0)
            .bind(id.0)
            .execute(&mut **transaction)
            .await?;
        return Ok(done.rows_affected() > 0);
    }
    access::of_user(transaction, room, user)
        .await?
        .must(Action::Read)?;
    messages::find(&mut **transaction, room, id)
        .await?
        .filter(|message| !message.deleted)
        .ok_or(ErrorCode::NotFound)?;
    let done = sqlx::query(
        "insert into bookmarks (user_id, message_id, created_at) values ($1, $2, $3)
         on conflict (user_id, message_id) do nothing",
    )
    .bind(user.0)
    .bind(id.0)
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Which of these messages somebody keeps.
///
/// # Errors
/// Database errors.
pub async fn among(
    executor: impl SqliteExecutor<'_>,
    user: UserId,
    messages: &[MessageId],
) -> Result<HashSet<MessageId>, StoreError> {
    let ids: Vec<i64> = messages.iter().map(|id| id.0).collect();
    let found: Vec<i64> = sqlx::query_scalar(
        "select message_id from bookmarks
         where user_id = $1 and message_id in (select value from json_each($2))",
    )
    .bind(user.0)
    .bind(serde_json::json!(ids).to_string())
    .fetch_all(executor)
    .await?;
    Ok(found.into_iter().map(MessageId).collect())
}

/// What somebody keeps and may still read, what was kept last first, before a number.
///
/// # Errors
/// Database errors.
pub async fn page_before(
    connection: &mut SqliteConnection,
    user: UserId,
    before: i64,
    limit: i64,
) -> Result<Vec<Bookmark>, StoreError> {
    let rows = sqlx::query(concat!(
        "select k.id as bookmark_id, r.name as room_name, ",
        title_for_viewer!(),
        " as room_title, ",
        message_columns!(),
        " from bookmarks k
         join messages m on m.id = k.message_id and m.deleted_at is null
         join users u on u.id = m.user_id
         join rooms r on r.id = m.room_id ",
        quote_joins!(),
        "where k.user_id = $1 and k.id < $2 and ",
        readable!(),
        " order by k.id desc limit $3",
    ))
    .bind(user.0)
    .bind(before)
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    let mut messages = Vec::with_capacity(rows.len());
    for row in &rows {
        messages.push(messages::from_row(row)?);
    }
    messages::complete(connection, &mut messages).await?;
    let bookmark = |(row, message): (&sqlx::sqlite::SqliteRow, Message)| {
        Ok(Bookmark {
            id: row.try_get("bookmark_id")?,
            message,
            room_name: RoomName::stored(row.try_get("room_name")?),
            room_title: row.try_get("room_title")?,
        })
    };
    let bookmarks: Result<_, sqlx::Error> = rows.iter().zip(messages).map(bookmark).collect();
    Ok(bookmarks?)
}
