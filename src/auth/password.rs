//! Hashing of passwords: Argon2id on two threads of its own behind a short queue.
//!
//! Called by sign-in, registration, password change and the command line. Knows no names and no throttle.

use std::sync::{Arc, LazyLock};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{
    ARGON2ID_IDENT, Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
};
use tokio::sync::Semaphore;

use crate::domain::Password;

/// OWASP's first choice for Argon2id: 19 MiB, two passes, one lane; about 25 ms.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashed at the same time: bounds memory (19 MiB each), and leaves the other cores to the chat.
const WORKERS: usize = 2;

/// Waiting beyond those: who comes later is told to come back, before he waits longer than a person does.
const QUEUE: usize = 20;

/// Of those places new accounts may take half: a flood of them leaves the others to people who sign in.
const NEWCOMERS: usize = (WORKERS + QUEUE) / 2;

/// What costs as much as a real hash and fits no password: the output is zeros, which nobody can hit.
static DUMMY: LazyLock<PasswordHash> = LazyLock::new(|| PasswordHash {
    algorithm: ARGON2ID_IDENT,
    version: Some(Version::V0x13.into()),
    params: ParamsString::try_from(&params()).expect("three small numbers fit a PHC string"),
    salt: Some(Salt::new(&[0; 16]).expect("16 bytes are a salt")),
    hash: Some(Output::new(&[0; 32]).expect("32 bytes are an output")),
});

fn params() -> Params {
    Params::new(MEMORY_KIB, PASSES, LANES, None)
        .expect("OWASP's numbers are within Argon2's bounds")
}

/// Why nothing was hashed.
#[derive(Debug, thiserror::Error)]
pub enum HashingError {
    /// The queue is full; come back in a moment.
    #[error("too many passwords wait to be hashed")]
    Busy,
    /// A fault of ours.
    #[error("a password could not be hashed: {0}")]
    Failed(String),
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Right, and hashed as we hash today.
    Right,
    /// Right, but hashed with lesser parameters: hash it anew and store that.
    RightButWeak,
    /// Wrong, or there was nothing to check against.
    Wrong,
}

/// The two threads and their queue. Clones share them.
#[derive(Clone, Debug)]
pub struct Passwords {
    places: Arc<Semaphore>,
    workers: Arc<Semaphore>,
    newcomers: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

impl Passwords {
    /// Idle workers and an empty queue.
    #[must_use]
    pub fn new() -> Self {
        Self {
            places: Arc::new(Semaphore::new(WORKERS + QUEUE)),
            workers: Arc::new(Semaphore::new(WORKERS)),
            newcomers: Arc::new(Semaphore::new(NEWCOMERS)),
        }
    }

    /// A new hash with a fresh salt, as a PHC string.
    ///
    /// # Errors
    /// [`HashingError`].
    pub async fn hash(&self, password: Password) -> Result<String, HashingError> {
        self.work(move || new_hash(&password)).await?
    }

    /// The same for an account to be, whose maker nobody knows yet: only a part of the queue is open to it.
    ///
    /// # Errors
    /// [`HashingError`].
    pub async fn hash_for_newcomer(&self, password: Password) -> Result<String, HashingError> {
        let newcomer = Arc::clone(&self.newcomers)
            .try_acquire_owned()
            .map_err(|_| HashingError::Busy)?;
        self.work(move || {
            let _held = newcomer;
            new_hash(&password)
        })
        .await?
    }

    /// Checks a password against a stored hash. Without one it costs the same, so that time tells no names.
    ///
    /// # Errors
    /// [`HashingError`].
    pub async fn verify(
        &self,
        password: Password,
        stored: Option<String>,
    ) -> Result<Verdict, HashingError> {
        self.work(move || {
            let stored = stored.and_then(|text| match PasswordHash::new(&text) {
                Ok(hash) => Some(hash),
                Err(error) => {
                    tracing::error!(%error, "a stored password hash cannot be read");
                    None
                }
            });
            let hash = stored.as_ref().unwrap_or(&DUMMY);
            match hasher().verify_password(password.as_bytes(), hash) {
                Ok(()) if is_weaker(hash) => Verdict::RightButWeak,
                Ok(()) => Verdict::Right,
                Err(_) => Verdict::Wrong,
            }
        })
        .await
    }

