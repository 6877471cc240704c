//! One database, the layer, and the hand that holds them still: every read of the store and every joining of a group by
//! the consumer under test stops until the test lets it pass.
//!
//! No code of the product knows of this. The test keeps all connections of the store's readers to itself, so a read waits
//! in the pool's queue until one is lent; the writer has a connection of its own and goes on. The layer is the one in
//! memory, with a stop before each `group_add`.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use async_trait::async_trait;
use sqlx::Sqlite;
use sqlx::pool::PoolConnection;
use teahouse::channels::{
    Capacity, Channel, ChannelLayer, ChannelName, Event, Group, LayerError, MemoryLayer, Protocol,
};
use teahouse::chat::{Chat, Command};
use teahouse::clock::{Clock, SystemClock};
use teahouse::config::{Live, Settings};
use teahouse::consumers::{Limits, Since, SocketScope};
use teahouse::domain::{Doer, Locale, MessageId, RoomEvent, Seq, Timestamp, Via};
use teahouse::store::{Location, Store, StoreError, Transaction, sessions, users};

use crate::support::TestServer;

/// The layer in memory, with a stop before each `group_add`.
#[derive(Default)]
pub struct StoppingLayer {
    inner: MemoryLayer,
    /// The consumer stands at the stop; it goes on when it is polled again.
    pub stopped: AtomicBool,
}

#[async_trait]
impl ChannelLayer for StoppingLayer {
    fn kind(&self) -> &'static str {
        "stopping"
    }

    fn new_channel(&self, capacity: Capacity) -> Channel {
        self.inner.new_channel(capacity)
    }

    async fn send(&self, channel: ChannelName, event: Event) -> Result<(), LayerError> {
        self.inner.send(channel, event).await
    }

    async fn group_add(&self, group: Group, channel: ChannelName) -> Result<(), LayerError> {
        self.stopped.store(true, Ordering::SeqCst);
        poll_fn(|_| {
            if self.stopped.load(Ordering::SeqCst) {
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        })
        .await;
        self.inner.group_add(group, channel).await
    }

    async fn group_discard(&self, group: Group, channel: ChannelName) -> Result<(), LayerError> {
        self.inner.group_discard(group, channel).await
    }

    async fn group_send(&self, group: Group, event: Event) -> Result<(), LayerError> {
        self.inner.group_send(group, event).await
    }

    fn group_size(&self, group: Group) -> usize {
        self.inner.group_size(group)
    }

    fn group_count(&self) -> usize {
        self.inner.group_count()
    }
}

/// What writes into the log.
#[derive(Clone, Copy, Debug)]
pub enum Write {
    Post,
    /// Of the message that was posted last.
    Edit,
    Delete,
}

/// The database and its one user, all connections for reading in the test's hand.
pub struct House {
    _data: TestServer,
    pub layer: Arc<StoppingLayer>,
    pub store: Store,
    pub chat: Chat,
    scope: SocketScope,
    /// The newest seq of the room.
    pub head: i64,
    newest: Option<MessageId>,
    texts: usize,
    /// What is lent to the consumer, and what is kept from it.
    pub lent: Option<PoolConnection<Sqlite>>,
    _kept: Vec<PoolConnection<Sqlite>>,
}

