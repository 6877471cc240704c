//! What the whole site has one of: the epoch of the seqs, and secrets made at the first start.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use rand::Rng;
use sqlx::{SqliteConnection, SqliteExecutor};

use super::StoreError;

const EPOCH: &str = "epoch";
const DEVICE_KEY: &str = "device_key";
const NAMES: &str = "names";
const SESSION_NUMBER: &str = "session_number";

/// Makes the epoch and the secrets where they are missing.
pub(super) async fn ensure(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let epoch = format!("{:08x}", rand::rng().next_u32());
    let mut key = [0_u8; 32];
    rand::rng().fill_bytes(&mut key);
    for (name, value) in [(EPOCH, epoch), (DEVICE_KEY, BASE64.encode(key))] {
        sqlx::query("insert into site (key, value) values ($1, $2) on conflict (key) do nothing")
            .bind(name)
            .bind(value)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// The name of the sequence space: 8 hexadecimal digits; another one after a backup was restored.
///
/// # Errors
/// Database errors.
pub async fn epoch(executor: impl SqliteExecutor<'_>) -> Result<String, StoreError> {
    get(executor, EPOCH).await
}

/// The key that signs device cookies: 32 random bytes.
///
/// # Errors
/// Database errors.
pub async fn device_key(executor: impl SqliteExecutor<'_>) -> Result<Vec<u8>, StoreError> {
    let text = get(executor, DEVICE_KEY).await?;
    BASE64.decode(text).map_err(|_| StoreError::NotFound)
}

/// Says that somebody is called something else from now on: what was kept of messages and their authors is no longer
/// true.
pub(super) async fn change_names(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    count(connection, NAMES).await.map(drop)
}

/// A number that no session ever had: a late «session 5 has ended» must not close a newer one.
pub(super) async fn next_session_number(
    connection: &mut SqliteConnection,
) -> Result<i64, StoreError> {
    count(connection, SESSION_NUMBER).await
}

/// The next number of a key, from 1 on.
async fn count(connection: &mut SqliteConnection, key: &str) -> Result<i64, StoreError> {
    let number: String = sqlx::query_scalar(
        "insert into site (key, value) values ($1, '1')
         on conflict (key) do update set value = cast(cast(site.value as bigint) + 1 as text)
         returning value",
    )
    .bind(key)
    .fetch_one(connection)
    .await?;
    number.parse().map_err(|_| StoreError::NotFound)
}

async fn get(executor: impl SqliteExecutor<'_>, key: &str) -> Result<String, StoreError> {
    Ok(sqlx::query_scalar("select value from site where key = $1")
        .bind(key)
        .fetch_one(executor)
        .await?)
}
