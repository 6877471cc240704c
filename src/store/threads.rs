//! Threads: how many replies a message has, who follows it, and how far they have read it. Unread is always counted
//! from `last_read`, never stored (docs/protocol.md §2.7).

use std::collections::{HashMap, HashSet};

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

use super::StoreError;
use super::rooms::title_for_viewer;
use crate::domain::{
    Message, MessageId, Person, RoomName, Seq, ThreadReading, ThreadSummary, Timestamp, UserId,
    excerpt,
};

/// Replies of others that are not deleted, after what `t` has read.
macro_rules! unread {
    () => {
        "(select count(*) from messages x where x.thread = t.thread_id and x.seq > t.last_read
            and x.user_id <> t.user_id and x.deleted_at is null)"
    };
}

/// `t`, where its follower may have unread replies; with `t.behind = 1`. Who follows thousands has read nearly all of them
/// to their ends, and those are not walked over (`migrations/0009_threads.sql`).
macro_rules! behind {
    () => {
        " thread_reads t indexed by thread_reads_behind "
    };
}

/// Of `t`, what its follower can read: the room is there, and the follower is a member of it.
macro_rules! within_reach {
    () => {
        " join messages f on f.id = t.thread_id
          join rooms r on r.id = f.room_id and r.deleted_at is null and r.archived_at is null
          join memberships m on m.room_id = r.id and m.user_id = t.user_id "
    };
}

/// How many of the threads that `$user` follows have replies that they have not read.
macro_rules! count_unread {
    ($user:literal) => {
        concat!(
            "(select count(*) from ",
            behind!(),
            within_reach!(),
            "where t.user_id = ",
            $user,
            " and t.behind = 1 and exists (select 1 from messages x where x.thread = t.thread_id
                and x.seq > t.last_read and x.user_id <> t.user_id and x.deleted_at is null))"
        )
    };
}

/// Fills in the summaries of the threads that these messages began or are replies of, with one question for all.
///
/// # Errors
/// Database errors.
pub async fn count<'m>(
    connection: &mut SqliteConnection,
    messages: impl Iterator<Item = &'m mut Message>,
) -> Result<(), StoreError> {
    let messages: Vec<&mut Message> = messages.collect();
    let ids: HashSet<i64> = messages
        .iter()
        .map(|message| thread_of(message).0)
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    let rows = sqlx::query(
        "select thread, count(*) filter (where deleted_at is null) as replies,
            max(created_at) filter (where deleted_at is null) as last_at
         from messages where thread in (select value from json_each($1)) group by thread",
    )
    .bind(serde_json::json!(ids).to_string())
    .fetch_all(connection)
    .await?;
    let summary = |row: &SqliteRow| -> Result<(MessageId, ThreadSummary), sqlx::Error> {
        let id = MessageId(row.try_get("thread")?);
        let summary = ThreadSummary {
            id,
            replies: row.try_get("replies")?,
            last_at: row.try_get::<Option<i64>, _>("last_at")?.map(Timestamp),
        };
        Ok((id, summary))
    };
    let summaries: HashMap<_, _> = rows.iter().map(summary).collect::<Result<_, _>>()?;
    for message in messages {
        message.thread = summaries.get(&thread_of(message)).copied();
    }
    Ok(())
}

/// The first message of the thread that a message is in, or would begin.
fn thread_of(message: &Message) -> MessageId {
    message
        .reply_to
        .as_ref()
        .map_or(message.id, |reply| reply.thread)
}

/// How far somebody has read a thread; `None` for who does not follow it.
///
/// # Errors
/// Database errors.
pub async fn find_reading(
    executor: impl SqliteExecutor<'_>,
    user: UserId,
    thread: MessageId,
) -> Result<Option<ThreadReading>, StoreError> {
    let row = sqlx::query(concat!(
        "select t.last_read, ",
        unread!(),
        " as unread from thread_reads t where t.user_id = $1 and t.thread_id = $2"
    ))
    .bind(user.0)
    .bind(thread.0)
    .fetch_optional(executor)
    .await?;
    Ok(row.as_ref().map(reading).transpose()?)
}

