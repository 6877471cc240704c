//! Access ends at once (docs/promises.md B1, B2): ten sockets of one person in a room where somebody writes a hundred
//! messages a second, and in between the person loses access. Each socket closes with the right code, in time, and is
//! told nothing that came later.
//!
//! Ten rounds of each cause and fifty of removal; `TEAHOUSE_ROUNDS=50` for as many of each.

mod accounts;
mod rights;
mod rooms;
mod sessions;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::support::{A_SECOND, SignedIn, Socket, TestServer};

const SOCKETS: usize = 10;
const BETWEEN_MESSAGES: Duration = Duration::from_millis(10);

fn rounds(usual: usize) -> usize {
    let wished = std::env::var("TEAHOUSE_ROUNDS").ok();
    wished.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Somebody who writes all the time, and when each text was sent.
struct Flood {
    sent: Arc<Mutex<HashMap<String, Instant>>>,
    task: JoinHandle<()>,
}

impl Flood {
    async fn begin(writer: &SignedIn, room: &str) -> Self {
        let mut socket = writer.enter(room).await;
        let sent: Arc<Mutex<HashMap<String, Instant>>> = Arc::default();
        let noted = sent.clone();
        let task = tokio::spawn(async move {
            let mut beats = tokio::time::interval(BETWEEN_MESSAGES);
            for number in 0_u64.. {
                beats.tick().await;
                let text = format!("message {number}");
                noted.lock().unwrap().insert(text.clone(), Instant::now());
                let frame = json!({ "message": text }).to_string();
                // It ends with its room or its session.
                if socket.try_send(frame.into()).await.is_err() {
                    return;
                }
                let reading = async { while socket.arrival().await.is_ok() {} };
                let _ = tokio::time::timeout(Duration::from_millis(1), reading).await;
            }
        });
        Self { sent, task }
    }

    /// Fails where something is among what was told that was sent only after access had ended.
    fn assert_nothing_later(&self, told: &[Value], ended: Instant) {
        let sent = self.sent.lock().unwrap();
        for frame in told.iter().filter(|frame| frame["type"] == "message") {
            let text = frame["message"].as_str().expect("a text");
            // Others write too.
            let is_late = sent.get(text).is_some_and(|at| *at > ended);
            assert!(
                !is_late,
                "{text} was sent after access had ended, and was told"
            );
        }
    }
}

impl Drop for Flood {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Sockets that are in the middle of the flood.
async fn in_the_flood(person: &SignedIn, room: &str) -> Vec<Socket> {
    let opening = (0..SOCKETS).map(|_| person.enter(room));
    let mut sockets = join_all(opening).await;
    for socket in &mut sockets {
        socket.expect("message").await;
    }
    sockets
}

/// Reads every socket to its end after access ended: how long the last one took, and what each was told.
async fn all_end(
    sockets: Vec<Socket>,
    ended: Instant,
    code: u16,
    flood: &Flood,
) -> (Duration, Vec<Vec<Value>>) {
    let endings = sockets.into_iter().map(|mut socket| async move {
        let (frames, closed) = socket.ending().await;
        (frames, closed, Instant::now())
    });
    let (mut slowest, mut told) = (Duration::ZERO, Vec::new());
    for (frames, closed, at) in join_all(endings).await {
        assert_eq!(closed.code, Some(code), "{:?}", frames.last());
        let bye = frames.last().expect("a bye");
        assert_eq!((&bye["type"], &bye["code"]), (&json!("bye"), &json!(code)));
        slowest = slowest.max(at.saturating_duration_since(ended));
        flood.assert_nothing_later(&frames, ended);
        told.push(frames);
    }
    (slowest, told)
}

fn print(cause: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let slowest = times.last().copied().unwrap_or_default();
    let median = times[times.len() / 2];
    println!(
        "{cause}: {} rounds of {SOCKETS} sockets, at all of them after {median:?} (median), {slowest:?} (slowest)",
        times.len()
    );
    assert!(slowest < A_SECOND, "{cause}: {slowest:?}");
}

struct House {
    server: TestServer,
    owner: SignedIn,
    flood: Flood,
}

impl House {
    /// The private room `den` of `owner`, who floods it.
    async fn new() -> Self {
        let flags = [
            "--limit-logins-per-name=0",
            "--limit-connections-per-address=0",
        ];
        let server = TestServer::without_rates(&flags).await;
        let owner = server.register("owner").await;
        owner.create_private_room("den").await;
        let flood = Flood::begin(&owner, "den").await;
        Self {
            server,
            owner,
            flood,
        }
    }

    async fn add(&self, username: &str) {
        let fields = [("username", username)];
        let added = self.owner.post("/rooms/den/members", &fields).await;
        added.must_be(303);
    }

    async fn change(&self, user: &SignedIn, action: &str) {
        let path = format!("/rooms/den/members/{}", user.id().await);
        self.owner
            .post(&path, &[("action", action)])
            .await
            .must_be(303);
    }

    /// Ends a session in each round and looks at what its sockets were told.
    async fn sessions_end(&self, cause: &str, mut end: impl AsyncFnMut(&SignedIn)) {
        self.server.register("victim").await;
        self.add("victim").await;
        let mut times = Vec::new();
        for _ in 0..rounds(10) {
            let victim = SignedIn::by_login(&self.server.visitor(), "victim").await;
            times.push(self.session_ends(&victim, &mut end).await);
        }
        print(cause, times);
    }

    /// One round of that: how long the last socket took.
    async fn session_ends(
        &self,
        victim: &SignedIn,
        end: &mut impl AsyncFnMut(&SignedIn),
    ) -> Duration {
        let sockets = in_the_flood(victim, "den").await;
        end(victim).await;
        let ended = Instant::now();
        all_end(sockets, ended, 4401, &self.flood).await.0
    }
}
