//! What the whole site has one of: the epoch of the seqs, and secrets made at the first start.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use rand::Rng;
use sqlx::{SqliteConnection, SqliteExecutor};

use super::StoreError;

const EPOCH: &str = "epoch";
const DEVICE_KEY: &str = "device_key";

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

async fn get(executor: impl SqliteExecutor<'_>, key: &str) -> Result<String, StoreError> {
    Ok(sqlx::query_scalar("select value from site where key = $1")
        .bind(key)
        .fetch_one(executor)
        .await?)
}
