//! The consumer under test: the product's own `consumers::run` on a pipe, moved from one await point to the next by hand.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::{FutureExt, StreamExt};
use serde_json::Value;
use teahouse::consumers::{self, Sockets};
use teahouse::shutdown::Shutdown;
use tokio::io::DuplexStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::house::House;

/// More steps than any case needs: whoever has not come to rest by then never does.
const MOST_STEPS: usize = 400;

/// Whether the consumer has something to go on with, and whom to tell of it.
#[derive(Default)]
struct Woken {
    flag: AtomicBool,
    test: Mutex<Option<Waker>>,
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.flag.store(true, Ordering::SeqCst);
        if let Some(test) = self.test.lock().unwrap().take() {
            test.wake();
        }
    }
}

pub struct Stage {
    run: Pin<Box<dyn Future<Output = ()> + Send>>,
    woken: Arc<Woken>,
    client: WebSocketStream<DuplexStream>,
    /// What the client has read.
    pub frames: Vec<Value>,
}

impl Stage {
    /// A consumer that has not begun. `pipe_bytes`: how much it may write before the client reads.
    pub async fn set(house: &House, since: Option<i64>, pipe_bytes: usize) -> Self {
        let (ours, theirs) = tokio::io::duplex(pipe_bytes);
        let scope = house.scope(since);
        let place = Sockets::default().claim(scope.person.id, 0);
        let run = consumers::run(
            theirs,
            Box::new(scope),
            house.chat.clone(),
            House::limits(),
            Shutdown::new(),
            place.expect("there is no limit"),
        );
        let woken = Arc::new(Woken::default());
        woken.flag.store(true, Ordering::SeqCst);
        Self {
            // tokio would make it yield after some work; here only await points count.
            run: Box::pin(tokio::task::unconstrained(run)),
            woken,
            client: WebSocketStream::from_raw_socket(ours, Role::Client, None).await,
            frames: Vec::new(),
        }
    }

    /// Moves the consumer to its next await point; false where it only waits for something to happen.
    pub async fn step(&mut self, house: &mut House) -> bool {
        let at_a_stop = house.layer.stopped.swap(false, Ordering::SeqCst);
        if at_a_stop {
            self.woken.flag.store(true, Ordering::SeqCst);
        }
        self.go_on() || self.lend(house).await
    }

    /// Moves it until it waits for something to happen, reading what it writes.
    pub async fn rest(&mut self, house: &mut House) {
        for _ in 0..MOST_STEPS {
            let moved = self.step(house).await | self.read();
            // Part of a frame that was read wakes a writer, too.
            if !moved && !self.woken.flag.load(Ordering::SeqCst) {
                return;
            }
        }
        panic!("the consumer does not come to rest");
    }

    /// Reads what has been written; whether there was anything.
    pub fn read(&mut self) -> bool {
        let before = self.frames.len();
        while let Some(Some(message)) = self.client.next().now_or_never() {
            match message.expect("the consumer speaks WebSocket") {
                Message::Text(text) => self
                    .frames
                    .push(serde_json::from_str(&text).expect("the consumer speaks JSON")),
                Message::Close(frame) => panic!("closed: {frame:?} after {:?}", self.frames),
                _ => {}
            }
        }
        self.frames.len() > before
    }

    /// Runs it as long as it is woken; whether it was.
    fn go_on(&mut self) -> bool {
        let mut moved = false;
        while self.woken.flag.swap(false, Ordering::SeqCst) {
            moved = true;
            let waker = Waker::from(self.woken.clone());
            let polled = self.run.as_mut().poll(&mut Context::from_waker(&waker));
            assert!(polled.is_pending(), "it has ended after {:?}", self.frames);
        }
        moved
    }

    /// Lends it the one connection for a single read. It stands first in the pool's queue where it waits there, and the
    /// test right behind it; so the connection is back exactly when the read is over.
    async fn lend(&mut self, house: &mut House) -> bool {
        let readers = house.store.reader().clone();
        let mut back = std::pin::pin!(readers.acquire());
        let queued = poll_fn(|context| Poll::Ready(back.as_mut().poll(context))).await;
        assert!(queued.is_pending(), "the test has all of the connections");
        drop(house.lent.take());
        let mut moved = false;
        let connection = poll_fn(|context| {
            *self.woken.test.lock().unwrap() = Some(context.waker().clone());
            moved |= self.go_on();
            back.as_mut().poll(context)
        })
        .await;
        house.lent = Some(connection.expect("the connection comes back"));
        self.go_on() || moved
    }
}
