//! The table of users.

use std::collections::HashMap;

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection, SqliteExecutor};

use super::{StoreError, Transaction, memberships, name_keys, rooms, site};
use crate::domain::{Locale, Person, RoomRole, SiteRole, Theme, Timestamp, User, UserId};

/// What a new row is made of; names are parsed before.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// As shown.
    pub username: String,
    /// What is compared.
    pub username_folded: String,
    /// UTS 39 skeleton: what look-alikes share.
    pub username_skeleton: String,
    /// As others see it.
    pub display_name: String,
    /// PHC string; `None` for those who cannot sign in with a password.
    pub password_hash: Option<String>,
    /// On the whole site.
    pub role: SiteRole,
    /// The language of the page on which they registered, if it was chosen.
    pub locale: Option<Locale>,
}

/// Makes a user and, unless it is a bot, a member of every default room, with a `member` event in each.
///
/// # Errors
/// [`StoreError::Taken`] where the name or a look-alike exists.
pub async fn create(transaction: &mut Transaction, new: NewUser) -> Result<User, StoreError> {
    let now = transaction.now();
    let id: i64 = sqlx::query_scalar(
        "insert into users (username, username_folded, username_skeleton, display_name, password_hash, role, locale,
            created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) returning id",
    )
    .bind(&new.username)
    .bind(&new.username_folded)
    .bind(&new.username_skeleton)
    .bind(&new.display_name)
    .bind(&new.password_hash)
    .bind(new.role.as_str())
    .bind(new.locale.map(Locale::tag))
    .bind(now.0)
    .fetch_one(&mut **transaction)
    .await?;
    let user = get(&mut **transaction, UserId(id)).await?;
    name_keys::put(transaction, &user.person()).await?;
    if user.role != SiteRole::Bot {
        for room in rooms::list_default(&mut **transaction).await? {
            memberships::join(
                transaction,
                room,
                &user.person(),
                RoomRole::Member,
                Some(user.id),
            )
            .await?;
        }
    }
    Ok(user)
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, username, display_name, role, locale, theme, created_at, deactivated_at, password_hash
             from users ",
            $rest
        )
    };
}

pub(super) fn from_row(row: &SqliteRow) -> Result<User, sqlx::Error> {
    Ok(User {
        id: UserId(row.try_get("id")?),
        username: row.try_get("username")?,
        display_name: row.try_get("display_name")?,
        role: SiteRole::parse(row.try_get("role")?),
        locale: row
            .try_get::<Option<&str>, _>("locale")?
            .and_then(Locale::from_tag),
        theme: Theme::parse(row.try_get("theme")?).unwrap_or_default(),
        created_at: Timestamp(row.try_get("created_at")?),
        deactivated_at: row
            .try_get::<Option<i64>, _>("deactivated_at")?
            .map(Timestamp),
    })
}

/// What others see of the user of a row with `id`, `username` and `display_name`.
pub(super) fn person_from_row(row: &SqliteRow) -> Result<Person, sqlx::Error> {
    Ok(Person {
        id: UserId(row.try_get("id")?),
        name: row.try_get("display_name")?,
        username: row.try_get("username")?,
    })
}

/// Whether anybody who can sign in exists: then `/setup` is closed for good. Bots do not count.
///
/// # Errors
/// Database errors.
pub async fn any_exists(executor: impl SqliteExecutor<'_>) -> Result<bool, StoreError> {
    let found: Option<i64> = sqlx::query_scalar("select 1 from users where role <> 'bot' limit 1")
        .fetch_optional(executor)
        .await?;
    Ok(found.is_some())
}

/// The user of an id.
///
/// # Errors
/// [`StoreError::NotFound`]; database errors.
pub async fn get(executor: impl SqliteExecutor<'_>, id: UserId) -> Result<User, StoreError> {
    let row = sqlx::query(select!("where id = $1"))
        .bind(id.0)
        .fetch_one(executor)
        .await?;
    Ok(from_row(&row)?)
}

/// The user of a folded username.
///
/// # Errors
/// Database errors.
pub async fn find_by_name(
    executor: impl SqliteExecutor<'_>,
    username_folded: &str,
) -> Result<Option<User>, StoreError> {
    Ok(find_with_password(executor, username_folded)
        .await?
        .map(|(user, _)| user))
}

