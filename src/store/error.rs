//! Why the store did not do it.

use crate::domain::{ErrorCode, Refusal};

/// When a busy database may have room again.
const RETRY_MS: u64 = 2_000;

/// An error of the store. Its text is for logs, never for people.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The row is not there.
    #[error("not found")]
    NotFound,
    /// A value that must be unique is there already.
    #[error("already taken")]
    Taken,
    /// A rule that is checked inside the transaction says no.
    #[error("refused: {}", .0.code.as_str())]
    Refused(Refusal),
    /// Busy beyond `busy_timeout`, disk full, or closed: worth another try.
    #[error("the database cannot be written now: {0}")]
    Unavailable(String),
    /// The file was written by a newer release.
    #[error("the database is of a newer release (migration {0})")]
    Newer(i64),
    /// Anything else.
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
    /// A migration failed.
    #[error("migration: {0}")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// The file or its folder cannot be made or opened.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    /// The address of the database is of a kind that this build does not read.
    #[error("not a database address: {0}")]
    Address(String),
    /// The bundled SQLite is older than the release that fixes the WAL-reset corruption.
    #[error("SQLite {0} is too old")]
    SqliteVersion(String),
}

// SQLite's primary result codes (https://www.sqlite.org/rescode.html) that pass by themselves or by making room.
const BUSY: i32 = 5;
const LOCKED: i32 = 6;
/// A reader was held for longer than it may be.
const INTERRUPT: i32 = 9;
const IO_ERROR: i32 = 10;
const FULL: i32 = 13;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::Database(cause) if cause.is_unique_violation() => Self::Taken,
            sqlx::Error::Database(cause) => {
                let code = cause.code().and_then(|code| code.parse::<i32>().ok());
                match code.map(|code| code & 0xff) {
                    Some(BUSY | LOCKED | INTERRUPT | IO_ERROR | FULL) => {
                        Self::Unavailable(error.to_string())
                    }
                    _ => Self::Database(error),
                }
            }
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                Self::Unavailable(error.to_string())
            }
            _ => Self::Database(error),
        }
    }
}

impl From<Refusal> for StoreError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<ErrorCode> for StoreError {
    fn from(code: ErrorCode) -> Self {
        Self::Refused(code.into())
    }
}

impl StoreError {
    /// What a person is told: nothing internal.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::NotFound => ErrorCode::NotFound.into(),
            Self::Taken => ErrorCode::Conflict.into(),
            Self::Refused(refusal) => refusal.clone(),
            Self::Unavailable(_) => Refusal::new(ErrorCode::Unavailable).retry_after_ms(RETRY_MS),
            _ => ErrorCode::Internal.into(),
        }
    }

    /// Whether the cause lies with us and belongs into the log.
    #[must_use]
    pub const fn is_fault(&self) -> bool {
        !matches!(self, Self::NotFound | Self::Taken | Self::Refused(_))
    }
}
