//! The table of invites. Only the SHA-256 of the code in the link is here, and nothing of the right of who made it.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

use super::StoreError;
use crate::domain::{RoomId, RoomName, Timestamp, UserId};

/// SHA-256 of the code in the link.
pub type CodeHash = [u8; 32];

/// What has become of the invite `i` at a moment. Whether its maker may still make such links is asked each time, so that
/// nothing that takes that right away has to think of links: admins may, and into a room those who may add people there
/// by the table of permissions, which the test below holds it to.
macro_rules! invite_state {
    ($now:literal) => {
        concat!(
            "case when i.revoked_at is not null then 'revoked' when i.uses_left = 0 then 'used'
                when i.expires_at <= ",
            $now,
            " then 'expired'
                when i.created_by is null or exists (
                    select 1 from users v where v.id = i.created_by and v.deactivated_at is null
                        and (v.role = 'admin' or exists (select 1 from memberships w where w.room_id = i.room_id
                            and w.user_id = v.id and w.role in ('moderator', 'owner'))))
                then 'usable' else 'ended' end"
        )
    };
}
pub(super) use invite_state;

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
    let found: Option<i64> = sqlx::query_scalar(concat!(
        "select 1 from invites i where i.code_hash = $1 and ",
        invite_state!("$2"),
        " = 'usable'"
    ))
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
    /// `usable`, `used`, `expired`, `revoked`, or `ended`: who made it may make none any more.
    pub state: String,
}

/// All invites, or those of a room, as they are at `now`, the newest first.
///
/// # Errors
/// Database errors.
pub async fn list(
    executor: impl SqliteExecutor<'_>,
    room: Option<RoomId>,
    now: Timestamp,
) -> Result<Vec<Invite>, StoreError> {
    let rows = sqlx::query(concat!(
        "select i.id, i.uses_left, i.uses, r.name as room, u.username, i.created_at, i.expires_at, ",
        invite_state!("$2"),
        " as state from invites i left join rooms r on r.id = i.room_id left join users u on u.id = i.created_by
         where $1 is null or i.room_id = $1 order by i.id desc",
    ))
    .bind(room.map(|room| room.0))
    .bind(now.0)
    .fetch_all(executor)
    .await?;
    Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
}

fn from_row(row: &SqliteRow) -> Result<Invite, sqlx::Error> {
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
        state: row.try_get("state")?,
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

/// Takes one use, in the same write that makes the user, so that the last use goes to exactly one of many at once.
/// The room that the invite opens, if it names one.
///
/// # Errors
/// [`StoreError::NotFound`] where it is not usable; database errors.
pub async fn take_use(
    connection: &mut SqliteConnection,
    code_hash: &CodeHash,
    now: Timestamp,
) -> Result<Option<RoomId>, StoreError> {
    let room: Option<i64> = sqlx::query_scalar(concat!(
        "update invites as i set uses_left = uses_left - 1 where i.code_hash = $1 and ",
        invite_state!("$2"),
        " = 'usable' returning room_id",
    ))
    .bind(&code_hash[..])
    .bind(now.0)
    .fetch_one(connection)
    .await?;
    Ok(room.map(RoomId))
}

#[cfg(test)]
mod tests {
    use crate::domain::RoomKind::{Direct, Open, Private};
    use crate::domain::permission::Standing::{self, Admin, Moderator, Owner};
    use crate::domain::{Action, RoomKind};

    #[test]
    fn those_whose_links_are_usable_are_those_who_may_add_people() {
        let who = |kind: RoomKind| {
            let all = Standing::ALL.into_iter();
            all.filter(|standing| Action::AddPeople.is_open_to(*standing, kind))
                .collect::<Vec<_>>()
        };
        assert_eq!(who(Open), [Moderator, Owner, Admin]);
        assert_eq!(who(Private), [Moderator, Owner, Admin]);
        assert_eq!(who(Direct), [], "there are no links into these");
    }
}
