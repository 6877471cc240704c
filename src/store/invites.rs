//! The table of invites. Only the SHA-256 of the code in the link is here.

use sqlx::{SqliteConnection, SqliteExecutor};

use super::StoreError;
use crate::domain::{RoomId, Timestamp, UserId};

/// SHA-256 of the code in the link.
pub type CodeHash = [u8; 32];

/// What a new row is made of.
#[derive(Clone, Debug)]
pub struct NewInvite {
    /// How many people may use it.
    pub uses: u32,
    /// A room that they become members of, beside the default rooms.
    pub room: Option<RoomId>,
    /// Who made it; `None` from the command line.
    pub created_by: Option<UserId>,
    /// When.
    pub created_at: Timestamp,
    /// The end.
    pub expires_at: Timestamp,
}

/// Makes an invite.
///
/// # Errors
/// Database errors.
pub async fn create(
    connection: &mut SqliteConnection,
    code_hash: &CodeHash,
    new: NewInvite,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into invites (code_hash, uses_left, room_id, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&code_hash[..])
    .bind(i64::from(new.uses))
    .bind(new.room.map(|room| room.0))
    .bind(new.created_by.map(|user| user.0))
    .bind(new.created_at.0)
    .bind(new.expires_at.0)
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether somebody could register with this code now.
///
/// # Errors
/// Database errors.
pub async fn is_usable(
    executor: impl SqliteExecutor<'_>,
    code_hash: &CodeHash,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let found: Option<i64> = sqlx::query_scalar(
        "select 1 from invites where code_hash = $1 and uses_left > 0 and expires_at > $2",
    )
    .bind(&code_hash[..])
    .bind(now.0)
    .fetch_optional(executor)
    .await?;
    Ok(found.is_some())
}

/// Takes one use, in the same write that makes the user, so that the last use goes to exactly one of many at once.
/// The room that the invite opens, if it names one.
///
/// # Errors
/// [`StoreError::NotFound`] where no use is left; database errors.
pub async fn take_use(
    connection: &mut SqliteConnection,
    code_hash: &CodeHash,
    now: Timestamp,
) -> Result<Option<RoomId>, StoreError> {
    let room: Option<i64> = sqlx::query_scalar(
        "update invites set uses_left = uses_left - 1
         where code_hash = $1 and uses_left > 0 and expires_at > $2 returning room_id",
    )
    .bind(&code_hash[..])
    .bind(now.0)
    .fetch_one(connection)
    .await?;
    Ok(room.map(RoomId))
}