fn reading(row: &SqliteRow) -> Result<ThreadReading, sqlx::Error> {
    Ok(ThreadReading {
        last_read: Seq(row.try_get("last_read")?),
        unread: row.try_get("unread")?,
    })
}

/// How far somebody has read each of these threads that they follow and can read.
///
/// # Errors
/// Database errors.
pub async fn list_readings(
    executor: impl SqliteExecutor<'_>,
    user: UserId,
    threads: &[MessageId],
) -> Result<HashMap<MessageId, ThreadReading>, StoreError> {
    let ids: Vec<i64> = threads.iter().map(|thread| thread.0).collect();
    let rows = sqlx::query(concat!(
        "select t.thread_id, t.last_read, ",
        unread!(),
        " as unread from thread_reads t ",
        within_reach!(),
        "where t.user_id = $1 and t.thread_id in (select value from json_each($2))"
    ))
    .bind(user.0)
    .bind(serde_json::json!(ids).to_string())
    .fetch_all(executor)
    .await?;
    let of_row = |row: &SqliteRow| -> Result<_, sqlx::Error> {
        Ok((MessageId(row.try_get("thread_id")?), reading(row)?))
    };
    Ok(rows.iter().map(of_row).collect::<Result<_, _>>()?)
}

/// Those who follow a thread and can read it.
///
/// # Errors
/// Database errors.
pub async fn list_followers(
    executor: impl SqliteExecutor<'_>,
    thread: MessageId,
) -> Result<Vec<UserId>, StoreError> {
    let users: Vec<i64> = sqlx::query_scalar(concat!(
        "select t.user_id from thread_reads t ",
        within_reach!(),
        "where t.thread_id = $1"
    ))
    .bind(thread.0)
    .fetch_all(executor)
    .await?;
    Ok(users.into_iter().map(UserId).collect())
}

/// Where a follower stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Who.
    pub user: UserId,
    /// In the thread.
    pub reading: ThreadReading,
    /// Threads that this one follows and has not read to their ends.
    pub unread_threads: i64,
}

/// Where these people stand who follow a thread, of one moment.
///
/// # Errors
/// Database errors.
pub async fn list_standings(
    executor: impl SqliteExecutor<'_>,
    thread: MessageId,
    users: &[UserId],
) -> Result<Vec<Standing>, StoreError> {
    let ids: Vec<i64> = users.iter().map(|user| user.0).collect();
    let rows = sqlx::query(concat!(
        "select t.user_id, t.last_read, ",
        unread!(),
        " as unread, ",
        count_unread!("w.user_id"),
        " as unread_threads from thread_reads w join thread_reads t on t.user_id = w.user_id and t.thread_id = w.thread_id
         where w.thread_id = $1 and w.user_id in (select value from json_each($2))"
    ))
    .bind(thread.0)
    .bind(serde_json::json!(ids).to_string())
    .fetch_all(executor)
    .await?;
    let standing = |row: &SqliteRow| -> Result<Standing, sqlx::Error> {
        Ok(Standing {
            user: UserId(row.try_get("user_id")?),
            reading: reading(row)?,
            unread_threads: row.try_get("unread_threads")?,
        })
    };
    Ok(rows.iter().map(standing).collect::<Result<_, _>>()?)
}

/// Moves how far somebody has read a thread: only forward, unless `back`; not beyond its newest reply. Says whether it
/// moved; it does not where the person does not follow the thread.
///
/// # Errors
/// Database errors.
pub async fn mark(
    connection: &mut SqliteConnection,
    user: UserId,
    thread: MessageId,
    upto: Seq,
    back: bool,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update thread_reads as t set last_read = moved.upto
         from (select min($3, coalesce((select max(seq) from messages where thread = $2),
            (select seq from messages where id = $2))) as upto) as moved
         where t.user_id = $1 and t.thread_id = $2 and (moved.upto > t.last_read or ($4 and moved.upto < t.last_read))",
    )
    .bind(user.0)
    .bind(thread.0)
    .bind(upto.0)
    .bind(back)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// How many of the threads that somebody follows have replies that they have not read.
