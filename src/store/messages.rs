//! The table of messages: read page by page, always by seq and never by clock.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

use super::{StoreError, Transaction, mentions, reactions, revisions, search, threads};
use crate::domain::{
    Message, MessageId, Person, ReplyTo, RoomId, Seq, SiteRole, Timestamp, UserId, excerpt,
};

/// What [`from_row`] reads; `m` is the message, `u` its author, and `q` what it answers ([`quote_joins!`]).
macro_rules! message_columns {
    () => {
        "m.id, m.room_id, m.seq, m.user_id, m.body, m.html, m.created_at, m.edited_at, m.deleted_at, m.mentions,
            u.username, u.display_name, u.role, m.reply_to, m.thread, q.body as quoted_body,
            v.id as quoted_user_id, v.username as quoted_username, v.display_name as quoted_name"
    };
}
pub(super) use message_columns;

/// The message that `m` answers, and its author.
macro_rules! quote_joins {
    () => {
        " left join messages q on q.id = m.reply_to left join users v on v.id = q.user_id "
    };
}
pub(super) use quote_joins;

macro_rules! select_messages {
    ($rest:literal) => {
        concat!(
            "select ",
            $crate::store::messages::message_columns!(),
            " from messages m join users u on u.id = m.user_id ",
            $crate::store::messages::quote_joins!(),
            $rest
        )
    };
}
pub(super) use select_messages;

/// Reads the columns of `select_messages!`; a deleted message becomes a tombstone here, so that no reader sees its text.
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
        reactions: Vec::new(),
        pinned: false,
        reply_to: reply_to(row)?,
        // Counted for many at once ([`complete`]).
        thread: None,
    })
}

fn reply_to(row: &SqliteRow) -> Result<Option<ReplyTo>, sqlx::Error> {
    let (Some(id), Some(thread), Some(user)) = (
        row.try_get::<Option<i64>, _>("reply_to")?,
        row.try_get::<Option<i64>, _>("thread")?,
        row.try_get::<Option<i64>, _>("quoted_user_id")?,
    ) else {
        return Ok(None);
    };
    Ok(Some(ReplyTo {
        id: MessageId(id),
        user: Person {
            id: UserId(user),
            name: row.try_get("quoted_name")?,
            username: row.try_get("quoted_username")?,
        },
        // Of what is deleted or hidden nothing is left in the row.
        excerpt: excerpt(row.try_get("quoted_body")?),
        thread: MessageId(thread),
    }))
}

/// As [`find`], with reactions, pin and the summary of its thread.
///
/// # Errors
/// Database errors.
pub async fn find_whole(
    connection: &mut SqliteConnection,
    room: RoomId,
    id: MessageId,
) -> Result<Option<Message>, StoreError> {
    let mut message = find(&mut *connection, room, id).await?;
    if let Some(message) = &mut message {
        complete(connection, std::slice::from_mut(message)).await?;
    }
    Ok(message)
}

/// Gives messages what is not in their rows: reactions, pins and threads, by one question each.
///
/// # Errors
/// Database errors.
pub async fn complete(
    connection: &mut SqliteConnection,
    messages: &mut [Message],
) -> Result<(), StoreError> {
    reactions::fill(connection, messages).await?;
    threads::count(connection, messages.iter_mut()).await
}

/// The message of an id in a room, without reactions, pin and thread ([`find_whole`]).
///
/// # Errors
/// Database errors.
pub async fn find(
    executor: impl SqliteExecutor<'_>,
    room: RoomId,
    id: MessageId,
) -> Result<Option<Message>, StoreError> {
    let row = sqlx::query(select_messages!("where m.id = $1 and m.room_id = $2"))
        .bind(id.0)
        .bind(room.0)
        .fetch_optional(executor)
        .await?;
    Ok(row.as_ref().map(from_row).transpose()?)
}

