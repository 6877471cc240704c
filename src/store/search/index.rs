//! Writing the index: a row for each living message, under the message's id.
//!
//! The index keeps no text, so a row is taken out by saying what went in: the same words of the same text. That is why
//! each message is taken out before its text changes, and why messages that are still to be indexed are left alone.

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection, SqliteExecutor};

use crate::domain::search::{Has, RULES, id_word, indexed};
use crate::domain::{MessageId, RoomId, UserId};
use crate::store::StoreError;

/// A row as it goes in, and as it has to be said when it goes out.
pub(in crate::store) struct IndexRow {
    pub id: i64,
    pub body: String,
    pub room: String,
    pub author: String,
    pub has: &'static str,
}

/// The row of a message; `words` are those of its text, as [`indexed`] gives them.
pub(in crate::store) fn of_message(
    id: MessageId,
    room: RoomId,
    author: UserId,
    text: &str,
    words: String,
) -> IndexRow {
    IndexRow {
        id: id.0,
        body: words,
        room: id_word(room.0),
        author: id_word(author.0),
        has: Has::of_text(text).map_or("", Has::word),
    }
}

fn from_row(row: &SqliteRow) -> Result<IndexRow, sqlx::Error> {
    let text: &str = row.try_get("body")?;
    Ok(of_message(
        MessageId(row.try_get("id")?),
        RoomId(row.try_get("room_id")?),
        UserId(row.try_get("user_id")?),
        text,
        indexed(text),
    ))
}

/// Puts a message into the index as it stands in its row now, unless its turn is still to come.
pub(in crate::store) async fn add(
    connection: &mut SqliteConnection,
    id: MessageId,
) -> Result<(), StoreError> {
    let row = find(connection, id).await?;
    insert(connection, row).await
}

/// Takes a message out of the index: to be called before its row changes.
pub(in crate::store) async fn remove(
    connection: &mut SqliteConnection,
    id: MessageId,
) -> Result<(), StoreError> {
    let row = find(connection, id).await?;
    delete(connection, row).await
}

async fn find(
    connection: &mut SqliteConnection,
    id: MessageId,
) -> Result<Vec<IndexRow>, StoreError> {
    let row = sqlx::query(
        "select id, room_id, user_id, body from messages
         where id = $1 and deleted_at is null and id > (select pending from search_state)",
    )
    .bind(id.0)
    .fetch_optional(connection)
    .await?;
    Ok(row.iter().map(from_row).collect::<Result<_, _>>()?)
}

/// The same for the first messages of a room that is taken away, as many as are deleted with them.
pub(in crate::store) async fn remove_first_of_room(
    connection: &mut SqliteConnection,
    room: i64,
    limit: i64,
) -> Result<(), StoreError> {
    let rows = sqlx::query(
        "select id, room_id, user_id, body from
            (select * from messages where room_id = $1 order by seq limit $2)
         where deleted_at is null and id > (select pending from search_state)",
    )
    .bind(room)
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    let rows = rows.iter().map(from_row).collect::<Result<_, _>>()?;
    delete(connection, rows).await
}

async fn insert(connection: &mut SqliteConnection, rows: Vec<IndexRow>) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut query =
        QueryBuilder::<Sqlite>::new("insert into search (rowid, body, room, author, has) ");
    query.push_values(rows, |mut values, row| {
        values
            .push_bind(row.id)
            .push_bind(row.body)
            .push_bind(row.room)
            .push_bind(row.author)
            .push_bind(row.has);
    });
    query.build().execute(connection).await?;
    Ok(())
}

async fn delete(connection: &mut SqliteConnection, rows: Vec<IndexRow>) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut query =
        QueryBuilder::<Sqlite>::new("insert into search (search, rowid, body, room, author, has) ");
    query.push_values(rows, |mut values, row| {
        values
            .push_bind("delete")
            .push_bind(row.id)
            .push_bind(row.body)
            .push_bind(row.room)
            .push_bind(row.author)
            .push_bind(row.has);
    });
    query.build().execute(connection).await?;
    Ok(())
}

/// Indexes the next `limit` of the messages that still wait, the newest first. Says whether more wait.
///
/// # Errors
/// Database errors.
pub async fn index_next(connection: &mut SqliteConnection, limit: i64) -> Result<bool, StoreError> {
    let lowest: Option<i64> = sqlx::query_scalar(
        "select min(id) from (select id from messages where id <= (select pending from search_state)
            order by id desc limit $1)",
    )
    .bind(limit)
    .fetch_one(&mut *connection)
    .await?;
    // Of those that are left none may have been written: a room may have been taken away.
    let lowest = lowest.unwrap_or(1);
    // Rising ids make one part of the index, falling ones would make a part each.
    let rows = sqlx::query(
        "select id, room_id, user_id, body from messages
         where id >= $1 and id <= (select pending from search_state) and deleted_at is null order by id",
    )
    .bind(lowest)
    .fetch_all(&mut *connection)
    .await?;
    let rows = rows.iter().map(from_row).collect::<Result<_, _>>()?;
    insert(connection, rows).await?;
    sqlx::query("update search_state set pending = min(pending, $1 - 1)")
        .bind(lowest)
        .execute(connection)
        .await?;
    Ok(lowest > 1)
}

/// The id up to which messages still wait; 0 where all are in the index.
///
/// # Errors
/// Database errors.
pub async fn pending(executor: impl SqliteExecutor<'_>) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("select pending from search_state")
        .fetch_one(executor)
        .await?)
}

/// Empties the index; all messages wait from now on.
///
/// # Errors
/// Database errors.
pub async fn reset(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query("insert into search (search) values ('delete-all')")
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "update search_state set pending = (select coalesce(max(id), 0) from messages), rules = $1",
    )
    .bind(RULES)
    .execute(connection)
    .await?;
    Ok(())
}

/// The same, where the index was made by other rules than those of this program.
///
/// # Errors
/// Database errors.
pub async fn reset_if_older(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let rules: i64 = sqlx::query_scalar("select rules from search_state")
        .fetch_one(&mut *connection)
        .await?;
    if rules != RULES {
        reset(connection).await?;
    }
    Ok(())
}
