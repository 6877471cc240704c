//! The table of blocks: who has had enough of whom.

use sqlx::{SqliteConnection, SqliteExecutor};

use super::access::Access;
use super::{StoreError, Transaction, users};
use crate::domain::{ErrorCode, Person, Refusal, RoomId, RoomKind, Sentence, UserId};

/// Notes that `user` wants to hear nothing of `other`; nothing changes where that is so already.
///
/// # Errors
/// Database errors.
pub async fn create(
    transaction: &mut Transaction,
    user: UserId,
    other: UserId,
) -> Result<(), StoreError> {
    let now = transaction.now();
    sqlx::query(
        "insert into blocks (user_id, blocked_id, created_at) values ($1, $2, $3)
         on conflict (user_id, blocked_id) do nothing",
    )
    .bind(user.0)
    .bind(other.0)
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Takes that back.
///
/// # Errors
/// Database errors.
pub async fn delete(
    connection: &mut SqliteConnection,
    user: UserId,
    other: UserId,
) -> Result<(), StoreError> {
    sqlx::query("delete from blocks where user_id = $1 and blocked_id = $2")
        .bind(user.0)
        .bind(other.0)
        .execute(connection)
        .await?;
    Ok(())
}

/// Whom `user` has blocked, by name.
///
/// # Errors
/// Database errors.
pub async fn list(
    executor: impl SqliteExecutor<'_>,
    user: UserId,
) -> Result<Vec<Person>, StoreError> {
    let rows = sqlx::query(
        "select u.id, u.username, u.display_name from blocks b join users u on u.id = b.blocked_id
         where b.user_id = $1 order by u.display_name, u.id",
    )
    .bind(user.0)
    .fetch_all(executor)
    .await?;
    let people: Result<_, sqlx::Error> = rows.iter().map(users::person_from_row).collect();
    Ok(people?)
}

/// Who has blocked `other`.
///
/// # Errors
/// Database errors.
pub async fn list_of_those_who_blocked(
    executor: impl SqliteExecutor<'_>,
    other: UserId,
) -> Result<Vec<UserId>, StoreError> {
    let ids: Vec<i64> = sqlx::query_scalar("select user_id from blocks where blocked_id = $1")
        .bind(other.0)
        .fetch_all(executor)
        .await?;
    Ok(ids.into_iter().map(UserId).collect())
}

/// Whether one of these people has blocked `user`, or the other way round.
///
/// # Errors
/// Database errors.
pub async fn exists_between(
    executor: impl SqliteExecutor<'_>,
    user: UserId,
    people: &[Person],
) -> Result<bool, StoreError> {
    let ids: Vec<i64> = people.iter().map(|person| person.id.0).collect();
    Ok(sqlx::query_scalar(
        "select exists (select 1 from blocks
            where (user_id = $1 and blocked_id in (select value from json_each($2)))
               or (blocked_id = $1 and user_id in (select value from json_each($2))))",
    )
    .bind(user.0)
    .bind(serde_json::json!(ids).to_string())
    .fetch_one(executor)
    .await?)
}

/// Whether a member of a room has blocked `user`, or the other way round.
///
/// # Errors
/// Database errors.
pub async fn exists_in(
    executor: impl SqliteExecutor<'_>,
    room: RoomId,
    user: UserId,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(
        "select exists (select 1 from memberships m join blocks b
                on (b.user_id = m.user_id and b.blocked_id = $2) or (b.blocked_id = m.user_id and b.user_id = $2)
            where m.room_id = $1)",
    )
    .bind(room.0)
    .bind(user.0)
    .fetch_one(executor)
    .await?)
}

/// Fails where what `user` says in a room would reach somebody who wants to hear nothing of them, or the other way
/// round: in direct rooms. Elsewhere people meet whom they have blocked, and the page folds what those write.
///
/// # Errors
/// Refusal `forbidden`; database errors.
pub async fn must_not_be_between(
    executor: impl SqliteExecutor<'_>,
    access: &Access,
    user: UserId,
) -> Result<(), StoreError> {
    let room = &access.room;
    if room.kind == RoomKind::Direct && exists_in(executor, room.id, user).await? {
        return Err(refusal().into());
    }
    Ok(())
}

/// What is said to who is blocked, or has blocked.
#[must_use]
pub fn refusal() -> Refusal {
    Refusal::because(ErrorCode::Forbidden, Sentence::new("direct-blocked"))
}