/// The messages of these ids, whole, in no order; those that are not there are left out.
///
/// # Errors
/// Database errors.
pub async fn list_by_ids(
    connection: &mut SqliteConnection,
    ids: &[MessageId],
) -> Result<Vec<Message>, StoreError> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query(select_messages!(
        "where m.id in (select value from json_each($1))"
    ))
    .bind(serde_json::json!(ids).to_string())
    .fetch_all(&mut *connection)
    .await?;
    let messages: Result<Vec<_>, _> = rows.iter().map(from_row).collect();
    let mut messages = messages?;
    complete(connection, &mut messages).await?;
    Ok(messages)
}

/// The room in which a message stands.
///
/// # Errors
/// [`StoreError::NotFound`]; database errors.
pub async fn room_of(
    executor: impl SqliteExecutor<'_>,
    id: MessageId,
) -> Result<RoomId, StoreError> {
    let room: i64 = sqlx::query_scalar("select room_id from messages where id = $1")
        .bind(id.0)
        .fetch_one(executor)
        .await?;
    Ok(RoomId(room))
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
    let rows = sqlx::query(select_messages!(
        "where m.room_id = $1 and m.seq < $2 order by m.seq desc limit $3"
    ))
    .bind(room.0)
    .bind(before.0)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    Ok(rows.iter().rev().map(from_row).collect::<Result<_, _>>()?)
}

/// The replies of a thread after `after` (without it), oldest first, at most `limit`; deleted ones as tombstones.
///
/// # Errors
/// Database errors.
pub async fn page_of_thread(
    executor: impl SqliteExecutor<'_>,
    thread: MessageId,
    after: Seq,
    limit: i64,
) -> Result<Vec<Message>, StoreError> {
    let rows = sqlx::query(select_messages!(
        "where m.thread = $1 and m.seq > $2 order by m.seq limit $3"
    ))
    .bind(thread.0)
    .bind(after.0)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
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
    let rows = sqlx::query(select_messages!(
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

/// Makes a tombstone of a message for good: as [`cover`], and its reactions, its pin, all bookmarks of it and what
/// it said before go too.
///
/// # Errors
/// Database errors.
pub async fn bury(transaction: &mut Transaction, message: Message) -> Result<Message, StoreError> {
    reactions::clear(transaction, message.id).await?;
    revisions::delete(transaction, message.id).await?;
    cover(transaction, message).await
}

/// Makes a tombstone of a message: the text is erased from the row, so that what is deleted is nowhere to be found. The
/// row stays, since what is unread is counted by places.
///
/// # Errors
/// Database errors.
pub async fn cover(transaction: &mut Transaction, message: Message) -> Result<Message, StoreError> {
    let now = transaction.now();
    mentions::clear(transaction, message.id).await?;
    search::remove(transaction, message.id).await?;
    sqlx::query("update reports set body = '' where message_id = $1")
        .bind(message.id.0)
        .execute(&mut **transaction)
        .await?;
    sqlx::query(
        "update messages set body = '', html = '', mentions = null, mentions_room = 0, deleted_at = $2 where id = $1",
    )
    .bind(message.id.0)
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    let mut tombstone = Message {
        text: String::new(),
        html: String::new(),
        mentions: Vec::new(),
        reactions: Vec::new(),
        pinned: false,
        deleted: true,
        ..message
    };
    // A reply less: whoever shows the thread is told how many are left.
    threads::count(transaction, std::iter::once(&mut tombstone)).await?;
    Ok(tombstone)
}

/// The messages of an author that have a text, shown or kept aside, after a message, in the order of their ids.
///
/// # Errors
/// Database errors.
pub async fn page_of_author(
    executor: impl SqliteExecutor<'_>,
    author: UserId,
    after: MessageId,
    limit: i64,
) -> Result<Vec<Message>, StoreError> {
    let rows = sqlx::query(select_messages!(
        "where m.user_id = $1 and m.id > $2
            and (m.deleted_at is null or exists (select 1 from hidden_messages h where h.message_id = m.id))
         order by m.id limit $3"
    ))
    .bind(author.0)
    .bind(after.0)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
}
