//! The table of emoji that admins have made.

use sqlx::{Row, SqliteConnection, SqliteExecutor};

use super::{StoreError, Transaction};
use crate::domain::{EmojiName, Timestamp, UserId};

/// A picture as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub bytes: Vec<u8>,
    /// `image/png` or `image/gif`.
    pub kind: String,
    /// Another one for another picture.
    pub version: String,
}

/// An emoji without its picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmojiRow {
    /// Its name.
    pub name: String,
    /// Of its picture.
    pub version: String,
    /// The username of who made it; none from the command line.
    pub created_by: Option<String>,
    /// When.
    pub created_at: Timestamp,
}

/// Makes one.
///
/// # Errors
/// [`StoreError::Taken`] where the name is; database errors.
pub async fn create(
    transaction: &mut Transaction,
    name: &EmojiName,
    picture: &Picture,
    by: Option<UserId>,
) -> Result<(), StoreError> {
    let now = transaction.now();
    sqlx::query(
        "insert into custom_emoji (name, picture, type, version, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(name.as_str())
    .bind(&picture.bytes)
    .bind(&picture.kind)
    .bind(&picture.version)
    .bind(by.map(|user| user.0))
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Deletes one, and says what it was called.
///
/// # Errors
/// [`StoreError::NotFound`]; database errors.
pub async fn delete(connection: &mut SqliteConnection, id: i64) -> Result<String, StoreError> {
    let deleted = sqlx::query_scalar("delete from custom_emoji where id = $1 returning name");
    Ok(deleted.bind(id).fetch_one(connection).await?)
}

/// The number of the one of this name.
///
/// # Errors
/// Database errors.
pub async fn find_id(
    executor: impl SqliteExecutor<'_>,
    name: &EmojiName,
) -> Result<Option<i64>, StoreError> {
    Ok(
        sqlx::query_scalar("select id from custom_emoji where name = $1")
            .bind(name.as_str())
            .fetch_optional(executor)
            .await?,
    )
}

/// The picture of the one of this name.
///
/// # Errors
/// Database errors.
pub async fn find_picture(
    executor: impl SqliteExecutor<'_>,
    name: &EmojiName,
) -> Result<Option<Picture>, StoreError> {
    let row = sqlx::query("select picture, type, version from custom_emoji where name = $1")
        .bind(name.as_str())
        .fetch_optional(executor)
        .await?;
    let picture = row.map(|row| {
        Ok::<_, sqlx::Error>(Picture {
            bytes: row.try_get("picture")?,
            kind: row.try_get("type")?,
            version: row.try_get("version")?,
        })
    });
    Ok(picture.transpose()?)
}

/// All, by name.
///
/// # Errors
/// Database errors.
pub async fn list(executor: impl SqliteExecutor<'_>) -> Result<Vec<EmojiRow>, StoreError> {
    let rows = sqlx::query(
        "select e.name, e.version, e.created_at, u.username from custom_emoji e
         left join users u on u.id = e.created_by order by e.name",
    )
    .fetch_all(executor)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(EmojiRow {
                name: row.try_get("name")?,
                version: row.try_get("version")?,
                created_by: row.try_get("username")?,
                created_at: Timestamp(row.try_get("created_at")?),
            })
        })
        .collect::<Result<_, sqlx::Error>>()
        .map_err(StoreError::from)
}

/// How many there are.
///
/// # Errors
/// Database errors.
pub async fn count(executor: impl SqliteExecutor<'_>) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar("select count(*) from custom_emoji");
    Ok(count.fetch_one(executor).await?)
}
