//! Which commands were carried out under which nonce: what makes a resend harmless.

use std::time::Duration;

use sqlx::{Row, SqliteConnection, SqliteExecutor};

use super::{StoreError, Transaction};
use crate::domain::{MessageId, Nonce, RoomId, Seq, Timestamp, UserId};

/// How long a nonce is kept: 7 days by docs/protocol.md §2.2, and a day for clocks that differ.
pub const KEPT: Duration = Duration::from_secs(8 * 24 * 60 * 60);

/// What an earlier command under this nonce made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The command's type.
    pub command: String,
    /// Seq of the event that it made.
    pub seq: Seq,
    /// The message that it was about.
    pub message: MessageId,
}

/// What was done under this nonce, if anything.
///
/// # Errors
/// Database errors.
pub async fn find(
    executor: impl SqliteExecutor<'_>,
    user: UserId,
    room: RoomId,
    nonce: &Nonce,
) -> Result<Option<Earlier>, StoreError> {
    let row = sqlx::query(
        "select command, seq, message_id from nonces where user_id = $1 and room_id = $2 and nonce = $3",
    )
    .bind(user.0)
    .bind(room.0)
    .bind(nonce.as_str())
    .fetch_optional(executor)
    .await?;
    Ok(match row {
        Some(row) => Some(Earlier {
            command: row.try_get("command")?,
            seq: Seq(row.try_get("seq")?),
            message: MessageId(row.try_get("message_id")?),
        }),
        None => None,
    })
}

/// Notes which event a command made, in the command's own write.
pub(super) async fn insert(
    transaction: &mut Transaction,
    user: UserId,
    room: RoomId,
    nonce: &Nonce,
    command: &'static str,
    seq: Seq,
    message: MessageId,
) -> Result<(), StoreError> {
    let now = transaction.now();
    sqlx::query(
        "insert into nonces (user_id, room_id, nonce, command, seq, message_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(user.0)
    .bind(room.0)
    .bind(nonce.as_str())
    .bind(command)
    .bind(seq.0)
    .bind(message.0)
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Forgets what is older than [`KEPT`]; returns how many.
///
/// # Errors
/// Database errors.
pub async fn sweep(connection: &mut SqliteConnection, now: Timestamp) -> Result<u64, StoreError> {
    let span = i64::try_from(KEPT.as_micros()).unwrap_or(i64::MAX);
    let done = sqlx::query("delete from nonces where created_at < $1")
        .bind(now.0.saturating_sub(span))
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}
