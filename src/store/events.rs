//! Each room's log: appended to by writes, read by resume and by consumers that lag.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

use super::{StoreError, messages};
use crate::domain::{
    Change, MemberChange, Nonce, Person, RoomEvent, RoomId, RoomName, RoomRole, Seq, Timestamp,
    UserId,
};

/// Gives `change` the room's next seq and writes it down, inside a write.
pub(super) async fn append(
    connection: &mut SqliteConnection,
    room: RoomId,
    actor: Option<UserId>,
    change: Change,
    nonce: Option<Nonce>,
    now: Timestamp,
) -> Result<RoomEvent, StoreError> {
    let row = sqlx::query("update rooms set head = head + 1 where id = $1 returning head, name")
        .bind(room.0)
        .fetch_one(&mut *connection)
        .await?;
    let event = RoomEvent {
        room,
        room_name: RoomName::stored(row.try_get("name")?),
        seq: Seq(row.try_get("head")?),
        at: now,
        actor,
        change,
        nonce,
    };
    sqlx::query(
        "insert into room_events (room_id, seq, kind, message_id, actor_id, subject_id, data, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(event.room.0)
    .bind(event.seq.0)
    .bind(event.change.kind())
    .bind(event.change.message().map(|message| message.id.0))
    .bind(event.actor.map(|user| user.0))
    .bind(subject(&event.change))
    .bind(data(&event.change))
    .bind(event.at.0)
    .execute(connection)
    .await?;
    Ok(event)
}

const fn subject(change: &Change) -> Option<i64> {
    match change {
        Change::Member { person, .. } => Some(person.id.0),
        _ => None,
    }
}

/// The small object of the column `data`.
pub(super) fn data(change: &Change) -> Option<String> {
    match change {
        Change::Member { change, role, .. } => {
            Some(serde_json::json!({ "op": change.as_str(), "role": role.as_str() }).to_string())
        }
        _ => None,
    }
}

/// The room's newest seq.
///
/// # Errors
/// [`StoreError::NotFound`]; database errors.
pub async fn head(executor: impl SqliteExecutor<'_>, room: RoomId) -> Result<Seq, StoreError> {
    let head: i64 = sqlx::query_scalar("select head from rooms where id = $1")
        .bind(room.0)
        .fetch_one(executor)
        .await?;
    Ok(Seq(head))
}

/// The events after `after` up to and with `upto`, in order, at most `limit`, each in its present state
/// (docs/protocol.md §2.2 «Resume»).
///
/// # Errors
/// Database errors.
pub async fn list_between(
    executor: impl SqliteExecutor<'_>,
    room: RoomId,
    after: Seq,
    upto: Seq,
    limit: i64,
) -> Result<Vec<RoomEvent>, StoreError> {
    let rows = sqlx::query(
        "select e.seq as event_seq, e.kind, e.actor_id, e.data, e.created_at as event_at, r.name as room_name,
            s.id as subject_id, s.username as subject_username, s.display_name as subject_name,
            m.id, m.room_id, m.seq, m.user_id, m.body, m.html, m.created_at, m.edited_at, m.deleted_at, m.mentions,
            u.username, u.display_name, u.role
         from room_events e
         join rooms r on r.id = e.room_id
         left join messages m on m.id = e.message_id
         left join users u on u.id = m.user_id
         left join users s on s.id = e.subject_id
         where e.room_id = $1 and e.seq > $2 and e.seq <= $3
         order by e.seq limit $4",
    )
    .bind(room.0)
    .bind(after.0)
    .bind(upto.0)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    Ok(rows
        .iter()
        .map(|row| from_row(room, row))
        .collect::<Result<_, _>>()?)
}

fn from_row(room: RoomId, row: &SqliteRow) -> Result<RoomEvent, sqlx::Error> {
    let change = match row.try_get("kind")? {
        "member" => member(row)?,
        "edited" => Change::Edited(messages::from_row(row)?),
        "deleted" => Change::Deleted(messages::from_row(row)?),
        _ => Change::Message(messages::from_row(row)?),
    };
    Ok(RoomEvent {
        room,
        room_name: RoomName::stored(row.try_get("room_name")?),
        seq: Seq(row.try_get("event_seq")?),
        at: Timestamp(row.try_get("event_at")?),
        actor: row.try_get::<Option<i64>, _>("actor_id")?.map(UserId),
        change,
        nonce: None,
    })
}

fn member(row: &SqliteRow) -> Result<Change, sqlx::Error> {
    let data: serde_json::Value = row
        .try_get::<Option<&str>, _>("data")?
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    Ok(Change::Member {
        change: MemberChange::Joined,
        person: Person {
            id: UserId(row.try_get("subject_id")?),
            name: row.try_get("subject_name")?,
            username: row.try_get("subject_username")?,
        },
        role: RoomRole::parse(data["role"].as_str().unwrap_or_default()),
    })
}
