//! The table of settings that admins change while the server runs.

use sqlx::{Row, SqliteExecutor};

use super::{StoreError, Transaction};
use crate::config::{Live, Settings};
use crate::domain::{Timestamp, UserId};

/// A setting that was changed, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// As in the table of settings: `site_name`.
    pub name: String,
    /// As one would write it.
    pub value: String,
    /// The username of who changed it last, if still known.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
}

impl Changed {
    /// Name and value.
    #[must_use]
    pub fn pair(&self) -> (&str, &str) {
        (&self.name, &self.value)
    }
}

/// All that were changed.
///
/// # Errors
/// Database errors.
pub async fn list(executor: impl SqliteExecutor<'_>) -> Result<Vec<Changed>, StoreError> {
    let rows = sqlx::query(
        "select s.name, s.value, s.changed_at, u.username from settings s left join users u on u.id = s.changed_by
         order by s.name",
    )
    .fetch_all(executor)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Changed {
                name: row.try_get("name")?,
                value: row.try_get("value")?,
                by: row.try_get("username")?,
                at: Timestamp(row.try_get("changed_at")?),
            })
        })
        .collect::<Result<_, sqlx::Error>>()
        .map_err(StoreError::from)
}

/// The settings of now, for what is decided in this write.
///
/// # Errors
/// Database errors.
pub async fn of_now(
    executor: impl SqliteExecutor<'_>,
    live: &Live,
) -> Result<Settings, StoreError> {
    let stored = list(executor).await?;
    Ok(live.with(stored.iter().map(Changed::pair)))
}

/// Sets one.
///
/// # Errors
/// Database errors.
pub async fn set(
    transaction: &mut Transaction,
    name: &str,
    value: &str,
    by: Option<UserId>,
) -> Result<(), StoreError> {
    let now = transaction.now();
    sqlx::query(
        "insert into settings (name, value, changed_by, changed_at) values ($1, $2, $3, $4)
         on conflict (name) do update
         set value = excluded.value, changed_by = excluded.changed_by, changed_at = excluded.changed_at",
    )
    .bind(name)
    .bind(value)
    .bind(by.map(|user| user.0))
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
