//! What becomes of accounts: switched off and on, another role on the site, deleted.

use sqlx::{SqliteConnection, SqliteExecutor};

use super::{StoreError, Transaction, reports, sessions, site, users};
use crate::domain::{DELETED, SiteRole, UserId};

/// Switches an account off, which ends all its sessions; or on again.
///
/// # Errors
/// [`StoreError::NotFound`]; database errors.
pub async fn set_active(
    transaction: &mut Transaction,
    id: UserId,
    active: bool,
) -> Result<(), StoreError> {
    let at = (!active).then_some(transaction.now().0);
    let done =
        sqlx::query("update users set deactivated_at = $2 where id = $1 and deleted_at is null")
            .bind(id.0)
            .bind(at)
            .execute(&mut **transaction)
            .await?;
    users::found(done.rows_affected())?;
    if !active {
        sqlx::query("delete from reset_links where user_id = $1")
            .bind(id.0)
            .execute(&mut **transaction)
            .await?;
        sessions::delete_of_user(transaction, id).await?;
    }
    Ok(())
}

/// Makes an admin or a member of somebody. All sessions end: those of an admin are shorter, and whoever stole one of a
/// member must not become an admin with it (docs/promises.md B7).
///
/// # Errors
/// [`StoreError::NotFound`]; database errors.
pub async fn set_role(
    transaction: &mut Transaction,
    id: UserId,
    role: SiteRole,
) -> Result<(), StoreError> {
    let done = sqlx::query("update users set role = $2 where id = $1 and deleted_at is null")
        .bind(id.0)
        .bind(role.as_str())
        .execute(&mut **transaction)
        .await?;
    users::found(done.rows_affected())?;
    sessions::delete_of_user(transaction, id).await
}

/// How many admins can sign in: the last one stays.
///
/// # Errors
/// Database errors.
pub async fn count_admins(executor: impl SqliteExecutor<'_>) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "select count(*) from users where role = 'admin' and deactivated_at is null",
    )
    .fetch_one(executor)
    .await?)
}

/// Takes everything of a person away but the row itself, which messages point at: it is called `name` from now on, and
/// nobody signs in with it again. `with_messages`: what they wrote is to go too ([`find_erasing`]).
///
/// # Errors
/// [`StoreError::NotFound`]; database errors.
pub async fn delete(
    transaction: &mut Transaction,
    id: UserId,
    name: &str,
    with_messages: bool,
) -> Result<(), StoreError> {
    let now = transaction.now().0;
    let done = sqlx::query(
        "update users set username = $5 || id, username_folded = $5 || id,
            username_skeleton = $5 || id, display_name = $2, password_hash = null, role = 'member',
            locale = null, theme = 'system', deactivated_at = coalesce(deactivated_at, $3), deleted_at = $3,
            erasing = $4, unreacting = exists (select 1 from reactions where user_id = $1)
         where id = $1 and deleted_at is null",
    )
    .bind(id.0)
    .bind(name)
    .bind(now)
    .bind(with_messages)
    .bind(DELETED)
    .execute(&mut **transaction)
    .await?;
    users::found(done.rows_affected())?;
    for statement in [
        "delete from reset_links where user_id = $1",
        "delete from blocks where user_id = $1 or blocked_id = $1",
        "delete from mentions where user_id = $1",
        "delete from nonces where user_id = $1",
        "delete from thread_reads where user_id = $1",
        "delete from bookmarks where user_id = $1",
        "delete from name_keys where user_id = $1",
    ] {
        sqlx::query(statement)
            .bind(id.0)
            .execute(&mut **transaction)
            .await?;
    }
    if with_messages {
        // What was hidden is never shown again.
        reports::forget_all_of(transaction, id).await?;
    }
    sessions::delete_of_user(transaction, id).await?;
    site::change_names(transaction).await
}

/// Somebody whose words are still to be taken away.
///
/// # Errors
/// Database errors.
pub async fn find_erasing(executor: impl SqliteExecutor<'_>) -> Result<Option<UserId>, StoreError> {
    let id: Option<i64> = sqlx::query_scalar("select id from users where erasing = 1 limit 1")
        .fetch_optional(executor)
        .await?;
    Ok(id.map(UserId))
}

/// Somebody whose reactions are still to be taken away.
///
/// # Errors
/// Database errors.
pub async fn find_unreacting(
    executor: impl SqliteExecutor<'_>,
) -> Result<Option<UserId>, StoreError> {
    let id: Option<i64> = sqlx::query_scalar("select id from users where unreacting = 1 limit 1")
        .fetch_optional(executor)
        .await?;
    Ok(id.map(UserId))
}

/// Says that nothing is left of what somebody wrote.
///
/// # Errors
/// Database errors.
pub async fn set_erased(connection: &mut SqliteConnection, id: UserId) -> Result<(), StoreError> {
    sqlx::query("update users set erasing = 0 where id = $1")
        .bind(id.0)
        .execute(connection)
        .await?;
    Ok(())
}
