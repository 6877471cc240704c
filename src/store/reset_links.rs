//! The table of reset links: each sets one new password, once. Only the SHA-256 of the code in the link is here.

use sqlx::SqliteExecutor;

use super::invites::CodeHash;
use super::{StoreError, Transaction};
use crate::domain::{Timestamp, UserId};

/// Makes a link for a user, in place of those that the user had.
///
/// # Errors
/// Database errors.
pub async fn create(
    transaction: &mut Transaction,
    code_hash: &CodeHash,
    user: UserId,
    created_by: Option<UserId>,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let now = transaction.now();
    sqlx::query("delete from reset_links where user_id = $1 or expires_at <= $2")
        .bind(user.0)
        .bind(now.0)
        .execute(&mut **transaction)
        .await?;
    sqlx::query(
        "insert into reset_links (code_hash, user_id, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5)",
    )
    .bind(&code_hash[..])
    .bind(user.0)
    .bind(created_by.map(|user| user.0))
    .bind(now.0)
    .bind(expires_at.0)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Whose password a link sets, while it does.
///
/// # Errors
/// Database errors.
pub async fn find(
    executor: impl SqliteExecutor<'_>,
    code_hash: &CodeHash,
    now: Timestamp,
) -> Result<Option<UserId>, StoreError> {
    let id: Option<i64> = sqlx::query_scalar(
        "select l.user_id from reset_links l join users u on u.id = l.user_id
         where l.code_hash = $1 and l.expires_at > $2 and u.deactivated_at is null",
    )
    .bind(&code_hash[..])
    .bind(now.0)
    .fetch_optional(executor)
    .await?;
    Ok(id.map(UserId))
}

/// Uses a link up, in the write that sets the password: of many at once exactly one is told whose it is.
///
/// # Errors
/// [`StoreError::NotFound`] where it is used up or over; database errors.
pub async fn take(
    transaction: &mut Transaction,
    code_hash: &CodeHash,
) -> Result<UserId, StoreError> {
    let now = transaction.now();
    let id: i64 = sqlx::query_scalar(
        "delete from reset_links where code_hash = $1 and expires_at > $2 and user_id in
            (select id from users where deactivated_at is null) returning user_id",
    )
    .bind(&code_hash[..])
    .bind(now.0)
    .fetch_one(&mut **transaction)
    .await?;
    Ok(UserId(id))
}
