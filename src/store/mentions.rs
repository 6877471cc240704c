//! Whom a message names: a list on the message for those who read it, and rows for those who count and find.

use std::collections::HashMap;

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

use super::rooms::{self, room_columns};
use super::{StoreError, messages};
use crate::domain::{Message, MessageId, Room, UserId};

/// SQLite takes 32,766 values in a statement (https://www.sqlite.org/limits.html); a row has four.
const ROWS_AT_ONCE: usize = 8_000;

/// The list as it stands on the message.
pub(super) fn json(mentions: &[UserId]) -> Option<String> {
    (!mentions.is_empty()).then(|| serde_json::json!(mentions).to_string())
}

/// The rows of new messages. Naming oneself calls nobody.
pub(super) async fn insert<'m>(
    connection: &mut SqliteConnection,
    messages: impl Iterator<Item = &'m Message>,
) -> Result<(), StoreError> {
    let named: Vec<(&Message, UserId)> = messages
        .flat_map(|message| message.mentions.iter().map(move |user| (message, *user)))
        .filter(|(message, user)| message.author.id != *user)
        .collect();
    for rows in named.chunks(ROWS_AT_ONCE) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "insert into mentions (user_id, room_id, seq, message_id) ",
        );
        query.push_values(rows, |mut row, (message, user)| {
            row.push_bind(user.0)
                .push_bind(message.room.0)
                .push_bind(message.seq.0)
                .push_bind(message.id.0);
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// Takes the rows of a message away, because its text has changed or is gone.
pub(super) async fn clear(
    connection: &mut SqliteConnection,
    message: MessageId,
) -> Result<(), StoreError> {
    sqlx::query("delete from mentions where message_id = $1")
        .bind(message.0)
        .execute(connection)
        .await?;
    Ok(())
}

/// A message that calls somebody, as a list of such messages shows it.
#[derive(Clone, Debug)]
pub struct Mention {
    /// The message.
    pub message: Message,
    /// Its room, called as the reader sees it.
    pub room: Room,
    /// It stands after what the reader has read there.
    pub unread: bool,
}

/// The mentions of `$1` before the message `$2`: rows `y` of one statement, and calls `z` of rooms under a condition. A
/// room's calls are walked from their end, so that old ones cost nothing. `v` is the membership.
macro_rules! of_mentions {
    ($mentions:literal, $condition:literal) => {
        concat!(
            "with called as (select * from (", $mentions, ")
                union
                select x.id from memberships v join messages x on x.id in (
                    select z.id from messages z where z.room_id = v.room_id and z.mentions_room = 1
                        and z.user_id <> $1 and z.id < $2 and ", $condition, " order by z.id desc limit $3)
                where v.user_id = $1)
             select x.id as message, x.seq > v.last_read as unread, ",
            room_columns!(for viewer),
            " from called join messages x on x.id = called.id
             join memberships v on v.room_id = x.room_id and v.user_id = $1
             join rooms r on r.id = x.room_id and r.deleted_at is null
             where x.deleted_at is null order by x.id desc limit $3"
        )
    };
}

/// The messages whose present text names `user`, or calls a room that `user` was in by then; in the rooms of now, the
/// newest first, before the message `before`. `unread`: only what `user` has not read.
///
/// # Errors
/// Database errors.
pub async fn page(
    connection: &mut SqliteConnection,
    user: UserId,
    before: MessageId,
    unread: bool,
    limit: i64,
) -> Result<Vec<Mention>, StoreError> {
    let statement = if unread {
        of_mentions!(
            "select y.message_id as id from memberships v cross join mentions y
                on y.user_id = v.user_id and y.room_id = v.room_id and y.seq > v.last_read
             where v.user_id = $1 and y.message_id < $2 order by y.message_id desc limit $3",
            "z.seq > v.last_read"
        )
    } else {
        of_mentions!(
            "select y.message_id as id from mentions y
             join memberships v on v.room_id = y.room_id and v.user_id = y.user_id
             where y.user_id = $1 and y.message_id < $2 order by y.message_id desc limit $3",
            "z.created_at >= v.joined_at"
        )
    };
    let rows = sqlx::query(statement)
        .bind(user.0)
        .bind(before.0)
        .bind(limit)
        .fetch_all(&mut *connection)
        .await?;
    let ids: Vec<MessageId> = rows
        .iter()
        .map(|row| row.try_get("message").map(MessageId))
        .collect::<Result<_, _>>()?;
    let mut found: HashMap<MessageId, Message> = messages::list_by_ids(connection, &ids)
        .await?
        .into_iter()
        .map(|message| (message.id, message))
        .collect();
    let mention = |row: &SqliteRow| {
        let Some(message) = found.remove(&MessageId(row.try_get("message")?)) else {
            return Ok(None);
        };
        Ok(Some(Mention {
            message,
            room: rooms::from_row(row)?,
            unread: row.try_get("unread")?,
        }))
    };
    let mentions: Result<Vec<_>, sqlx::Error> = rows.iter().map(mention).collect();
    Ok(mentions?.into_iter().flatten().collect())
}
