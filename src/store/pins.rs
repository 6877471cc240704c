//! The table of pins: what a room keeps at hand.

use sqlx::{SqliteConnection, SqliteExecutor};

use super::marking::{Begun, Mark, Marked};
use super::messages::{self, select_messages};
use super::{StoreError, Transaction};
use crate::domain::{
    Action, Change, ErrorCode, MOST_PINS, Message, MessageId, Nonce, Refusal, RoomId, Sentence,
    Silence, UserId,
};

/// Pins a message, or takes that back. Whether `user` may is decided here, inside the transaction.
///
/// # Errors
/// Refusals `not_found` (also for a deleted message), `forbidden`, `muted`, `archived`, `conflict` (the nonce is of
/// another command, or the room has [`MOST_PINS`] already), `unauthorized`; database errors.
pub async fn pin(
    transaction: &mut Transaction,
    room: RoomId,
    user: UserId,
    id: MessageId,
    added: bool,
    nonce: Option<Nonce>,
) -> Result<Marked, StoreError> {
    let mark = Mark {
        room,
        user,
        id,
        added,
        nonce,
        command: "pin",
        action: Action::Pin,
    };
    let access = match mark.begin(transaction).await? {
        Begun::Earlier(marked) => return Ok(marked),
        Begun::Admitted(access) => access,
    };
    if access.silence() == Some(Silence::Announcements) {
        let sentence = Sentence::new("pin-announcements");
        return Err(Refusal::because(ErrorCode::Forbidden, sentence).into());
    }
    let changed = if added {
        insert(transaction, room, id, user).await?
    } else {
        let done = sqlx::query("delete from pins where message_id = $1")
            .bind(id.0)
            .execute(&mut **transaction)
            .await?;
        done.rows_affected() > 0
    };
    let change = changed.then_some(Change::Pin {
        id,
        added: Some(added),
    });
    mark.end(transaction, change).await
}

/// Says whether it was not pinned before.
async fn insert(
    transaction: &mut Transaction,
    room: RoomId,
    id: MessageId,
    user: UserId,
) -> Result<bool, StoreError> {
    let now = transaction.now();
    let done = sqlx::query(
        "insert into pins (room_id, message_id, created_by, created_at) values ($1, $2, $3, $4)
         on conflict (message_id) do nothing",
    )
    .bind(room.0)
    .bind(id.0)
    .bind(user.0)
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    // What is hidden is not among those that anybody could take away.
    if count(transaction, room).await? > MOST_PINS {
        let sentence = Sentence::new("pin-too-many").with("limit", MOST_PINS);
        return Err(Refusal::because(ErrorCode::Conflict, sentence).into());
    }
    Ok(true)
}

/// How many messages of a room are pinned; hidden ones do not count.
async fn count(connection: &mut SqliteConnection, room: RoomId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "select count(*) from pins p join messages m on m.id = p.message_id
         where p.room_id = $1 and m.deleted_at is null",
    )
    .bind(room.0)
    .fetch_one(connection)
    .await?)
}

/// The pinned messages of a room, what was pinned last first; there are [`MOST_PINS`] at most.
///
/// # Errors
/// Database errors.
pub async fn list(
    connection: &mut SqliteConnection,
    room: RoomId,
) -> Result<Vec<Message>, StoreError> {
    let rows = sqlx::query(select_messages!(
        "join pins p on p.message_id = m.id where p.room_id = $1 and m.deleted_at is null
         order by p.created_at desc, m.id desc"
    ))
    .bind(room.0)
    .fetch_all(&mut *connection)
    .await?;
    let messages: Result<Vec<_>, _> = rows.iter().map(messages::from_row).collect();
    let mut messages = messages?;
    messages::complete(connection, &mut messages).await?;
    Ok(messages)
}

/// The ids of those, in the same order.
///
/// # Errors
/// Database errors.
pub async fn list_ids(
    executor: impl SqliteExecutor<'_>,
    room: RoomId,
) -> Result<Vec<MessageId>, StoreError> {
    let ids: Vec<i64> = sqlx::query_scalar(
        "select m.id from pins p join messages m on m.id = p.message_id
         where p.room_id = $1 and m.deleted_at is null order by p.created_at desc, m.id desc",
    )
    .bind(room.0)
    .fetch_all(executor)
    .await?;
    Ok(ids.into_iter().map(MessageId).collect())
}
