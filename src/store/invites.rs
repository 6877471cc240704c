//! The table of invites. Only the SHA-256 of the code in the link is here.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

use super::{StoreError, Transaction};
use crate::domain::{RoomId, RoomName, Timestamp, UserId};

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
        "insert into invites (code_hash, uses, uses_left, room_id, created_by, created_at, expires_at)
         values ($1, $2, $2, $3, $4, $5, $6)",
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
        "select 1 from invites where code_hash = $1 and uses_left > 0 and expires_at > $2 and revoked_at is null",
    )
    .bind(&code_hash[..])
    .bind(now.0)
    .fetch_optional(executor)
    .await?;
    Ok(found.is_some())
}

/// An invite as those who look after it see it; its link is known to who made it, and to nobody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// Its number.
    pub id: i64,
    /// How many may still use it.
    pub uses_left: i64,
    /// How many could at first.
    pub uses: i64,
    /// The room that it opens.
    pub room: Option<RoomName>,
    /// The username of who made it; none from the command line.
    pub created_by: Option<String>,
    /// When.
    pub created_at: Timestamp,
    /// The end.
    pub expires_at: Timestamp,
    /// Taken back at.
    pub revoked_at: Option<Timestamp>,
}

impl Invite {
    /// Whether somebody could register with it at `now`.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.uses_left > 0 && self.expires_at > now
    }
}

/// All invites, or those of a room, the newest first.
///
/// # Errors
/// Database errors.
pub async fn list(
    executor: impl SqliteExecutor<'_>,
    room: Option<RoomId>,
) -> Result<Vec<Invite>, StoreError> {
    let rows = sqlx::query(
        "select i.id, i.uses_left, i.uses, r.name as room, u.username, i.created_at, i.expires_at, i.revoked_at
         from invites i left join rooms r on r.id = i.room_id left join users u on u.id = i.created_by
         where $1 is null or i.room_id = $1 order by i.id desc",
    )
    .bind(room.map(|room| room.0))
    .fetch_all(executor)
    .await?;
    Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
}

pub(super) fn from_row(row: &SqliteRow) -> Result<Invite, sqlx::Error> {
    Ok(Invite {
        id: row.try_get("id")?,
        uses_left: row.try_get("uses_left")?,
        uses: row.try_get("uses")?,
        room: row
            .try_get::<Option<String>, _>("room")?
            .map(RoomName::stored),
        created_by: row.try_get("username")?,
        created_at: Timestamp(row.try_get("created_at")?),
        expires_at: Timestamp(row.try_get("expires_at")?),
        revoked_at: row.try_get::<Option<i64>, _>("revoked_at")?.map(Timestamp),
    })
}

/// Takes an invite back; with `room` only one that opens it. The room that it opened, if it named one.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none that was not taken back already; database errors.
pub async fn revoke(
    connection: &mut SqliteConnection,
    id: i64,
    room: Option<RoomId>,
    now: Timestamp,
) -> Result<Option<RoomId>, StoreError> {
    let opened: Option<i64> = sqlx::query_scalar(
        "update invites set revoked_at = $3 where id = $1 and revoked_at is null and ($2 is null or room_id = $2)
         returning room_id",
    )
    .bind(id)
    .bind(room.map(|room| room.0))
    .bind(now.0)
    .fetch_one(connection)
    .await?;
    Ok(opened.map(RoomId))
}

/// Takes back what somebody made who looks after the site, or this room, no longer: nobody comes back by a link of
/// their own.
///
/// # Errors
/// Database errors.
pub async fn revoke_of(
    transaction: &mut Transaction,
    user: UserId,
    room: Option<RoomId>,
) -> Result<(), StoreError> {
    let now = transaction.now();
    sqlx::query(
        "update invites set revoked_at = $3
         where created_by = $1 and revoked_at is null and ($2 is null or room_id = $2)",
    )
    .bind(user.0)
    .bind(room.map(|room| room.0))
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    Ok(())
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
         where code_hash = $1 and uses_left > 0 and expires_at > $2 and revoked_at is null returning room_id",
    )
    .bind(&code_hash[..])
    .bind(now.0)
    .fetch_one(connection)
    .await?;
    Ok(room.map(RoomId))
}