///
/// # Errors
/// Database errors.
pub async fn count_unread(
    executor: impl SqliteExecutor<'_>,
    user: UserId,
) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(concat!("select ", count_unread!("$1")))
        .bind(user.0)
        .fetch_one(executor)
        .await?)
}

/// Those threads that somebody follows and has not read to their ends, and how many of their replies are unread.
///
/// # Errors
/// Database errors.
pub async fn list_unread(
    executor: impl SqliteExecutor<'_>,
    user: UserId,
) -> Result<Vec<(MessageId, i64)>, StoreError> {
    let threads: Vec<(i64, i64)> = sqlx::query_as(concat!(
        "select * from (select t.thread_id, ",
        unread!(),
        " as unread from ",
        behind!(),
        within_reach!(),
        "where t.user_id = $1 and t.behind = 1) where unread > 0 order by thread_id"
    ))
    .bind(user.0)
    .fetch_all(executor)
    .await?;
    let unread = |(thread, unread)| (MessageId(thread), unread);
    Ok(threads.into_iter().map(unread).collect())
}

/// A thread in the list of somebody who follows it.
#[derive(Clone, Debug)]
pub struct FollowedThread {
    /// Its room.
    pub room_name: RoomName,
    /// The room's title.
    pub room_title: String,
    /// Who wrote the first message.
    pub author: Person,
    /// What it begins with; empty where it is deleted.
    pub excerpt: String,
    /// Its replies.
    pub summary: ThreadSummary,
    /// Who wrote the newest reply, and what it begins with.
    pub last: (Person, String),
    /// Replies that the person has not read.
    pub unread: i64,
}

/// The threads that somebody follows and that have replies: those with unread ones first, the newest reply first.
///
/// # Errors
/// Database errors.
pub async fn list_followed(
    executor: impl SqliteExecutor<'_>,
    user: UserId,
    limit: i64,
) -> Result<Vec<FollowedThread>, StoreError> {
    let rows = sqlx::query(concat!(
        "select a.*, l.body as last_body, l.created_at as last_at, w.id as last_user_id, w.username as last_username, w.display_name as last_name
         from (
            select t.thread_id, ",
        unread!(),
        " as unread, r.name as room_name, ",
        title_for_viewer!(),
        " as room_title, f.body, u.id as user_id, u.username, u.display_name,
            (select count(*) from messages x where x.thread = f.id and x.deleted_at is null) as replies,
            (select max(x.seq) from messages x where x.thread = f.id and x.deleted_at is null) as last_seq, f.room_id
            from thread_reads t ",
        within_reach!(),
        "join users u on u.id = f.user_id where t.user_id = $1
         ) a
         join messages l on l.room_id = a.room_id and l.seq = a.last_seq join users w on w.id = l.user_id
         order by a.unread > 0 desc, l.created_at desc, l.id desc limit $2",
    ))
    .bind(user.0)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    Ok(rows.iter().map(followed).collect::<Result<_, _>>()?)
}

fn followed(row: &SqliteRow) -> Result<FollowedThread, sqlx::Error> {
    let last = Person {
        id: UserId(row.try_get("last_user_id")?),
        name: row.try_get("last_name")?,
        username: row.try_get("last_username")?,
    };
    Ok(FollowedThread {
        room_name: RoomName::stored(row.try_get("room_name")?),
        room_title: row.try_get("room_title")?,
        author: Person {
            id: UserId(row.try_get("user_id")?),
            name: row.try_get("display_name")?,
            username: row.try_get("username")?,
        },
        excerpt: excerpt(row.try_get("body")?),
        summary: ThreadSummary {
            id: MessageId(row.try_get("thread_id")?),
            replies: row.try_get("replies")?,
            last_at: Some(Timestamp(row.try_get("last_at")?)),
        },
        last: (last, excerpt(row.try_get("last_body")?)),
        unread: row.try_get("unread")?,
    })
}