impl House {
    /// `queue_frames`: how much may wait in the consumer's channel before it is dropped and the consumer told so.
    pub async fn open(queue_frames: usize) -> Self {
        let memory = std::path::PathBuf::from("/dev/shm");
        let folder = if memory.is_dir() {
            memory
        } else {
            std::env::temp_dir()
        };
        let data = TestServer::stopped_in(&folder, &[]);
        data.create_user(&["anna"]);
        let settings = Settings {
            limit_message_burst: 0,
            limit_messages_per_second: 0,
            limit_queue_frames: queue_frames,
            ..Settings::default()
        };
        let location = Location::parse(&format!("sqlite:{}", data.database_file().display()));
        let clock = Arc::new(SystemClock);
        let store = Store::open(&location.expect("an address"), clock.clone())
            .await
            .expect("a store");
        let layer = Arc::new(StoppingLayer::default());
        let chat = Chat::new(
            store.clone(),
            layer.clone(),
            clock.clone(),
            Arc::new(Live::new(settings)),
        )
        .await
        .expect("the verbs");
        let scope = sign_in(&store, &chat, clock.now().into()).await;
        let head = scope.entrance.room.head.0;
        let mut kept = Vec::new();
        for _ in 0..store.reader().options().get_max_connections() {
            kept.push(store.reader().acquire().await.expect("a connection"));
        }
        Self {
            _data: data,
            layer,
            lent: kept.pop(),
            _kept: kept,
            store,
            chat,
            scope,
            head,
            newest: None,
            texts: 0,
        }
    }

    /// Who connects, as the door hands it over.
    pub fn scope(&self, since: Option<i64>) -> SocketScope {
        let mut scope = self.scope.clone();
        scope.since = since.map(|seq| Since {
            seq: Seq(seq),
            epoch: Some(self.chat.epoch().to_owned()),
        });
        scope
    }

    pub fn limits() -> Limits {
        Limits::new(&Settings::default())
    }

    /// Commits one event and gives it; nobody is told of it.
    pub async fn commit(&mut self, write: Write) -> RoomEvent {
        let (user, room) = (self.scope.person.id, self.scope.entrance.room.id);
        self.texts += 1;
        let command = Command {
            text: format!("text {}", self.texts),
            nonce: None,
            reply_to: None,
        };
        let target = self.newest.unwrap_or(MessageId(0));
        match write {
            Write::Post => {
                let sent = self.chat.post(user, room, command).await;
                self.newest = Some(sent.expect("it is stored").id);
            }
            Write::Edit => {
                let edited = self.chat.edit(&self.doer(), room, target, command).await;
                edited.expect("it is changed");
            }
            Write::Delete => {
                let deleted = self.chat.delete(&self.doer(), room, target, None).await;
                deleted.expect("it is deleted");
            }
        }
        let commit = self.store.committed().next().await.expect("an open store");
        let mut events = commit.events;
        let event = events.pop().expect("one event");
        assert_eq!((events.len(), event.seq.0), (0, self.head + 1));
        self.head = event.seq.0;
        event
    }

    fn doer(&self) -> Doer {
        Doer {
            person: Some(self.scope.person.clone()),
            via: Via::Socket,
            address: None,
        }
    }

    /// Rings for one event.
    pub async fn ring(&self, event: Event) {
        let room = Group::Room(self.scope.entrance.room.id);
        let rung = self.layer.group_send(room, event).await;
        rung.expect("the layer in memory");
    }

    /// Rings with the head alone, as a command beside the server does.
    pub async fn ring_head(&self) {
        let (room, seq) = (self.scope.entrance.room.id, Seq(self.head));
        self.ring(Event::Head { room, seq }).await;
    }
}

async fn sign_in(store: &Store, chat: &Chat, now: Timestamp) -> SocketScope {
    let found = users::find_with_password(store.reader(), "anna").await;
    let (user, password_hash) = found.expect("a database").expect("anna");
    let later = Timestamp(now.0 + 3_600_000_000);
    let new = sessions::NewSession {
        user: user.id,
        role: user.role,
        password_hash,
        created_at: now,
        expires_at: later,
        absolute_expires_at: later,
        address: String::new(),
        browser: String::new(),
    };
    let session: Result<_, StoreError> = store
        .write(|transaction: &mut Transaction| {
            Box::pin(async move { sessions::create(transaction, &[7; 32], new).await })
        })
        .await;
    SocketScope {
        person: user.person(),
        session: session.expect("a session"),
        peer: [127, 0, 0, 1].into(),
        locale: Locale::En,
        entrance: chat.enter(user.id, "lobby").await.expect("the lobby"),
        protocol: Protocol::ChatV1,
        since: None,
        history: 0,
    }
}