/// The user of a folded username, with the PHC string of the password.
///
/// # Errors
/// Database errors.
pub async fn find_with_password(
    executor: impl SqliteExecutor<'_>,
    username_folded: &str,
) -> Result<Option<(User, Option<String>)>, StoreError> {
    let row = sqlx::query(select!("where username_folded = $1"))
        .bind(username_folded)
        .fetch_optional(executor)
        .await?;
    Ok(match row {
        Some(row) => Some((from_row(&row)?, row.try_get("password_hash")?)),
        None => None,
    })
}

/// The users among some folded names, by that name.
///
/// # Errors
/// Database errors.
pub async fn find_ids(
    executor: impl SqliteExecutor<'_>,
    usernames_folded: &[String],
) -> Result<HashMap<String, UserId>, StoreError> {
    if usernames_folded.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query = QueryBuilder::<Sqlite>::new(
        "select username_folded, id from users where username_folded in (",
    );
    let mut list = query.separated(", ");
    for name in usernames_folded {
        list.push_bind(name);
    }
    query.push(")");
    let rows = query.build().fetch_all(executor).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("username_folded")?, UserId(row.try_get("id")?))))
        .collect::<Result<_, sqlx::Error>>()
        .map_err(StoreError::from)
}

/// Every user, by id, without those who were deleted.
///
/// # Errors
/// Database errors.
pub async fn list(executor: impl SqliteExecutor<'_>) -> Result<Vec<User>, StoreError> {
    let rows = sqlx::query(select!("where deleted_at is null order by id"))
        .fetch_all(executor)
        .await?;
    Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
}

/// Sets the password's PHC string.
///
/// # Errors
/// [`StoreError::NotFound`]; database errors.
pub async fn set_password(
    connection: &mut SqliteConnection,
    id: UserId,
    password_hash: &str,
) -> Result<(), StoreError> {
    let done = sqlx::query("update users set password_hash = $2 where id = $1")
        .bind(id.0)
        .bind(password_hash)
        .execute(connection)
        .await?;
    found(done.rows_affected())
}

/// Sets the password's PHC string where it is still `old`, so that nobody undoes a change by somebody else.
///
/// # Errors
/// [`StoreError::NotFound`] where it is another by now; database errors.
pub async fn replace_password(
    connection: &mut SqliteConnection,
    id: UserId,
    old: Option<&str>,
    new: &str,
) -> Result<(), StoreError> {
    let done =
        sqlx::query("update users set password_hash = $3 where id = $1 and password_hash is $2")
            .bind(id.0)
            .bind(old)
            .bind(new)
            .execute(connection)
            .await?;
    found(done.rows_affected())
}

/// Sets what a person may choose about the own account; without a theme that stays.
///
/// # Errors
/// [`StoreError::NotFound`]; database errors.
pub async fn set_profile(
    connection: &mut SqliteConnection,
    id: UserId,
    display_name: &str,
    locale: Option<Locale>,
    theme: Option<Theme>,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "update users set display_name = $2, locale = $3, theme = coalesce($4, theme)
             where id = $1 and deactivated_at is null",
    )
    .bind(id.0)
    .bind(display_name)
    .bind(locale.map(Locale::tag))
    .bind(theme.map(Theme::as_str))
    .execute(&mut *connection)
    .await?;
    found(done.rows_affected())?;
    let person = get(&mut *connection, id).await?.person();
    name_keys::put(connection, &person).await?;
    site::change_names(connection).await
}

/// Sets the theme and nothing else: what another tab saved meanwhile stays.
///
/// # Errors
/// [`StoreError::NotFound`]; database errors.
pub async fn set_theme(
    connection: &mut SqliteConnection,
    id: UserId,
    theme: Theme,
) -> Result<(), StoreError> {
    let done = sqlx::query("update users set theme = $2 where id = $1 and deactivated_at is null")
        .bind(id.0)
        .bind(theme.as_str())
        .execute(connection)
        .await?;
    found(done.rows_affected())
}

/// Whether this account was deleted.
///
/// # Errors
/// Database errors.
pub async fn is_deleted(executor: impl SqliteExecutor<'_>, id: UserId) -> Result<bool, StoreError> {
    Ok(
        sqlx::query_scalar("select deleted_at is not null from users where id = $1")
            .bind(id.0)
            .fetch_one(executor)
            .await?,
    )
}

pub(super) const fn found(rows: u64) -> Result<(), StoreError> {
    if rows == 0 {
        return Err(StoreError::NotFound);
    }
    Ok(())
}
