//! The table of memberships.

use std::collections::HashMap;

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteExecutor};

use super::{StoreError, Transaction, bans, users};
use crate::domain::{
    Change, MemberChange, Person, RoomEvent, RoomId, RoomName, RoomRole, SiteRole, Timestamp,
    UserId,
};

/// Makes somebody a member, with a `member` event; everything up to that event counts as read. `None` where the
/// person is a member already: then nothing changes. `actor`: who did it; `None` for the operator.
///
/// # Errors
/// [`StoreError::NotFound`] where there is no such room; database errors.
pub async fn join(
    transaction: &mut Transaction,
    room: RoomId,
    person: &Person,
    role: RoomRole,
    actor: Option<UserId>,
) -> Result<Option<RoomEvent>, StoreError> {
    let now = transaction.now();
    let inserted = sqlx::query(
        "insert into memberships (room_id, user_id, role, last_read, last_own, muted_until, joined_at)
         values ($1, $2, $3, 0,
            coalesce((select last_own from former_members where room_id = $1 and user_id = $2), 0),
            (select muted_until from former_members where room_id = $1 and user_id = $2 and $3 = 'member'), $4)
         on conflict (room_id, user_id) do nothing",
    )
    .bind(room.0)
    .bind(person.id.0)
    .bind(role.as_str())
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    if inserted.rows_affected() == 0 {
        return Ok(None);
    }
    let event = append(transaction, room, person, MemberChange::Joined, role, actor).await?;
    let muted_until: Option<i64> = sqlx::query_scalar(
        "update memberships set last_read = $3 where room_id = $1 and user_id = $2 returning muted_until",
    )
    .bind(room.0)
    .bind(person.id.0)
    .bind(event.seq.0)
    .fetch_one(&mut **transaction)
    .await?;
    // Leaving and coming back lifts no mute.
    let until = muted_until.map(Timestamp).filter(|until| *until > now);
    if until.is_some() {
        let change = MemberChange::Muted { until };
        append(transaction, room, person, change, role, None).await?;
    }
    Ok(Some(event))
}

async fn append(
    transaction: &mut Transaction,
    room: RoomId,
    person: &Person,
    change: MemberChange,
    role: RoomRole,
    actor: Option<UserId>,
) -> Result<RoomEvent, StoreError> {
    let change = Change::Member {
        change,
        person: person.clone(),
        role,
    };
    transaction.append(room, actor, change, None).await
}

/// What somebody is in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The role.
    pub role: RoomRole,
    /// May not write until then, if it is still to come.
    pub muted_until: Option<Timestamp>,
}

/// The membership of somebody.
///
/// # Errors
/// Database errors.
pub async fn find(
    executor: impl SqliteExecutor<'_>,
    room: RoomId,
    user: UserId,
) -> Result<Option<Membership>, StoreError> {
    let row = sqlx::query(
        "select role, muted_until from memberships where room_id = $1 and user_id = $2",
    )
    .bind(room.0)
    .bind(user.0)
    .fetch_optional(executor)
    .await?;
    let membership = |row: &SqliteRow| {
        Ok(Membership {
            role: RoomRole::parse(row.try_get("role")?),
            muted_until: row.try_get::<Option<i64>, _>("muted_until")?.map(Timestamp),
        })
    };
    let found: Result<_, sqlx::Error> = row.as_ref().map(membership).transpose();
    Ok(found?)
}

/// Ends a membership, with a `member` event that is the last line which this member's sockets are told: `change` is
/// left, removed or banned. Nothing happens, and `None` is returned, where there is none; a ban is noted all the same.
///
/// # Errors
/// Database errors.
pub async fn end(
    transaction: &mut Transaction,
    room: RoomId,
    person: &Person,
    change: MemberChange,
    actor: Option<UserId>,
) -> Result<Option<RoomEvent>, StoreError> {
    let membership = find(&mut **transaction, room, person.id).await?;
    if change == MemberChange::Banned {
        bans::create(transaction, room, person.id, actor).await?;
    }
    let Some(membership) = membership else {
        // A reader of an open room who never joined is shut out by an event, too.
        if change != MemberChange::Banned {
            return Ok(None);
        }
        let event = append(transaction, room, person, change, RoomRole::Member, actor).await?;
        return Ok(Some(event));
    };
    for statement in [
        "insert into former_members (room_id, user_id, last_own, muted_until)
         select room_id, user_id, last_own, muted_until from memberships where room_id = $1 and user_id = $2
         on conflict (room_id, user_id) do update
         set last_own = excluded.last_own, muted_until = excluded.muted_until",
        "delete from memberships where room_id = $1 and user_id = $2",
    ] {
        sqlx::query(statement)
            .bind(room.0)
            .bind(person.id.0)
            .execute(&mut **transaction)
            .await?;
    }
    let event = append(transaction, room, person, change, membership.role, actor).await?;
    Ok(Some(event))
}