    async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashingError> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| HashingError::Busy)?;
        let worker = Arc::clone(&self.workers).acquire_owned().await;
        let done = tokio::task::spawn_blocking(move || {
            // The work keeps its place to the end, also when who asked has gone away.
            let _held = (place, worker);
            job()
        });
        done.await
            .map_err(|error| HashingError::Failed(error.to_string()))
    }
}

fn new_hash(password: &Password) -> Result<String, HashingError> {
    let hash = hasher().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string())
        .map_err(|error| HashingError::Failed(error.to_string()))
}

fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params())
}

fn is_weaker(hash: &PasswordHash) -> bool {
    let today = params();
    hash.algorithm != ARGON2ID_IDENT
        || Params::try_from(hash).map_or(true, |then| {
            then.m_cost() < today.m_cost() || then.t_cost() < today.t_cost()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Password {
        Password::typed(text).unwrap()
    }

    #[tokio::test]
    async fn the_right_password_is_told_from_a_wrong_one() {
        let passwords = Passwords::new();
        let stored = passwords.hash(typed("green rain on tin")).await.unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        for (text, verdict) in [
            ("green rain on tin", Verdict::Right),
            ("green rain on Tin", Verdict::Wrong),
            ("", Verdict::Wrong),
        ] {
            let found = passwords.verify(typed(text), Some(stored.clone())).await;
            assert_eq!(found.unwrap(), verdict, "{text}");
        }
    }

    #[tokio::test]
    async fn without_a_usable_hash_every_password_is_wrong() {
        let passwords = Passwords::new();
        for stored in [None, Some("no hash".to_owned())] {
            let found = passwords.verify(typed("green rain on tin"), stored).await;
            assert_eq!(found.unwrap(), Verdict::Wrong);
        }
    }

    #[test]
    fn the_dummy_costs_what_a_real_hash_costs() {
        assert!(
            DUMMY
                .to_string()
                .starts_with("$argon2id$v=19$m=19456,t=2,p=1$")
        );
        assert!(!is_weaker(&DUMMY));
    }

    #[tokio::test]
    async fn a_hash_of_lesser_parameters_is_right_but_weak() {
        let lesser = Params::new(8_192, 1, 1, None).unwrap();
        let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, lesser);
        let stored = hasher
            .hash_password(b"green rain on tin")
            .unwrap()
            .to_string();
        let found = Passwords::new()
            .verify(typed("green rain on tin"), Some(stored))
            .await;
        assert_eq!(found.unwrap(), Verdict::RightButWeak);
    }

    #[tokio::test]
    async fn beyond_two_at_work_and_twenty_waiting_the_next_is_refused_at_once() {
        let passwords = Passwords::new();
        let (release, held) = std::sync::mpsc::channel::<()>();
        let held = Arc::new(std::sync::Mutex::new(held));
        let mut jobs: Vec<_> = (0..WORKERS + QUEUE)
            .map(|_| {
                let held = Arc::clone(&held);
                Box::pin(passwords.work(move || held.lock().unwrap().recv().is_ok()))
            })
            .collect();
        for job in &mut jobs {
            assert!(futures_util::poll!(job).is_pending());
        }
        assert!(matches!(
            passwords.work(|| ()).await,
            Err(HashingError::Busy)
        ));
        for _ in 0..jobs.len() {
            release.send(()).unwrap();
        }
        for job in jobs {
            assert!(job.await.unwrap());
        }
        assert!(passwords.work(|| ()).await.is_ok());
    }

    #[tokio::test]
    async fn a_flood_of_new_accounts_leaves_places_to_sign_ins() {
        let passwords = Passwords::new();
        let flood = (0..60).map(|_| passwords.hash_for_newcomer(typed("green rain on tin")));
        let sign_ins = (0..WORKERS + QUEUE - NEWCOMERS)
            .map(|_| passwords.verify(typed("green rain on tin"), None));
        let (flood, sign_ins) = tokio::join!(
            futures_util::future::join_all(flood),
            futures_util::future::join_all(sign_ins)
        );
        assert_eq!(flood.iter().filter(|hash| hash.is_ok()).count(), NEWCOMERS);
        assert!(sign_ins.iter().all(Result::is_ok), "{sign_ins:?}");
    }
}
