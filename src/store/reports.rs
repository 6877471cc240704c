//! The tables of reports, and of messages that are hidden because of them.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

use super::messages::{self, message_columns, quote_joins};
use super::rooms::title_for_viewer;
use super::{StoreError, Transaction, mentions, reactions, revisions, search};
use crate::domain::{Change, Message, MessageId, Person, RoomId, RoomName, Timestamp, UserId};

/// A report, with the message as it is now.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its number.
    pub id: i64,
    /// In which room.
    pub room: RoomId,
    /// The room's name.
    pub room_name: RoomName,
    /// The room's title.
    pub room_title: String,
    /// What was reported.
    pub message: Message,
    /// The text as it was when it was reported, also of a message that is hidden; empty where it is gone.
    pub text: String,
    /// Whether it is hidden, and can be shown again.
    pub hidden: bool,
    /// By whom.
    pub reporter: Person,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// `hidden`, `deleted`, `muted` or `dismissed`, once somebody has dealt with it.
    pub outcome: Option<String>,
    /// Who has.
    pub closed_by: Option<String>,
}

/// Notes what a member found wrong with a message; once for each member and message. One that was dealt with waits
/// again: the message may be another by now.
///
/// # Errors
/// Database errors.
pub async fn create(
    transaction: &mut Transaction,
    message: &Message,
    reporter: UserId,
    reason: &str,
) -> Result<(), StoreError> {
    let now = transaction.now();
    sqlx::query(
        "insert into reports (message_id, room_id, reporter_id, reason, body, created_at)
         values ($1, $2, $3, $4, $6, $5)
         on conflict (message_id, reporter_id) do update
         set reason = excluded.reason, body = excluded.body, created_at = excluded.created_at, closed_at = null, closed_by = null,
            outcome = null",
    )
    .bind(message.id.0)
    .bind(message.room.0)
    .bind(reporter.0)
    .bind(reason)
    .bind(now.0)
    .bind(&message.text)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select p.id as report_id, p.reason, p.body as reported_body, p.created_at as reported_at, p.outcome, r.name as room_name, ",
            title_for_viewer!("0"),
            " as room_title, h.body as hidden_body, c.username as closed_by,
                w.id as reporter_id, w.username as reporter_username, w.display_name as reporter_name,
                ",
            message_columns!(),
            " from reports p join messages m on m.id = p.message_id join users u on u.id = m.user_id
             join users w on w.id = p.reporter_id join rooms r on r.id = p.room_id and r.deleted_at is null
             left join users c on c.id = p.closed_by left join hidden_messages h on h.message_id = m.id ",
            quote_joins!(),
            $rest
        )
    };
}

fn from_row(row: &SqliteRow) -> Result<Report, sqlx::Error> {
    let message = messages::from_row(row)?;
    let hidden: Option<String> = row.try_get("hidden_body")?;
    Ok(Report {
        id: row.try_get("report_id")?,
        room: message.room,
        room_name: RoomName::stored(row.try_get("room_name")?),
        room_title: row.try_get("room_title")?,
        hidden: hidden.is_some(),
        text: match hidden {
            Some(text) => text,
            // What was edited since was reported as it stood then.
            None if !message.deleted => row.try_get("reported_body")?,
            None => String::new(),
        },
        message,
        reporter: Person {
            id: UserId(row.try_get("reporter_id")?),
            name: row.try_get("reporter_name")?,
            username: row.try_get("reporter_username")?,
        },
        reason: row.try_get("reason")?,
        at: Timestamp(row.try_get("reported_at")?),
        outcome: row.try_get("outcome")?,
        closed_by: row.try_get("closed_by")?,
    })
}

/// The reports of a room, or of all: those that wait or those that do not, the newest first, before a number.
///
/// # Errors
/// Database errors.
pub async fn page_before(
    executor: impl SqliteExecutor<'_>,
    room: Option<RoomId>,
    closed: bool,
    before: i64,
    limit: i64,
) -> Result<Vec<Report>, StoreError> {
    let rows = sqlx::query(select!(
        "where ($1 is null or p.room_id = $1) and (p.closed_at is not null) = $2 and p.id < $3
         order by p.id desc limit $4"
    ))
    .bind(room.map(|room| room.0))
    .bind(closed)
    .bind(before)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
}

/// The report of a number.
///
/// # Errors
/// [`StoreError::NotFound`]; database errors.
pub async fn get(executor: impl SqliteExecutor<'_>, id: i64) -> Result<Report, StoreError> {
    let row = sqlx::query(select!("where p.id = $1"))
        .bind(id)
        .fetch_one(executor)
        .await?;
    Ok(from_row(&row)?)
}

