//! `teahouse serve`: takes the data for itself, opens the house, and serves until it is told to stop.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::{JoinHandle, JoinSet};
use url::Url;

use super::failure::Failure;
use super::house::{make_private_folder, open_store};
use super::lock::Lock;
use super::{Context, housekeeping, print};
use crate::app::App;
use crate::channels::{ChannelLayer, Doorbell, MemoryLayer};
use crate::chat::Chat;
use crate::clock::SystemClock;
use crate::config::Settings;
use crate::domain::{Locale, Sentence};
use crate::router::router;
use crate::serve::serve;
use crate::shutdown::Shutdown;
use crate::store::{Store, users};

/// What is left of the 5 s of docs/promises.md E1 after the connections are drained.
const LONGEST_CLOSE: Duration = Duration::from_millis(400);

pub(super) async fn run(context: &Context) -> Result<(), Failure> {
    let settings = &context.settings;
    let folder = settings.data_folder();
    let mut locks = Locks::take(settings)?;
    warn_of_open_folder(&folder);
    let shutdown = Shutdown::new();
    listen_for_signals(&shutdown)?;

    let store = open_store(settings).await?;
    let layer: Arc<dyn ChannelLayer> = Arc::new(MemoryLayer::default());
    let (listener, bound) = listen(settings).await?;
    let consumers = consumers_runtime()?;
    let app = App::new(
        settings.clone(),
        bound,
        store.clone(),
        Arc::clone(&layer),
        Arc::new(SystemClock),
        shutdown.clone(),
        consumers.handle().clone(),
    )
    .await?;
    let doorbell = Doorbell::hang_up(&folder).map_err(|error| Failure::of_file(&folder, &error))?;
    let background = Background::start(app.chat(), doorbell, layer, consumers);

    let site = settings.site_url(bound);
    if let Err(error) = locks.data.write_address(&site) {
        tracing::warn!(%error, "commands beside this server will not know its address");
    }
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        database = settings.database,
        layer = settings.layer,
        "serving"
    );
    welcome(&app, &site, bound, context.locale).await?;

    serve(listener, router(&app), settings, &shutdown).await;
    background.stop(&store).await;
    tracing::info!("stopped");
    Ok(())
}

fn consumers_runtime() -> Result<Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("consumers")
        .build();
    runtime.map_err(|error| {
        let sentence = Sentence::new("cli-runtime").with("reason", error.to_string());
        Failure::from(sentence)
    })
}

/// What runs beside the connections.
struct Background {
    publisher: JoinHandle<()>,
    others: JoinSet<()>,
    consumers: Runtime,
}

impl Background {
    fn start(
        chat: &Chat,
        doorbell: Doorbell,
        layer: Arc<dyn ChannelLayer>,
        consumers: Runtime,
    ) -> Self {
        let publishing = chat.clone();
        let mut others = JoinSet::new();
        others.spawn(async move { doorbell.answer(layer).await });
        others.spawn(housekeeping::run(chat.clone()));
        others.spawn(housekeeping::clear(chat.clone()));
        let telling = chat.clone();
        let telling = async move {
            if let Err(error) = telling.tell_activity().await {
                tracing::error!(%error, "lists of rooms will not follow what happens");
            }
        };
        // Beside those whom they wake.
        others.spawn_on(telling, consumers.handle());
        Self {
            publisher: consumers.spawn(async move { publishing.publish().await }),
            others,
            consumers,
        }
    }

    /// Closes the store; the publisher ends when it has told all that was committed.
    async fn stop(mut self, store: &Store) {
        self.others.shutdown().await;
        let closing = async {
            store.close().await;
            self.publisher.await
        };
        if tokio::time::timeout(LONGEST_CLOSE, closing).await.is_err() {
            tracing::warn!("the database was still busy at the end; it is whole all the same");
        }
        self.consumers.shutdown_background();
    }
}

/// Says where the server listens and, while nobody can sign in, how to make the first account.
async fn welcome(app: &App, site: &Url, bound: SocketAddr, locale: Locale) -> Result<(), Failure> {
    let say = |key, url: String| {
        let sentence = Sentence::new(key).with("url", url);
        print(&format!("{}\n", sentence.text(locale)));
    };
    say("serve-listens", format!("http://{bound}/"));
    if !users::any_exists(app.store().reader()).await? {
        let token = app.auth().setup.as_str();
        say("serve-setup", format!("{site}setup?token={token}"));
    }
    Ok(())
}

/// The locks of this server: its data folder's, and that of the database where it lies elsewhere.
struct Locks {
    data: Lock,
    _database: Option<Lock>,
}

impl Locks {
    fn take(settings: &Settings) -> Result<Self, Failure> {
        let data = settings.data_folder();
        make_private_folder(&data)?;
        let database = Settings {
            data: None,
            ..settings.clone()
        }
        .data_folder();
        make_private_folder(&database)?;
        Ok(Self {
            data: Lock::take(&data)?,
            _database: if is_same(&data, &database) {
                None
            } else {
                Some(Lock::take(&database)?)
            },
        })
    }
}

/// The files are private by themselves; that others can list them is said, and left to the folder's owner.
fn warn_of_open_folder(folder: &Path) {
    let mode = folder.metadata().map(|data| data.permissions().mode());
    if mode.is_ok_and(|mode| mode & 0o077 != 0) {
        tracing::warn!(folder = %folder.display(), "the data folder is open to others: chmod 700 closes it");
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

async fn listen(settings: &Settings) -> Result<(TcpListener, SocketAddr), Failure> {
    let listening = async {
        let listener = TcpListener::bind(settings.listen).await?;
        let bound = listener.local_addr()?;
        Ok((listener, bound))
    };
    listening.await.map_err(|error: std::io::Error| {
        Sentence::new("serve-cannot-listen")
            .with("address", settings.listen.to_string())
            .with("reason", error.to_string())
            .into()
    })
}

/// SIGTERM, as a service manager sends it, and SIGINT, as a terminal does.
fn listen_for_signals(shutdown: &Shutdown) -> Result<(), Failure> {
    let no_signals = |error: std::io::Error| {
        Failure::from(Sentence::new("cli-runtime").with("reason", error.to_string()))
    };
    let mut terminate = signal(SignalKind::terminate()).map_err(no_signals)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(no_signals)?;
    let shutdown = shutdown.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        shutdown.begin();
    });
    Ok(())
}
