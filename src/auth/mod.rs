//! Who is asking, from where, and whether the request is meant by them: session → scope → origin.
//!
//! Called by `router` (the stack), `web` (sign-in, registration) and `cli` (hashing, invite codes). Touches no chat and no
//! channel.

pub mod account;
pub mod device_cookie;
mod invite_code;
mod lifetime;
pub mod next_path;
pub mod origin;
pub mod password;
mod peer;
pub mod refusal;
mod reset;
pub mod scope;
pub mod session;
mod session_store;
mod setup_token;
pub mod sign_in;
pub mod site_address;
mod sliding_window;
mod stack;
pub mod throttle;

use std::net::SocketAddr;
use std::sync::Arc;

use crate::clock::Clock;
use crate::config::{Live, Settings};
use crate::store::{Store, StoreError, site};

pub use account::{AccountError, NewAccount, Right};
pub use device_cookie::DeviceCookies;
pub use invite_code::InviteCode;
pub use password::{HashingError, Passwords, Verdict};
pub use refusal::{AuthRefusal, Refuse};
pub use scope::{MissingStack, Scope, Visitor};
pub use setup_token::SetupToken;
pub use sign_in::{Credentials, Proven, SignInError};
pub use site_address::SiteAddress;
pub use stack::{ExtraCookie, auth_middleware_stack};
pub use throttle::{Attempt, Throttle};

/// What signing in and the stack need. One per server.
pub struct Auth {
    /// Where users and sessions are.
    pub store: Store,
    /// The present moment.
    pub clock: Arc<dyn Clock>,
    /// Lifetimes, limits, addresses: what stays as it is while the server runs.
    pub settings: Arc<Settings>,
    /// Who may register, which an admin changes while it runs.
    live: Arc<Live>,
    /// Which hosts and origins are ours.
    pub site: SiteAddress,
    /// Hashing.
    pub passwords: Passwords,
    /// Guesses.
    pub throttle: Throttle,
    /// Known devices.
    pub devices: DeviceCookies,
    /// Of use while there is no user.
    pub setup: SetupToken,
}

impl Auth {
    /// For a server that listens at `bound`; reads the site's key.
    ///
    /// # Errors
    /// Database errors.
    pub async fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        live: Arc<Live>,
        bound: SocketAddr,
    ) -> Result<Self, StoreError> {
        let settings = live.current();
        let key = site::device_key(store.reader()).await?;
        Ok(Self {
            site: SiteAddress::new(&settings, bound),
            passwords: Passwords::new(),
            throttle: Throttle::new(&settings),
            devices: DeviceCookies::new(key),
            setup: SetupToken::new(),
            store,
            clock,
            settings,
            live,
        })
    }
}

#[cfg(test)]
mod tests;
