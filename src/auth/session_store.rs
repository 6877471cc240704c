//! tower-sessions' store over the table of sessions: only the hash of an id is kept, nobody has a row who is not
//! signed in, and expiry is decided by our clock.
//!
//! Called by tower-sessions' layer and by `session`.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{self, Error};

use crate::clock::Clock;
use crate::domain::{SessionId, SiteRole, Timestamp, User, UserId};
use crate::store::sessions::{self, IdHash, NewSession};
use crate::store::{Store, StoreError, Transaction, users};

/// Where [`SignedIn`] stands in a session's data. It is kept in columns, and nothing else is kept.
pub(super) const SIGNED_IN: &str = "signed_in";

/// Where [`Beginning`] stands until the session is stored.
pub(super) const BEGINNING: &str = "beginning";

/// tower-sessions carries the text of an error only. This one says that the user was deactivated, or has another
/// password by now.
pub(super) const REFUSED: &str = "the proof of this sign-in no longer holds";

/// How often a new id is drawn where one exists already; a second time would be a broken random source.
const DRAWS: usize = 3;

/// Who is signed in with a session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SignedIn {
    pub session: SessionId,
    pub user: User,
    /// In microseconds, as stored.
    pub last_seen_at: i64,
}

/// What a session begins with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Beginning {
    pub user: UserId,
    pub role: SiteRole,
    pub password_hash: Option<String>,
    /// Moments in microseconds, as stored.
    pub created_at: i64,
    pub expires_at: i64,
    pub absolute_expires_at: i64,
    pub address: String,
    pub browser: String,
}

/// The store that the session layer uses.
#[derive(Clone)]
pub struct UserSessions {
    store: Store,
    clock: Arc<dyn Clock>,
}

impl UserSessions {
    /// Over this database.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    async fn insert(&self, id: Id, new: NewSession) -> Result<SessionId, StoreError> {
        let id_hash = hash(id);
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move { sessions::create(transaction, &id_hash, new).await })
            })
            .await
    }
}

impl std::fmt::Debug for UserSessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserSessions").finish_non_exhaustive()
    }
}

#[async_trait]
impl SessionStore for UserSessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        let beginning = beginning(record)?;
        let new = NewSession {
            user: beginning.user,
            role: beginning.role,
            password_hash: beginning.password_hash,
            created_at: Timestamp(beginning.created_at),
            expires_at: Timestamp(beginning.expires_at),
            absolute_expires_at: Timestamp(beginning.absolute_expires_at),
            address: beginning.address,
            browser: beginning.browser,
        };
        for _ in 0..DRAWS {
            // Always a new id, whatever the record brought: one that was known before the sign-in must not become it.
            record.id = Id::default();
            match self.insert(record.id, new.clone()).await {
                Ok(session) => {
                    let user = users::get(self.store.reader(), new.user).await;
                    let signed_in = SignedIn {
                        session,
                        user: user.map_err(backend)?,
                        last_seen_at: new.created_at.0,
                    };
                    let value = serde_json::to_value(signed_in).map_err(encode)?;
                    record.data.insert(SIGNED_IN.to_owned(), value);
                    return Ok(());
                }
                Err(StoreError::Taken) => {}
                Err(StoreError::NotFound) => return Err(Error::Backend(REFUSED.to_owned())),
                Err(error) => return Err(backend(error)),
            }
        }
        Err(Error::Backend("no free session id was found".to_owned()))
    }

    async fn save(&self, _: &Record) -> session_store::Result<()> {
        // The layer saves after each sign-in what was stored a moment before; nothing else is ever kept in a session.
        Ok(())
    }

    async fn load(&self, session_id: &Id) -> session_store::Result<Option<Record>> {
        let now = self.clock.now().into();
        let found = sessions::find(self.store.reader(), &hash(*session_id), now).await;
        let Some((session, user)) = found.map_err(backend)? else {
            return Ok(None);
        };
        let signed_in = SignedIn {
            session: session.id,
            user,
            last_seen_at: session.last_seen_at.0,
        };
        let value = serde_json::to_value(signed_in).map_err(encode)?;
        let data = HashMap::from([(SIGNED_IN.to_owned(), value)]);
        let expiry_date = OffsetDateTime::from(session.expires_at);
        Ok(Some(Record {
            id: *session_id,
            data,
            expiry_date,
        }))
    }

    async fn delete(&self, session_id: &Id) -> session_store::Result<()> {
        let id_hash = hash(*session_id);
        let deleted: Result<(), StoreError> = self
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move { sessions::delete(transaction, &id_hash).await })
            })
            .await;
        deleted.map_err(backend)
    }
}

/// A stolen file signs nobody in: from the hash of 128 random bits nobody finds the bits.
fn hash(id: Id) -> IdHash {
    Sha256::digest(id.0.to_le_bytes()).into()
}

fn beginning(record: &mut Record) -> session_store::Result<Beginning> {
    let value = record.data.remove(BEGINNING);
    let value = value.ok_or_else(|| {
        Error::Backend("a visitor who is not signed in has no session".to_owned())
    })?;
    serde_json::from_value(value).map_err(|error| Error::Decode(error.to_string()))
}

fn encode(error: serde_json::Error) -> Error {
    Error::Encode(error.to_string())
}

fn backend(error: StoreError) -> Error {
    Error::Backend(error.to_string())
}
