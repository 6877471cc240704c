//! Opening the file: folder and file rights, SQLite's settings (docs/promises.md, «SQLite»), its version, migrations.

use std::fs::{self, DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::mpsc;

use super::migrate::{self, MigrationStatus};
use super::writer::Writer;
use super::{Committed, Store, StoreError, name_keys, rooms, search, site};
use crate::clock::Clock;

const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// The write-ahead log shrinks back to this after a checkpoint, in bytes.
const JOURNAL_SIZE_LIMIT: &str = "67108864";
/// Pages that the writer keeps, in KiB below 0: the ends of all tables and indexes in which a busy house writes.
const WRITER_CACHE: &str = "-16384";
/// Pages of the write-ahead log after which the writer copies them into the file: a page that every commit changes is
/// copied once in so many. A quarter of what the log shrinks back to.
const CHECKPOINT_PAGES: &str = "4096";
const READERS: u32 = 4;
/// The same for each reader; what is not there comes from the system's cache of the file.
const READER_CACHE: &str = "-1024";
/// Rows that the database's thread hands over before it waits for the one who asked: above every page and every commit,
/// since each wait is two changes of thread. Memory is taken for rows that are there only.
const ROW_BUFFER: usize = 1_024;
/// 3.51.3 fixes the WAL-reset corruption (https://www.sqlite.org/wal.html).
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location(PathBuf);

impl Location {
    /// Reads `sqlite:<path>`.
    ///
    /// # Errors
    /// [`StoreError::Address`] for any other address.
    pub fn parse(address: &str) -> Result<Self, StoreError> {
        let path = address
            .strip_prefix("sqlite:")
            .map(|path| path.strip_prefix("//").unwrap_or(path))
            .filter(|path| !path.is_empty() && !path.starts_with(':') && !path.contains('?'));
        path.map(|path| Self(PathBuf::from(path)))
            .ok_or_else(|| StoreError::Address(address.to_owned()))
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The folder of the file.
    #[must_use]
    pub fn folder(&self) -> &Path {
        match self.0.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        }
    }

    fn options(&self) -> SqliteConnectOptions {
        SqliteConnectOptions::new()
            .filename(&self.0)
            .create_if_missing(false)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true)
            .pragma("trusted_schema", "OFF")
            .pragma("journal_size_limit", JOURNAL_SIZE_LIMIT)
            .pragma("mmap_size", "0")
            // What a large commit may have to undo stays in memory; in a file it would be written twice.
            .pragma("temp_store", "MEMORY")
            .row_buffer_size(ROW_BUFFER)
            .disable_statement_logging()
    }
}

impl Store {
    /// Opens the database, making folder (0700) and file (0600) where they are missing, and migrates it.
    ///
    /// # Errors
    /// [`StoreError::Newer`] for a file of a newer release, which is then left as it is; file and database errors.
    pub async fn open(location: &Location, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        make_private(location)?;
        let writing = location
            .options()
            .pragma("cache_size", WRITER_CACHE)
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES);
        let turn = migrate::turn(location).await?;
        let mut connection = SqliteConnection::connect_with(&writing).await?;
        check_version(&mut connection).await?;
        migrate::run(&mut connection).await?;
        drop(turn);
        let reader = SqlitePoolOptions::new()
            .max_connections(READERS)
            .min_connections(1)
            .acquire_timeout(BUSY_TIMEOUT)
            // A file does not go away as a server does: a question before each question would only cost.
            .test_before_acquire(false)
            .connect_lazy_with(
                location
                    .options()
                    .pragma("query_only", "ON")
                    .pragma("cache_size", READER_CACHE),
            );
        let (events, committed) = mpsc::unbounded_channel();
        let store = Self {
            reader,
            writer: Writer::start(connection, events, Arc::clone(&clock)),
            committed: Arc::new(Committed::new(committed)),
        };
        let now = clock.now().into();
        store
            .write(move |transaction| {
                Box::pin(async move {
                    site::ensure(transaction).await?;
                    search::reset_if_older(transaction).await?;
                    name_keys::ensure(transaction).await?;
                    rooms::ensure_lobby(transaction, now).await
                })
            })
            .await?;
        Ok(store)
    }
}

/// What `migrate --status` says of a file, without changing it. A missing file has everything pending.
///
/// # Errors
/// File and database errors.
pub async fn migration_status(location: &Location) -> Result<MigrationStatus, StoreError> {
    if !location.path().exists() {
        return Ok(migrate::status_of_nothing());
    }
    let mut connection =
        SqliteConnection::connect_with(&location.options().pragma("query_only", "ON")).await?;
    migrate::status(&mut connection).await
}

fn make_private(location: &Location) -> Result<(), StoreError> {
    let folder = location.folder();
    if !folder.exists() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
    }
    let file = OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .mode(0o600)
        .open(location.path())?;
    // A file that was copied here by hand may be readable by all.
    file.set_permissions(fs::Permissions::from_mode(0o600))?;
    Ok(())
}

async fn check_version(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let version: String = sqlx::query_scalar("select sqlite_version()")
        .fetch_one(connection)
        .await?;
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut part = || parts.next().unwrap_or(0);
    if (part(), part(), part()) < OLDEST_SQLITE {
        return Err(StoreError::SqliteVersion(version));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_a_sqlite_file_and_nothing_else() {
        for (address, path) in [
            ("sqlite:data/teahouse.db", "data/teahouse.db"),
            ("sqlite:///srv/tea.db", "/srv/tea.db"),
        ] {
            assert_eq!(Location::parse(address).unwrap().path(), Path::new(path));
        }
        for address in [
            "",
            "sqlite:",
            "sqlite::memory:",
            "mysql://x",
            "data/teahouse.db",
        ] {
            assert!(Location::parse(address).is_err(), "{address}");
        }
    }
}