/// Gives a member another role, with a `member` event. Who looks after others is muted no longer.
///
/// # Errors
/// [`StoreError::NotFound`] where the person is no member; database errors.
pub async fn set_role(
    transaction: &mut Transaction,
    room: RoomId,
    person: &Person,
    role: RoomRole,
    actor: Option<UserId>,
) -> Result<RoomEvent, StoreError> {
    let done = sqlx::query(
        "update memberships set role = $3, muted_until = case when $3 = 'member' then muted_until end
         where room_id = $1 and user_id = $2",
    )
    .bind(room.0)
    .bind(person.id.0)
    .bind(role.as_str())
    .execute(&mut **transaction)
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::NotFound);
    }
    append(transaction, room, person, MemberChange::Role, role, actor).await
}

/// Takes the right to write from a member until a moment, or gives it back, with a `member` event.
///
/// # Errors
/// [`StoreError::NotFound`] where the person is no member; database errors.
pub async fn mute(
    transaction: &mut Transaction,
    room: RoomId,
    person: &Person,
    until: Option<Timestamp>,
    actor: Option<UserId>,
) -> Result<RoomEvent, StoreError> {
    let role: String = sqlx::query_scalar(
        "update memberships set muted_until = $3 where room_id = $1 and user_id = $2 returning role",
    )
    .bind(room.0)
    .bind(person.id.0)
    .bind(until.map(|until| until.0))
    .fetch_one(&mut **transaction)
    .await?;
    let change = MemberChange::Muted { until };
    append(
        transaction,
        room,
        person,
        change,
        RoomRole::parse(&role),
        actor,
    )
    .await
}

/// The members of a room.
///
/// # Errors
/// Database errors.
pub async fn list_users(
    executor: impl SqliteExecutor<'_>,
    room: RoomId,
) -> Result<Vec<UserId>, StoreError> {
    let ids: Vec<i64> = sqlx::query_scalar("select user_id from memberships where room_id = $1")
        .bind(room.0)
        .fetch_all(executor)
        .await?;
    Ok(ids.into_iter().map(UserId).collect())
}

/// The rooms of a user, by title, with their titles and what the user is in each; direct ones are left out.
///
/// # Errors
/// Database errors.
pub async fn list_of_user(
    executor: impl SqliteExecutor<'_>,
    user: UserId,
) -> Result<Vec<(RoomName, String, RoomRole)>, StoreError> {
    let rows = sqlx::query(
        "select r.name, r.title, m.role from memberships m join rooms r on r.id = m.room_id
         where m.user_id = $1 and r.people is null order by r.title, r.id",
    )
    .bind(user.0)
    .fetch_all(executor)
    .await?;
    rows.iter()
        .map(|row| {
            Ok((
                RoomName::stored(row.try_get("name")?),
                row.try_get("title")?,
                RoomRole::parse(row.try_get("role")?),
            ))
        })
        .collect::<Result<_, sqlx::Error>>()
        .map_err(StoreError::from)
}

/// A member as a room's page of members shows one.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Who.
    pub person: Person,
    /// On the whole site.
    pub site: SiteRole,
    /// As what.
    pub membership: Membership,
}

/// The members of a room whose name has this text in it, those who look after it first, then by name; after so many.
///
/// # Errors
/// Database errors.
pub async fn list_people(
    executor: impl SqliteExecutor<'_>,
    room: RoomId,
    search: &str,
    skipped: i64,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let rows = sqlx::query(
        "select u.id, u.username, u.display_name, u.role as site, m.role, m.muted_until
         from memberships m join users u on u.id = m.user_id
         where m.room_id = $1 and ($2 = '' or instr(lower(u.display_name), lower($2)) > 0
            or instr(u.username_folded, lower($2)) > 0)
         order by case m.role when 'owner' then 0 when 'moderator' then 1 else 2 end, u.display_name, u.id
         limit $3 offset $4",
    )
    .bind(room.0)
    .bind(search)
    .bind(limit)
    .bind(skipped)
    .fetch_all(executor)
    .await?;
    let listed = |row: &SqliteRow| {
        Ok(Listed {
            person: users::person_from_row(row)?,
            site: SiteRole::parse(row.try_get("site")?),
            membership: Membership {
                role: RoomRole::parse(row.try_get("role")?),
                muted_until: row.try_get::<Option<i64>, _>("muted_until")?.map(Timestamp),
            },
        })
    };
    let people: Result<_, sqlx::Error> = rows.iter().map(listed).collect();
    Ok(people?)
}

/// How many members a room has.
///
/// # Errors
/// Database errors.
pub async fn count(executor: impl SqliteExecutor<'_>, room: RoomId) -> Result<i64, StoreError> {
    Ok(
        sqlx::query_scalar("select count(*) from memberships where room_id = $1")
            .bind(room.0)
            .fetch_one(executor)
            .await?,
    )
}

/// How many members each room has; rooms without any are left out.
///
/// # Errors
/// Database errors.
pub async fn count_all(
    executor: impl SqliteExecutor<'_>,
) -> Result<HashMap<RoomId, i64>, StoreError> {
    let rows = sqlx::query("select room_id, count(*) as members from memberships group by room_id")
        .fetch_all(executor)
        .await?;
    rows.iter()
        .map(|row| Ok((RoomId(row.try_get("room_id")?), row.try_get("members")?)))
        .collect::<Result<_, sqlx::Error>>()
        .map_err(StoreError::from)
}
