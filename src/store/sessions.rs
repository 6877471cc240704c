//! The table of sessions: signed-in browsers. Only the SHA-256 of the id in the cookie is here.

use std::time::Duration;

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

use super::{StoreError, Transaction, site, users};
use crate::domain::{Ended, Person, SessionId, SiteRole, Timestamp, User, UserId};

/// A use is written down at most so often: reading pages must not keep the writer busy.
pub const TOUCH_EVERY: Duration = Duration::from_secs(5 * 60);

/// SHA-256 of the id in the cookie.
pub type IdHash = [u8; 32];

/// What a new row is made of.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Who signed in.
    pub user: UserId,
    /// What the spans of time are those of.
    pub role: SiteRole,
    /// The PHC string that the password was checked against.
    pub password_hash: Option<String>,
    /// When.
    pub created_at: Timestamp,
    /// The end, unless it is used again before.
    pub expires_at: Timestamp,
    /// The end in any case.
    pub absolute_expires_at: Timestamp,
    /// Where from.
    pub address: String,
    /// The `User-Agent`, shortened.
    pub browser: String,
}

/// A session that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its number.
    pub id: SessionId,
    /// When it was last used, give or take five minutes.
    pub last_seen_at: Timestamp,
    /// The end, unless it is used again before.
    pub expires_at: Timestamp,
}

/// Makes a session; its number was never used before.
///
/// # Errors
/// [`StoreError::NotFound`] where the user was deactivated, or has another password or role by now: a sign-in must not
/// outlive what took it away, and a role has its own span of time. [`StoreError::Taken`] where the hash exists; database errors.
pub async fn create(
    connection: &mut SqliteConnection,
    id_hash: &IdHash,
    new: NewSession,
) -> Result<SessionId, StoreError> {
    let number = site::next_session_number(&mut *connection).await?;
    let done = sqlx::query(
        "insert into sessions (id_hash, number, user_id, created_at, last_seen_at, expires_at, absolute_expires_at,
            address, browser)
         select $1, $2, id, $4, $4, $5, $6, $7, $8 from users
         where id = $3 and password_hash is $9 and role = $10 and deactivated_at is null",
    )
    .bind(&id_hash[..])
    .bind(number)
    .bind(new.user.0)
    .bind(new.created_at.0)
    .bind(new.expires_at.0)
    .bind(new.absolute_expires_at.0)
    .bind(&new.address)
    .bind(&new.browser)
    .bind(&new.password_hash)
    .bind(new.role.as_str())
    .execute(connection)
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::NotFound);
    }
    Ok(SessionId(number))
}

fn from_row(row: &SqliteRow) -> Result<Session, sqlx::Error> {
    Ok(Session {
        id: SessionId(row.try_get("number")?),
        last_seen_at: Timestamp(row.try_get("last_seen_at")?),
        expires_at: Timestamp(row.try_get("expires_at")?),
    })
}

/// The session of a hash with its user, unless it has ended by `now` or the user is deactivated: one question for each
/// request.
///
/// # Errors
/// Database errors.
pub async fn find(
    executor: impl SqliteExecutor<'_>,
    id_hash: &IdHash,
    now: Timestamp,
) -> Result<Option<(Session, User)>, StoreError> {
    let row = sqlx::query(
        "select s.number, s.last_seen_at, s.expires_at, u.id, u.username, u.display_name, u.role, u.locale, u.theme,
            u.created_at, u.deactivated_at
         from sessions s join users u on u.id = s.user_id
         where s.id_hash = $1 and s.expires_at > $2 and s.absolute_expires_at > $2 and u.deactivated_at is null",
    )
    .bind(&id_hash[..])
    .bind(now.0)
    .fetch_optional(executor)
    .await?;
    let found = |row| Ok((from_row(row)?, users::from_row(row)?));
    let found: Result<_, sqlx::Error> = row.as_ref().map(found).transpose();
    Ok(found?)
}

/// Whether a session is still open to its user: not ended, and the user not deactivated. What an open socket asks.
///
/// # Errors
/// Database errors.
pub async fn is_alive(
    executor: impl SqliteExecutor<'_>,
    id: SessionId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let found: Option<i64> = sqlx::query_scalar(
        "select 1 from sessions s join users u on u.id = s.user_id
         where s.number = $1 and s.expires_at > $2 and s.absolute_expires_at > $2 and u.deactivated_at is null",
    )
    .bind(id.0)
    .bind(now.0)
    .fetch_optional(executor)
    .await?;
    Ok(found.is_some())
}

