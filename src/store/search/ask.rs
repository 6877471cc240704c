//! The two statements that ask. What may be read is decided by the same statement that finds, for each message, so that nothing of a
//! room is found once somebody has been shut out of it.

use sqlx::{Row, SqliteConnection};

use crate::domain::{MessageId, RoomId, Timestamp, UserId};
use crate::store::StoreError;
use crate::store::rooms::readable;

/// What to find.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// Who asks.
    pub reader: UserId,
    /// An expression of FTS5; none where only dates are asked for.
    pub expression: Option<String>,
    /// In one of these rooms; `None`: in any.
    pub rooms: Option<Vec<RoomId>>,
    /// Stored earlier than this.
    pub before: Option<Timestamp>,
    /// Stored then or later.
    pub after: Option<Timestamp>,
    /// Of this id or above.
    pub from_id: MessageId,
    /// Below this id.
    pub below_id: MessageId,
    /// So many at most.
    pub limit: i64,
}

/// A message that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The message.
    pub id: MessageId,
    /// Its room.
    pub room: RoomId,
}

macro_rules! kept {
    () => {
        concat!(
            "m.deleted_at is null and m.created_at >= $4 and m.created_at < $5
                and ($6 is null or m.room_id in (select value from json_each($6)))
                and exists (select 1 from rooms r where r.id = m.room_id and ",
            readable!(),
            ")"
        )
    };
}

/// The newest messages that answer, the newest first.
///
/// # Errors
/// [`StoreError::Unavailable`] where the time of the connection was over; database errors.
pub(super) async fn ask(
    connection: &mut SqliteConnection,
    question: &Question,
) -> Result<Vec<Found>, StoreError> {
    let sql = match question.expression {
        // The index leads, in its own order; each of its rows is looked at once.
        Some(_) => concat!(
            "select m.id, m.room_id from search s cross join messages m on m.id = s.rowid
             where search match $8 and s.rowid >= $2 and s.rowid < $3 and ",
            kept!(),
            " order by s.rowid desc limit $7"
        ),
        None => concat!(
            "select m.id, m.room_id from messages m where m.id >= $2 and m.id < $3 and $8 is null and ",
            kept!(),
            " order by m.id desc limit $7"
        ),
    };
    let rooms = question.rooms.as_ref().map(|rooms| {
        let ids: Vec<i64> = rooms.iter().map(|room| room.0).collect();
        serde_json::json!(ids).to_string()
    });
    let rows = sqlx::query(sql)
        .bind(question.reader.0)
        .bind(question.from_id.0)
        .bind(question.below_id.0)
        .bind(question.after.map_or(i64::MIN, |after| after.0))
        .bind(question.before.map_or(i64::MAX, |before| before.0))
        .bind(rooms)
        .bind(question.limit)
        .bind(question.expression.as_deref())
        .fetch_all(connection)
        .await?;
    let found = rows.iter().map(|row| {
        Ok(Found {
            id: MessageId(row.try_get("id")?),
            room: RoomId(row.try_get("room_id")?),
        })
    });
    Ok(found.collect::<Result<_, sqlx::Error>>()?)
}

/// The least id of which all messages with it or above were stored at `at` or later, as far as the clock went forward:
/// ids rise with time, so it is found by halving.
///
/// # Errors
/// Database errors.
pub(super) async fn first_of(
    connection: &mut SqliteConnection,
    at: Timestamp,
) -> Result<MessageId, StoreError> {
    let id: i64 = sqlx::query_scalar(
        "with recursive s (low, high) as (
            select 1, (select coalesce(max(id), 0) + 1 from messages)
            union all
            select case when coalesce((select m.created_at from messages m where m.id >= (low + high) / 2
                        order by m.id limit 1) < $1, 0) then (low + high) / 2 + 1 else low end,
                case when coalesce((select m.created_at from messages m where m.id >= (low + high) / 2
                        order by m.id limit 1) < $1, 0) then high else (low + high) / 2 end
            from s where low < high)
         select low from s where low >= high",
    )
    .bind(at.0)
    .fetch_one(connection)
    .await?;
    Ok(MessageId(id))
}
