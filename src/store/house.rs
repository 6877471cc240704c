//! How much there is in the house: for the admin's page of health.

use sqlx::{Row, SqliteExecutor};

use super::StoreError;

/// Figures of the whole site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Accounts that are not deleted.
    pub people: i64,
    /// Rooms that are not deleted, direct ones too.
    pub rooms: i64,
    /// Messages, deleted ones too.
    pub messages: i64,
    /// Signed-in browsers.
    pub sessions: i64,
}

/// Counts without walking over messages: each room's newest knows its place.
///
/// # Errors
/// Database errors.
pub async fn count(executor: impl SqliteExecutor<'_>) -> Result<Counted, StoreError> {
    let row = sqlx::query(
        "select (select count(*) from users where deleted_at is null) as people,
            (select count(*) from rooms where deleted_at is null) as rooms,
            (select coalesce(sum((select m.place from messages m where m.room_id = r.id order by m.seq desc limit 1)), 0)
                from rooms r) as messages,
            (select count(*) from sessions) as sessions",
    )
    .fetch_one(executor)
    .await?;
    Ok(Counted {
        people: row.try_get("people")?,
        rooms: row.try_get("rooms")?,
        messages: row.try_get("messages")?,
        sessions: row.try_get("sessions")?,
    })
}
