//! Migrations: embedded, run in order, recorded by sqlx with a checksum each.

use std::borrow::Cow;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;

use rust_embed::RustEmbed;
use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr, SqliteConnection};

use super::{Location, StoreError};

#[derive(RustEmbed)]
#[folder = "migrations/"]
struct Files;

/// One migration and whether the file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationState {
    /// The number in front of its file name.
    pub version: i64,
    /// The rest of its file name.
    pub description: String,
    /// Whether the database has it.
    pub applied: bool,
}

/// All migrations of this release, and the newest that the database has beyond them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationStatus {
    /// In order.
    pub migrations: Vec<MigrationState>,
    /// Set where a newer release has written the file.
    pub newer: Option<i64>,
}

impl MigrationStatus {
    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.newer.is_none() && self.migrations.iter().all(|migration| migration.applied)
    }
}

fn migrator() -> Migrator {
    let migrations = Files::iter()
        .filter_map(|path| {
            let (version, description) = path.strip_suffix(".sql")?.split_once('_')?;
            let sql = String::from_utf8_lossy(&Files::get(&path)?.data).into_owned();
            Some(Migration::new(
                version.parse().ok()?,
                Cow::Owned(description.replace('_', " ")),
                MigrationType::Simple,
                AssertSqlSafe(sql).into_sql_str(),
                false,
            ))
        })
        .collect();
    Migrator::with_migrations(migrations)
}

/// Waits for the turn to make the file and to bring it up to date; it ends when what is returned is dropped. To be had
/// before the file is opened: of several who turn a new file to write-ahead logging at once, SQLite refuses all but one
/// without a wait.
pub(super) async fn turn(location: &Location) -> Result<File, StoreError> {
    let lock = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(location.folder().join("migrate.lock"))?;
    let lock = tokio::task::spawn_blocking(move || lock.lock().map(|()| lock))
        .await
        .map_err(std::io::Error::other)??;
    Ok(lock)
}

/// Brings the file up to date, in one's [`turn`].
pub(super) async fn run(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    if let Some(version) = status(connection).await?.newer {
        return Err(StoreError::Newer(version));
    }
    migrator()
        .run(connection)
        .await
        .map_err(|error| match error {
            MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _) => cause.into(),
            other => StoreError::Migration(other),
        })
}

/// What the file has.
pub(super) async fn status(
    connection: &mut SqliteConnection,
) -> Result<MigrationStatus, StoreError> {
    let recorded: i64 = sqlx::query_scalar(
        "select count(*) from sqlite_master where type = 'table' and name = '_sqlx_migrations'",
    )
    .fetch_one(&mut *connection)
    .await?;
    if recorded == 0 {
        return Ok(status_of_nothing());
    }
    let applied: Vec<i64> = connection
        .list_applied_migrations("_sqlx_migrations")
        .await
        .map_err(StoreError::Migration)?
        .into_iter()
        .map(|migration| migration.version)
        .collect();
    let mut status = status_of_nothing();
    for migration in &mut status.migrations {
        migration.applied = applied.contains(&migration.version);
    }
    status.newer = applied
        .into_iter()
        .filter(|version| {
            status
                .migrations
                .iter()
                .all(|known| known.version != *version)
        })
        .max();
    Ok(status)
}

/// What a file that is not there yet would need.
pub(super) fn status_of_nothing() -> MigrationStatus {
    MigrationStatus {
        migrations: migrator()
            .iter()
            .map(|migration| MigrationState {
                version: migration.version,
                description: migration.description.clone().into_owned(),
                applied: false,
            })
            .collect(),
        newer: None,
    }
}
