//! A server inside of the test's own process, for what no real one can be made to do: a layer that fails, a stop that
//! has begun and not ended. Everything else is tested with [`TestServer`].

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use teahouse::app::App;
use teahouse::channels::ChannelLayer;
use teahouse::chat::Chat;
use teahouse::clock::SystemClock;
use teahouse::config::Settings;
use teahouse::shutdown::Shutdown;
use teahouse::store::{Location, Store};
use tokio::net::TcpListener;

use super::server::Place;
use super::{SignedIn, TestServer, Visitor};

/// Serves until it is dropped; has the users `anna` and `bert`.
pub struct Inside {
    /// Its file, for commands and questions.
    pub data: TestServer,
    place: Place,
    /// Does nothing by itself but tell what happens: there is no housekeeping.
    pub chat: Chat,
    /// What the accept loop serves, to be asked without it.
    pub router: Router,
    pub shutdown: Shutdown,
}

impl Inside {
    pub async fn start(layer: Arc<dyn ChannelLayer>) -> Self {
        let data = TestServer::stopped(&[]);
        for name in ["anna", "bert"] {
            data.create_user(&[name]);
        }
        let settings = Settings {
            limit_message_burst: 0,
            limit_messages_per_second: 0,
            ..Settings::default()
        };
        let address = format!("sqlite:{}", data.database_file().display());
        let location = Location::parse(&address).expect("an address");
        let clock = Arc::new(SystemClock);
        let store = Store::open(&location, clock.clone())
            .await
            .expect("a store");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let bound: SocketAddr = listener.local_addr().expect("an address");
        let shutdown = Shutdown::new();
        let app = App::new(
            settings.clone(),
            bound,
            store,
            layer,
            clock,
            shutdown.clone(),
            tokio::runtime::Handle::current(),
        )
        .await
        .expect("an app");
        let chat = app.chat().clone();
        let telling = app.chat().clone();
        tokio::spawn(async move { chat.publish().await });
        tokio::spawn(async move { telling.tell_activity().await });
        let router = teahouse::router::router(&app);
        let (served, stop) = (router.clone(), shutdown.clone());
        tokio::spawn(async move {
            teahouse::serve::serve(listener, served, &settings, &stop).await;
        });
        Self {
            data,
            place: Arc::new(Mutex::new(bound)),
            chat: app.chat().clone(),
            router,
            shutdown,
        }
    }

    /// Somebody without a session.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.place.clone())
    }

    /// One of the users, signed in.
    pub async fn person(&self, name: &str) -> SignedIn {
        SignedIn::by_login(&self.visitor(), name).await
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.shutdown.begin();
    }
}
