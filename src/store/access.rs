//! Who somebody is to a room, read inside the write that it decides, so that what was taken away first is obeyed.

use sqlx::{Row, SqliteConnection};

use super::rooms::{self, room_columns};
use super::{StoreError, Transaction, settings, users};
use crate::config::Live;
use crate::domain::{
    Action, Actor, Doer, ErrorCode, Refusal, Room, RoomId, RoomKind, RoomRole, Sentence, Silence,
    SiteRole, Timestamp, UserId,
};

/// A room, and who acts in it; `None` as actor is the operator, who may do whatever anybody may there.
#[derive(Clone, Debug)]
pub struct Access {
    /// The room as it is at the commit.
    pub room: Room,
    /// Who acts.
    pub actor: Option<Actor>,
}

impl Access {
    /// Whether the table of permissions lets this one do it.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.may_in(action, self.room.kind)
    }

    /// The same, were the room of this kind.
    #[must_use]
    pub fn may_in(&self, action: Action, kind: RoomKind) -> bool {
        self.actor.map_or_else(
            || action.is_open_to_somebody(kind),
            |actor| actor.may(action, kind),
        )
    }

    /// What keeps whoever acts from writing there; the operator nothing.
    #[must_use]
    pub fn silence(&self) -> Option<Silence> {
        let room = &self.room;
        self.actor?
            .silence(room.kind, room.archived, room.announcements)
    }

    /// Fails where it does not: with `not_found` for who may not even know of the room. Admins are no exception: whether
    /// some people talk among themselves is not theirs to find out.
    ///
    /// # Errors
    /// Refusals `not_found`, `muted`, `forbidden`.
    pub fn must(&self, action: Action) -> Result<(), ErrorCode> {
        if self.may(action) {
            return Ok(());
        }
        Err(match self.actor {
            Some(actor) if !self.may(Action::Read) && !self.says_banned(actor) => {
                ErrorCode::NotFound
            }
            Some(actor) if actor.muted && is_writing(action) => ErrorCode::Muted,
            _ => ErrorCode::Forbidden,
        })
    }

    /// Whether somebody is told that they are kept out: of a private room not even that it is there.
    fn says_banned(&self, actor: Actor) -> bool {
        actor.banned && self.room.kind == RoomKind::Open
    }

    /// Whether this one stands above somebody of these roles in the room and on the site.
    #[must_use]
    pub fn is_above(&self, role: Option<RoomRole>, site: SiteRole) -> bool {
        self.actor.is_none_or(|actor| actor.is_above(role, site))
    }
}

/// What a mute takes away.
const fn is_writing(action: Action) -> bool {
    matches!(
        action,
        Action::Post | Action::EditOwn | Action::React | Action::Pin
    )
}

/// Who acts in this room now.
///
/// # Errors
/// Refusals `unauthorized` (no such user, or switched off), `not_found` (no such room); database errors.
pub async fn of_user(
    transaction: &mut Transaction,
    room: RoomId,
    user: UserId,
) -> Result<Access, StoreError> {
    let now = transaction.now();
    read(transaction, room, user, now).await
}

/// The same for a page, which shows only what its reader may do: whether something is done is decided in its own write.
///
/// # Errors
/// As [`of_user`].
pub async fn read(
    connection: &mut SqliteConnection,
    room: RoomId,
    user: UserId,
    now: Timestamp,
) -> Result<Access, StoreError> {
    let row = sqlx::query(concat!(
        "select u.role as site, m.role as room_role,
            case when m.user_id is not null then m.muted_until else (select f.muted_until from former_members f
                where f.room_id = r.id and f.user_id = u.id) end as muted_until,
            exists (select 1 from bans b where b.room_id = r.id and b.user_id = u.id) as banned, ",
        room_columns!(for viewer),
        " from users u join rooms r on r.id = $2 and r.deleted_at is null
         left join memberships m on m.room_id = r.id and m.user_id = u.id
         where u.id = $1 and u.deactivated_at is null",
    ))
    .bind(user.0)
    .bind(room.0)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else {
        rooms::get(connection, room).await?;
        return Err(ErrorCode::Unauthorized.into());
    };
    let muted_until: Option<i64> = row.try_get("muted_until")?;
    let actor = Actor {
        user,
        site: SiteRole::parse(row.try_get("site")?),
        room: row
            .try_get::<Option<&str>, _>("room_role")?
            .map(RoomRole::parse),
        muted: muted_until.is_some_and(|until| Timestamp(until) > now),
        banned: row.try_get("banned")?,
    };
    Ok(Access {
        room: rooms::from_row(&row)?,
        actor: Some(actor),
    })
}

/// The same for whoever does something, the operator too.
///
/// # Errors
/// As [`of_user`].
pub async fn of(
    transaction: &mut Transaction,
    room: RoomId,
    doer: &Doer,
) -> Result<Access, StoreError> {
    match doer.user() {
        Some(user) => of_user(transaction, room, user).await,
        None => Ok(Access {
            room: rooms::get(&mut **transaction, room).await?,
            actor: None,
        }),
    }
}

/// Fails where whoever does something does not look after the site, now: admins do, and the operator. To others what
/// admins do is not there.
///
/// # Errors
/// Refusal `not_found`; database errors.
pub async fn must_be_admin(transaction: &mut Transaction, doer: &Doer) -> Result<(), StoreError> {
    let Some(user) = doer.user() else {
        return Ok(());
    };
    let user = users::get(&mut **transaction, user).await?;
    if user.role == SiteRole::Admin && user.deactivated_at.is_none() {
        Ok(())
    } else {
        Err(ErrorCode::NotFound.into())
    }
}

/// Fails where whoever does something creates no rooms, now: as the site is set, and who they are, inside of the write.
///
/// # Errors
/// Refusals `unauthorized` (switched off), `forbidden`; database errors.
pub async fn must_create_rooms(
    transaction: &mut Transaction,
    doer: &Doer,
    live: &Live,
) -> Result<(), StoreError> {
    let Some(user) = doer.user() else {
        return Ok(());
    };
    let user = users::get(&mut **transaction, user).await?;
    if user.deactivated_at.is_some() {
        return Err(ErrorCode::Unauthorized.into());
    }
    let settings = settings::of_now(&mut **transaction, live).await?;
    if settings.create_rooms.admits(user.role) {
        Ok(())
    } else {
        Err(rooms_are_made_by_admins().into())
    }
}

/// What is said to who may not write where only those write who look after the room.
#[must_use]
pub fn announcements_only() -> Refusal {
    Refusal::because(
        ErrorCode::Forbidden,
        Sentence::new("room-announcements-only"),
    )
}

/// What is said to who may not make rooms.
#[must_use]
pub fn rooms_are_made_by_admins() -> Refusal {
    Refusal::because(ErrorCode::Forbidden, Sentence::new("rooms-only-admins"))
}
