//! One server on one data folder: the lock file that it holds, and in it the address where it listens.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use url::Url;

use super::failure::Failure;

const FILE_NAME: &str = "teahouse.lock";

/// Held while the server runs; the system frees it with the process, however that ends.
pub(super) struct Lock(File);

impl Lock {
    pub(super) fn take(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(FILE_NAME);
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(|error| Failure::of_file(&path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(Failure::new("cli-second-server")),
            Err(TryLockError::Error(error)) => Err(Failure::of_file(&path, &error)),
        }
    }

    /// Tells commands where the server really listens, for the links that they print.
    pub(super) fn write_address(&mut self, address: &Url) -> std::io::Result<()> {
        self.0.set_len(0)?;
        writeln!(self.0, "{address}")
    }
}

/// Where the server of this folder listens, if it wrote that down. Ask only when one runs.
pub(super) fn address(folder: &Path) -> Option<Url> {
    let text = std::fs::read_to_string(folder.join(FILE_NAME)).ok()?;
    Url::parse(text.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_refused_until_the_first_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let first = Lock::take(folder.path()).unwrap();
        let Err(refused) = Lock::take(folder.path()) else {
            unreachable!("two servers on one folder")
        };
        assert_eq!(refused.sentence().key(), "cli-second-server");
        drop(first);
        assert!(Lock::take(folder.path()).is_ok());
    }

    #[test]
    fn a_shorter_address_replaces_a_longer_one() {
        let folder = tempfile::tempdir().unwrap();
        let long = Url::parse("http://127.0.0.1:65000/").unwrap();
        let short = Url::parse("http://[::1]:1/").unwrap();
        for url in [long, short] {
            let mut lock = Lock::take(folder.path()).unwrap();
            lock.write_address(&url).unwrap();
            assert_eq!(address(folder.path()), Some(url));
        }
    }
}