/// Says that a session was used at `now`, and moves its idle end by as much; it never passes the absolute one. A
/// session that has ended stays ended, and one that was touched less than [`TOUCH_EVERY`] ago is left as it is.
///
/// # Errors
/// Database errors.
pub async fn touch(
    connection: &mut SqliteConnection,
    id: SessionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    // `expires_at` is `last_seen_at` and the idle time, or the absolute end: the difference carries the idle time on.
    sqlx::query(
        "update sessions set last_seen_at = $2, expires_at = case
            when $2 + expires_at - last_seen_at < absolute_expires_at then $2 + expires_at - last_seen_at
            else absolute_expires_at end
         where number = $1 and last_seen_at <= $3 and expires_at > $2",
    )
    .bind(id.0)
    .bind(now.0)
    .bind(now.minus(TOUCH_EVERY).0)
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends the session of a hash, and has its sockets told. Nothing happens where there is none.
///
/// # Errors
/// Database errors.
pub async fn delete(transaction: &mut Transaction, id_hash: &IdHash) -> Result<(), StoreError> {
    let number: Option<i64> =
        sqlx::query_scalar("delete from sessions where id_hash = $1 returning number")
            .bind(&id_hash[..])
            .fetch_optional(&mut **transaction)
            .await?;
    tell(transaction, number);
    Ok(())
}

/// Ends one session of a user by its number, and has its sockets told. Says whether there was one.
///
/// # Errors
/// Database errors.
pub async fn end(
    transaction: &mut Transaction,
    user: UserId,
    id: SessionId,
) -> Result<bool, StoreError> {
    let number: Option<i64> = sqlx::query_scalar(
        "delete from sessions where number = $1 and user_id = $2 returning number",
    )
    .bind(id.0)
    .bind(user.0)
    .fetch_optional(&mut **transaction)
    .await?;
    tell(transaction, number);
    Ok(number.is_some())
}

/// Whose session it is, as long as it has its row.
///
/// # Errors
/// Database errors.
pub async fn user_of(
    executor: impl SqliteExecutor<'_>,
    id: SessionId,
) -> Result<Option<UserId>, StoreError> {
    let user: Option<i64> = sqlx::query_scalar("select user_id from sessions where number = $1")
        .bind(id.0)
        .fetch_optional(executor)
        .await?;
    Ok(user.map(UserId))
}

/// Ends every session of a user, and has all sockets of the user told.
///
/// # Errors
/// Database errors.
pub async fn delete_of_user(transaction: &mut Transaction, user: UserId) -> Result<(), StoreError> {
    sqlx::query("delete from sessions where user_id = $1")
        .bind(user.0)
        .execute(&mut **transaction)
        .await?;
    transaction.end_access(Ended::Sessions(user));
    Ok(())
}

/// Ends every session of a user but one. Says how many.
///
/// # Errors
/// Database errors.
pub async fn delete_others(
    transaction: &mut Transaction,
    user: UserId,
    kept: SessionId,
) -> Result<usize, StoreError> {
    let numbers: Vec<i64> = sqlx::query_scalar(
        "delete from sessions where user_id = $1 and number <> $2 returning number",
    )
    .bind(user.0)
    .bind(kept.0)
    .fetch_all(&mut **transaction)
    .await?;
    let count = numbers.len();
    tell(transaction, numbers);
    Ok(count)
}

/// Ends the oldest sessions of a user, all but the newest `kept`.
///
/// # Errors
/// Database errors.
pub async fn delete_oldest_of_user(
    transaction: &mut Transaction,
    user: UserId,
    kept: u32,
) -> Result<(), StoreError> {
    let numbers: Vec<i64> = sqlx::query_scalar(
        "delete from sessions where user_id = $1 and number <=
            (select number from sessions where user_id = $1 order by number desc limit 1 offset $2)
         returning number",
    )
    .bind(user.0)
    .bind(kept)
    .fetch_all(&mut **transaction)
    .await?;
    tell(transaction, numbers);
    Ok(())
}

/// Whether a session is over by `now` that still has its row.
///
/// # Errors
/// Database errors.
pub async fn any_expired(
    executor: impl SqliteExecutor<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    // `expires_at` never lies behind `absolute_expires_at`, so one index serves both.
    Ok(
        sqlx::query_scalar("select exists (select 1 from sessions where expires_at <= $1)")
            .bind(now.0)
            .fetch_one(executor)
            .await?,
    )
}

/// Removes the sessions that are over by `now`, and has their sockets told.
///
/// # Errors
/// Database errors.
pub async fn delete_expired(
    transaction: &mut Transaction,
    now: Timestamp,
) -> Result<(), StoreError> {
    let numbers: Vec<i64> =
        sqlx::query_scalar("delete from sessions where expires_at <= $1 returning number")
            .bind(now.0)
            .fetch_all(&mut **transaction)
            .await?;
    tell(transaction, numbers);
    Ok(())
}

fn tell(transaction: &mut Transaction, numbers: impl IntoIterator<Item = i64>) {
    for number in numbers {
        transaction.end_access(Ended::Session(SessionId(number)));
    }
}

/// A session as its user and admins see it in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub id: SessionId,
    /// Whose.
    pub user: Person,
    /// Signed in at.
    pub created_at: Timestamp,
    /// Last used, give or take five minutes.
    pub last_seen_at: Timestamp,
    /// The end, unless it is used again before.
    pub expires_at: Timestamp,
    /// Where from.
    pub address: String,
    /// The `User-Agent`, shortened.
    pub browser: String,
}

/// The sessions that have not ended, of one user or of all, the last used first.
///
/// # Errors
/// Database errors.
pub async fn list(
    executor: impl SqliteExecutor<'_>,
    user: Option<UserId>,
    now: Timestamp,
) -> Result<Vec<Listed>, StoreError> {
    let rows = sqlx::query(
        "select s.number, s.created_at, s.last_seen_at, s.expires_at, s.address, s.browser, u.id, u.username,
            u.display_name
         from sessions s join users u on u.id = s.user_id
         where s.expires_at > $1 and s.absolute_expires_at > $1 and ($2 is null or s.user_id = $2)
         order by s.last_seen_at desc, s.number desc",
    )
    .bind(now.0)
    .bind(user.map(|user| user.0))
    .fetch_all(executor)
    .await?;
    Ok(rows.iter().map(listed).collect::<Result<_, _>>()?)
}

pub(super) fn listed(row: &SqliteRow) -> Result<Listed, sqlx::Error> {
    Ok(Listed {
        id: SessionId(row.try_get("number")?),
        user: Person {
            id: UserId(row.try_get("id")?),
            name: row.try_get("display_name")?,
            username: row.try_get("username")?,
        },
        created_at: Timestamp(row.try_get("created_at")?),
        last_seen_at: Timestamp(row.try_get("last_seen_at")?),
        expires_at: Timestamp(row.try_get("expires_at")?),
        address: row.try_get("address")?,
        browser: row.try_get("browser")?,
    })
}