/// How many wait, in a room or in all.
///
/// # Errors
/// Database errors.
pub async fn count_open(
    executor: impl SqliteExecutor<'_>,
    room: Option<RoomId>,
) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "select count(*) from reports p join rooms r on r.id = p.room_id and r.deleted_at is null
         where p.closed_at is null and ($1 is null or p.room_id = $1)",
    )
    .bind(room.map(|room| room.0))
    .fetch_one(executor)
    .await?)
}

/// Notes of all reports of a message how they were dealt with, the last time.
///
/// # Errors
/// Database errors.
pub async fn close(
    transaction: &mut Transaction,
    message: MessageId,
    by: Option<UserId>,
    outcome: &str,
) -> Result<(), StoreError> {
    let now = transaction.now();
    sqlx::query(
        "update reports set closed_at = $2, closed_by = $3, outcome = $4 where message_id = $1",
    )
    .bind(message.0)
    .bind(now.0)
    .bind(by.map(|user| user.0))
    .bind(outcome)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Makes a tombstone of a message for everybody, and keeps its text aside, and its reactions where they are. With a
/// `deleted` event.
///
/// # Errors
/// Database errors.
pub async fn hide(
    transaction: &mut Transaction,
    message: Message,
    by: Option<UserId>,
) -> Result<(), StoreError> {
    let now = transaction.now();
    let id = message.id.0;
    sqlx::query(
        "insert into hidden_messages (message_id, body, html, mentions, mentions_room, hidden_by, hidden_at)
         select id, body, html, mentions, mentions_room, $2, $3 from messages where id = $1",
    )
    .bind(id)
    .bind(by.map(|user| user.0))
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    let (room, tombstone) = (message.room, messages::cover(transaction, message).await?);
    transaction
        .append(room, by, Change::Deleted(tombstone), None)
        .await?;
    Ok(())
}

/// Shows a hidden message again, with an `edited` event that brings its text back.
///
/// # Errors
/// [`StoreError::NotFound`] where it is not hidden; database errors.
pub async fn show(
    transaction: &mut Transaction,
    room: RoomId,
    id: MessageId,
    by: Option<UserId>,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "update messages set body = h.body, html = h.html, mentions = h.mentions, mentions_room = h.mentions_room,
            deleted_at = null
         from hidden_messages h where h.message_id = messages.id and messages.id = $1 and messages.room_id = $2",
    )
    .bind(id.0)
    .bind(room.0)
    .execute(&mut **transaction)
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::NotFound);
    }
    forget_hidden(transaction, id).await?;
    // What was reported may be read again by those who look after the room.
    sqlx::query(
        "update reports set body = m.body from messages m where m.id = reports.message_id and m.id = $1",
    )
    .bind(id.0)
    .execute(&mut **transaction)
    .await?;
    search::add(transaction, id).await?;
    let message = messages::find_whole(transaction, room, id)
        .await?
        .ok_or(StoreError::NotFound)?;
    mentions::insert(transaction, std::iter::once(&message)).await?;
    transaction
        .append(room, by, Change::Edited(message), None)
        .await?;
    Ok(())
}

/// Takes a hidden message away for good: its text, what it said before, and what was done with it. Says whether it was
/// hidden.
///
/// # Errors
/// Database errors.
pub(super) async fn forget(
    connection: &mut SqliteConnection,
    id: MessageId,
) -> Result<bool, StoreError> {
    let was_hidden = forget_hidden(&mut *connection, id).await?;
    if was_hidden {
        revisions::delete(&mut *connection, id).await?;
        reactions::clear(connection, id).await?;
    }
    Ok(was_hidden)
}

/// The same for everything of an author that is hidden.
///
/// # Errors
/// Database errors.
pub(super) async fn forget_all_of(
    connection: &mut SqliteConnection,
    author: UserId,
) -> Result<(), StoreError> {
    // From what is hidden, which is little, to its messages: no index leads from an author to theirs.
    let ids: Vec<i64> = sqlx::query_scalar(
        "select h.message_id from hidden_messages h cross join messages m on m.id = h.message_id where m.user_id = $1",
    )
    .bind(author.0)
    .fetch_all(&mut *connection)
    .await?;
    for id in ids {
        forget(connection, MessageId(id)).await?;
    }
    Ok(())
}

async fn forget_hidden(
    connection: &mut SqliteConnection,
    id: MessageId,
) -> Result<bool, StoreError> {
    let done = sqlx::query("delete from hidden_messages where message_id = $1")
        .bind(id.0)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}
