//! Is this the person of that name? Throttle, then hash; the answer and its time are the same for every cause.
//!
//! Called by the pages of sign-in and password change.

use std::net::IpAddr;
use std::time::Duration;

use axum::http::HeaderMap;
use tower_sessions::cookie::{Cookie, SameSite};

use super::device_cookie;
use super::origin::cookies;
use super::{Attempt, Auth, ExtraCookie, HashingError, Verdict};
use crate::domain::{Password, SessionId, Timestamp, User, Username};
use crate::store::{StoreError, Transaction, users};

/// Why nobody was let in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No such name, a wrong password, an account without one or switched off: which, nobody is told.
    #[error("wrong name or password")]
    Wrong,
    /// Too many tries; so long to wait.
    #[error("too many tries")]
    Throttled(Duration),
    /// Not looked at.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// Database errors.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A name and a password as somebody typed them.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    /// In any spelling.
    pub name: &'a str,
    /// As typed.
    pub password: &'a str,
}

/// A user who has just been proven, and by which password: a session begins, and a password is changed, only while it
/// is still that one.
#[derive(Clone, Debug)]
pub struct Proven {
    /// Who it is.
    pub user: User,
    /// The PHC string that was stored when the password was checked.
    pub password_hash: Option<String>,
}

impl Auth {
    /// The device cookie that a browser sent.
    #[must_use]
    pub fn device_of(&self, headers: &HeaderMap) -> Option<String> {
        let name = device_cookie::cookie_name(self.settings.is_https());
        cookies(headers)
            .find(|cookie| cookie.name() == name)
            .map(|cookie| cookie.value().to_owned())
    }

    /// The cookie by which this browser is known to be `user`'s from now on.
    #[must_use]
    pub fn device_cookie(&self, user: &User) -> ExtraCookie {
        let https = self.settings.is_https();
        let name = Username::fold_typed(&user.username);
        let value = self.devices.issue(&name, self.clock.now().into());
        let cookie = Cookie::build((device_cookie::cookie_name(https), value))
            .path(device_cookie::PATH)
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(https)
            .max_age(
                device_cookie::LIFETIME
                    .try_into()
                    .unwrap_or(time::Duration::MAX),
            );
        ExtraCookie(cookie.to_string())
    }

    /// The user whom these credentials prove. `device`: the cookie of a known device, if the browser sent one.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn check(
        &self,
        typed: Credentials<'_>,
        peer: IpAddr,
        device: Option<&str>,
    ) -> Result<Proven, SignInError> {
        let name = Username::fold_typed(typed.name);
        let now: Timestamp = self.clock.now().into();
        let device = device.and_then(|cookie| self.devices.device(cookie, &name, now));
        let attempt = Attempt {
            name: &name,
            address: peer,
            device,
        };
        self.check_counted(&name, typed.password, attempt, now)
            .await
    }

    /// Whether whoever holds this session knows its user's password: asked again before it is changed.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn check_again(
        &self,
        user: &User,
        session: SessionId,
        peer: IpAddr,
        password: &str,
    ) -> Result<Proven, SignInError> {
        let name = Username::fold_typed(&user.username);
        // A bucket of its own: a stolen session may not guess on, and its guesses do not lock the sign-in.
        let device = format!("session {session}");
        let attempt = Attempt {
            name: &name,
            address: peer,
            device: Some(&device),
        };
        let now = self.clock.now().into();
        self.check_counted(&name, password, attempt, now).await
    }

    async fn check_counted(
        &self,
        name: &str,
        password: &str,
        attempt: Attempt<'_>,
        now: Timestamp,
    ) -> Result<Proven, SignInError> {
        let counted = self
            .throttle
            .count(attempt, now)
            .map_err(SignInError::Throttled)?;
        let outcome = self.verify(name, password).await;
        // Right, or never looked at.
        if !matches!(outcome, Err(SignInError::Wrong)) {
            self.throttle.give_back(counted);
        }
        outcome
    }

    async fn verify(&self, name: &str, password: &str) -> Result<Proven, SignInError> {
        let found = users::find_with_password(self.store.reader(), name).await?;
        let (user, stored) = found.map_or((None, None), |(user, stored)| (Some(user), stored));
        let Some(password) = Password::typed(password) else {
            return Err(SignInError::Wrong);
        };
        let verdict = self
            .passwords
            .verify(password.clone(), stored.clone())
            .await?;
        match (verdict, user, stored) {
            (Verdict::Right | Verdict::RightButWeak, Some(user), Some(stored))
                if user.deactivated_at.is_none() =>
            {
                let stored = match verdict {
                    Verdict::RightButWeak => self.strengthen(&user, password, stored).await,
                    _ => stored,
                };
                Ok(Proven {
                    user,
                    password_hash: Some(stored),
                })
            }
            _ => Err(SignInError::Wrong),
        }
    }

    /// Hashes a right password with today's parameters; the hash that is stored now. Where that fails the next sign-in
    /// tries again.
    async fn strengthen(&self, user: &User, password: Password, weak: String) -> String {
        let strong = match self.passwords.hash(password).await {
            Ok(strong) => strong,
            Err(error) => {
                tracing::warn!(%error, "a password was not hashed anew");
                return weak;
            }
        };
        let (id, old, new) = (user.id, weak.clone(), strong.clone());
        let replaced: Result<(), StoreError> = self
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(
                    async move { users::replace_password(transaction, id, Some(&old), &new).await },
                )
            })
            .await;
        match replaced {
            Ok(()) => strong,
            Err(error) => {
                tracing::warn!(%error, "a password hashed anew was not stored");
                weak
            }
        }
    }
}
