//! Why a command did not do it: one sentence for standard error, and the exit code.

use crate::auth::HashingError;
use crate::domain::{ErrorCode, Refusal, Sentence};
use crate::store::StoreError;

/// docs/protocol.md §4: 1 refused or failed, 2 wrong usage.
#[derive(Debug)]
pub(super) enum Failure {
    /// Exit code 1.
    Refused(Sentence),
    /// Exit code 2.
    Usage(Sentence),
}

impl Failure {
    pub(super) fn new(key: &'static str) -> Self {
        Self::Refused(Sentence::new(key))
    }

    /// A file or folder that does not do what it should.
    pub(super) fn of_file(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Refused(
            Sentence::new("cli-file")
                .with("path", path.display().to_string())
                .with("reason", error.to_string()),
        )
    }

    /// Wrong usage, where a number is not from 1 to `most`.
    pub(super) fn unless_in_range(
        argument: &'static str,
        value: u32,
        most: u32,
    ) -> Result<(), Self> {
        if (1..=most).contains(&value) {
            return Ok(());
        }
        Err(Self::Usage(
            Sentence::new("usage-range")
                .with("argument", argument)
                .with("most", most.to_string()),
        ))
    }

    pub(super) const fn code(&self) -> u8 {
        match self {
            Self::Refused(_) => 1,
            Self::Usage(_) => 2,
        }
    }

    pub(super) const fn sentence(&self) -> &Sentence {
        match self {
            Self::Refused(sentence) | Self::Usage(sentence) => sentence,
        }
    }
}

impl From<Sentence> for Failure {
    fn from(sentence: Sentence) -> Self {
        Self::Refused(sentence)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.sentence)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => refusal.into(),
            StoreError::NotFound => Refusal::new(ErrorCode::NotFound).into(),
            StoreError::Newer(migration) => Self::Refused(
                Sentence::new("cli-database-newer").with("migration", migration.to_string()),
            ),
            // the operator may and must see the cause
            other => Self::Refused(Sentence::new("cli-database").with("reason", other.to_string())),
        }
    }
}

impl From<HashingError> for Failure {
    fn from(error: HashingError) -> Self {
        Self::Refused(Sentence::new("cli-hashing").with("reason", error.to_string()))
    }
}
