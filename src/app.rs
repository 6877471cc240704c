//! Everything that one running server has one of.
//!
//! Made by the command line, handed to handlers as their state. Only puts things together.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::runtime::Handle;
use url::Url;

use crate::auth::Auth;
use crate::channels::ChannelLayer;
use crate::chat::Chat;
use crate::clock::Clock;
use crate::config::{Live, Settings};
use crate::consumers::Sockets;
use crate::shutdown::Shutdown;
use crate::store::{Store, StoreError};

/// The state of the handlers. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    chat: Chat,
    auth: Arc<Auth>,
    site_url: Url,
    sockets: Sockets,
    consumers: Handle,
    shutdown: Shutdown,
}

impl App {
    /// Puts a server together that listens at `bound`, and whose consumers run on `consumers`: a runtime of their own, so
    /// that nobody's page waits behind a thousand sockets that are written to.
    ///
    /// # Errors
    /// Database errors.
    pub async fn new(
        settings: Settings,
        bound: SocketAddr,
        store: Store,
        layer: Arc<dyn ChannelLayer>,
        clock: Arc<dyn Clock>,
        shutdown: Shutdown,
        consumers: Handle,
    ) -> Result<Self, StoreError> {
        let live = Arc::new(Live::new(settings.clone()));
        let site_url = settings.site_url(bound);
        let auth = Auth::new(store.clone(), Arc::clone(&clock), Arc::clone(&live), bound).await?;
        let chat = Chat::new(store.clone(), layer, clock, live).await?;
        Ok(Self(Arc::new(Inner {
            store,
            chat,
            auth: Arc::new(auth),
            site_url,
            sockets: Sockets::default(),
            consumers,
            shutdown,
        })))
    }

    /// What operator and admins have set, as it is now.
    #[must_use]
    pub fn settings(&self) -> Arc<Settings> {
        self.0.chat.settings()
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The verbs.
    #[must_use]
    pub fn chat(&self) -> &Chat {
        &self.0.chat
    }

    /// Passwords, sessions, addresses, throttle.
    #[must_use]
    pub fn auth(&self) -> &Arc<Auth> {
        &self.0.auth
    }

    /// The address that links begin with, with a trailing slash.
    #[must_use]
    pub fn site_url(&self) -> &Url {
        &self.0.site_url
    }

    /// The open sockets.
    #[must_use]
    pub fn sockets(&self) -> &Sockets {
        &self.0.sockets
    }

    /// Where consumers run.
    #[must_use]
    pub fn consumers(&self) -> &Handle {
        &self.0.consumers
    }

    /// The signal that the server stops.
    #[must_use]
    pub fn shutdown(&self) -> &Shutdown {
        &self.0.shutdown
    }
}
