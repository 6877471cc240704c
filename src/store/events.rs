//! Each room's log: appended to by writes, read by resume and by consumers that lag.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

use super::messages::{self, message_columns, quote_joins};
use super::{StoreError, reactions, threads};
use crate::domain::{
    Change, MemberChange, MessageId, Nonce, Person, Reacted, ReactionEmoji, Room, RoomChange,
    RoomEvent, RoomId, RoomKind, RoomName, RoomRole, Seq, Timestamp, UserId,
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
    .bind(event.change.message_id().map(|id| id.0))
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
        Change::Reaction {
            reacted: Some(reacted),
            ..
        } => Some(reacted.person.id.0),
        _ => None,
    }
}

/// The small object of the column `data`.
pub(super) fn data(change: &Change) -> Option<String> {
    match change {
        Change::Member { change, role, .. } => {
            let mut data = serde_json::json!({ "op": change.as_str(), "role": role.as_str() });
            if let MemberChange::Muted { until: Some(until) } = change {
                data["until"] = serde_json::json!(until.0);
            }
            Some(data.to_string())
        }
        Change::Room { change, .. } => {
            Some(serde_json::json!({ "op": change.as_str() }).to_string())
        }
        Change::Reaction {
            reacted: Some(reacted),
            ..
        } => {
            Some(serde_json::json!({ "op": op(reacted.added), "emoji": reacted.emoji }).to_string())
        }
        Change::Pin {
            added: Some(added), ..
        } => Some(serde_json::json!({ "op": op(*added) }).to_string()),
        _ => None,
    }
}

const ADD: &str = "add";

/// The `op` of what is added or taken away.
const fn op(added: bool) -> &'static str {
    if added { ADD } else { "remove" }
}

/// The room's newest seq.
///
/// # Errors
/// [`StoreError::NotFound`]; database errors.
pub async fn head(executor: impl SqliteExecutor<'_>, room: RoomId) -> Result<Seq, StoreError> {
    let head: i64 =
        sqlx::query_scalar("select head from rooms where id = $1 and deleted_at is null")
            .bind(room.0)
            .fetch_one(executor)
            .await?;
    Ok(Seq(head))
}

/// The events after `after` up to and with `upto`, in order, at most `limit`, each in its present state
/// (docs/protocol.md §2.2 «Resume»). Two questions, however many events.
///
/// # Errors
/// Database errors.
pub async fn list_between(
    connection: &mut SqliteConnection,
    room: RoomId,
    after: Seq,
    upto: Seq,
    limit: i64,
) -> Result<Vec<RoomEvent>, StoreError> {
    let rows = sqlx::query(concat!(
        "select e.seq as event_seq, e.kind, e.actor_id, e.data, e.created_at as event_at, r.name as room_name,
            r.title, r.topic, case when r.people is null then r.kind else 'direct' end as room_kind, r.archived_at,
            r.slow_seconds, r.announcements, r.is_default,
            s.id as subject_id, s.username as subject_username, s.display_name as subject_name,
            e.message_id, ",
        message_columns!(),
        " from room_events e
         join rooms r on r.id = e.room_id
         left join messages m on m.id = e.message_id
         left join users u on u.id = m.user_id
         left join users s on s.id = e.subject_id ",
        quote_joins!(),
        "where e.room_id = $1 and e.seq > $2 and e.seq <= $3
         order by e.seq limit $4",
    ))
    .bind(room.0)
    .bind(after.0)
    .bind(upto.0)
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    let events: Result<Vec<_>, _> = rows.iter().map(|row| from_row(room, row)).collect();
    let mut events = events?;
    reactions::fill_events(connection, &mut events).await?;
    let messages = events
        .iter_mut()
        .filter_map(|event| event.change.message_mut());
    threads::count(connection, messages).await?;
    Ok(events)
}

fn from_row(room: RoomId, row: &SqliteRow) -> Result<RoomEvent, sqlx::Error> {
    let change = match row.try_get("kind")? {
        "member" => member(row)?,
        "room" => of_room(room, row)?,
        "edited" => Change::Edited(messages::from_row(row)?),
        "deleted" => Change::Deleted(messages::from_row(row)?),
        "reaction" => reaction(row)?,
        "pin" => pin(row)?,
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

fn data_of(row: &SqliteRow) -> Result<serde_json::Value, sqlx::Error> {
    let text = row.try_get::<Option<&str>, _>("data")?;
    Ok(text
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default())
}

fn member(row: &SqliteRow) -> Result<Change, sqlx::Error> {
    let data = data_of(row)?;
    let until = data["until"].as_i64().map(Timestamp);
    let known = [
        MemberChange::Left,
        MemberChange::Removed,
        MemberChange::Banned,
        MemberChange::Role,
        MemberChange::Muted { until },
    ];
    let op = data["op"].as_str().unwrap_or_default();
    let change = known.into_iter().find(|change| change.as_str() == op);
    Ok(Change::Member {
        change: change.unwrap_or(MemberChange::Joined),
        person: subject_of(row)?,
        role: RoomRole::parse(data["role"].as_str().unwrap_or_default()),
    })
}

fn is_gone(row: &SqliteRow) -> Result<bool, sqlx::Error> {
    let deleted: Option<i64> = row.try_get("deleted_at")?;
    Ok(deleted.is_some())
}

/// Without its count, which is asked for with all others of the page.
fn reaction(row: &SqliteRow) -> Result<Change, sqlx::Error> {
    let data = data_of(row)?;
    let reacted = match data["emoji"].as_str() {
        Some(emoji) if !is_gone(row)? => Some(Reacted {
            emoji: ReactionEmoji::stored(emoji.to_owned()),
            added: data["op"] == ADD,
            person: subject_of(row)?,
            count: 0,
        }),
        _ => None,
    };
    Ok(Change::Reaction {
        id: MessageId(row.try_get("message_id")?),
        reacted,
    })
}

fn pin(row: &SqliteRow) -> Result<Change, sqlx::Error> {
    let added = data_of(row)?["op"] == ADD;
    Ok(Change::Pin {
        id: MessageId(row.try_get("message_id")?),
        added: (!is_gone(row)?).then_some(added),
    })
}

fn subject_of(row: &SqliteRow) -> Result<Person, sqlx::Error> {
    Ok(Person {
        id: UserId(row.try_get("subject_id")?),
        name: row.try_get("subject_name")?,
        username: row.try_get("subject_username")?,
    })
}

/// The room as it is now.
fn of_room(id: RoomId, row: &SqliteRow) -> Result<Change, sqlx::Error> {
    let data = data_of(row)?;
    let change = match data["op"].as_str() {
        Some("archived") => RoomChange::Archived,
        Some("restored") => RoomChange::Restored,
        _ => RoomChange::Updated,
    };
    let room = Room {
        id,
        name: RoomName::stored(row.try_get("room_name")?),
        title: row.try_get("title")?,
        topic: row.try_get("topic")?,
        kind: RoomKind::stored(row.try_get("room_kind")?),
        head: Seq(row.try_get("event_seq")?),
        archived: row.try_get::<Option<i64>, _>("archived_at")?.is_some(),
        slow_seconds: row.try_get("slow_seconds")?,
        announcements: row.try_get("announcements")?,
        is_default: row.try_get("is_default")?,
    };
    Ok(Change::Room { change, room })
}
