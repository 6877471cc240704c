//! What readers who never read cost (docs/promises.md C1), and what one who floods costs the others (C2):
//!
//! ```text
//! cargo bench --bench slow_readers                     200 readers, 50 who never read, 500 messages/s of 2 kB
//! cargo bench --bench slow_readers -- --readers 50 --rate 200
//! ```
//!
//! The same load runs twice on one server, without and then with the 50, and the figures of both are printed side by
//! side: what the machine does beside it is then in both. Loss, doubles and the bound of memory are asserted; times are
//! printed, because a busy machine makes its own. Every reader counts each message and checks its seq.

#![deny(unused_must_use)]

#[allow(
    dead_code,
    unused_imports,
    reason = "shared with tests/it, which uses all of it"
)]
#[path = "../tests/it/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use support::server::UNLIMITED;
use support::{SignedIn, Socket, TestServer};

/// Readers who never read, and what each of them may cost (docs/promises.md C1).
const STALLED: usize = 50;
const KIB_FOR_EACH: u64 = 1_280;
const TEXT_BYTES: usize = 2_000;
const WRITERS: usize = 5;
/// Longer than the write deadline, so that those who do not read are closed within it.
const LOAD: Duration = Duration::from_secs(12);
/// How long readers may still receive after the last message was sent.
const REST: Duration = Duration::from_secs(60);
const FLOOD: Duration = Duration::from_secs(8);
/// Sockets of the one who floods: the commands of one are carried out one after the other.
const FLOODING: usize = 10;

struct Task {
    readers: usize,
    rate: usize,
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(bench(&task()));
}

fn task() -> Task {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |name: &str, usual| {
        let place = arguments.iter().position(|argument| argument == name);
        place.map_or(usual, |place| {
            let value = arguments.get(place + 1);
            let number = value.and_then(|value| value.parse().ok());
            number.unwrap_or_else(|| panic!("{name} needs a number"))
        })
    };
    Task {
        readers: number("--readers", 200),
        rate: number("--rate", 500),
    }
}

async fn bench(task: &Task) {
    let flags = ["--limit-connections-per-address=0"];
    let server = TestServer::start_with(&[&UNLIMITED, flags.as_slice()].concat()).await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    println!(
        "{} readers, {} messages/s of {TEXT_BYTES} bytes, {} s each",
        task.readers,
        task.rate,
        LOAD.as_secs()
    );
    let warm = load(&server, &anna, &bert, task, Duration::from_secs(3)).await;
    println!("warm-up               {warm}");
    let without = load(&server, &anna, &bert, task, LOAD).await;
    println!("without slow readers  {without}");
    let before = server.resident_kib();
    let mut stalled = Vec::new();
    for _ in 0..STALLED {
        stalled.push(bert.enter("lobby").await);
    }
    let with = load(&server, &anna, &bert, task, LOAD).await;
    println!("with {STALLED} slow readers  {with}");
    let grown = with
        .resident_kib
        .saturating_sub(without.resident_kib.max(before));
    let bound = STALLED as u64 * KIB_FOR_EACH;
    println!(
        "p99 with / without: {:.2}; memory at most {} KiB more ({:.0} KiB for each; the bound is {KIB_FOR_EACH})",
        with.p99() / without.p99(),
        grown,
        grown as f64 / STALLED as f64,
    );
    let logged = server.logged();
    println!("{} closed as too slow", logged.matches("TooSlow").count());
    assert!(grown <= bound, "{grown} KiB are more than {bound}");
    drop(stalled);
    flood(&anna, &bert).await;
}

/// What one load came to.
struct Measured {
    sent: usize,
    received: usize,
    took: Duration,
    /// From the moment a message was sent to that of its arrival, in milliseconds, in order.
    latencies: Vec<f64>,
    /// The most that the server had.
    resident_kib: u64,
}

impl Measured {
    fn quantile(&self, quantile: f64) -> f64 {
        let place = (self.latencies.len() as f64 * quantile) as usize;
        self.latencies
            .get(place)
            .or(self.latencies.last())
            .copied()
            .unwrap_or(0.0)
    }

    fn p99(&self) -> f64 {
        self.quantile(0.99)
    }
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} messages in {:.1} s, {} received, 0 lost, 0 doubled; ms p50 {:.1} p95 {:.1} p99 {:.1}; server {} KiB",
            self.sent,
            self.took.as_secs_f64(),
            self.received,
            self.quantile(0.5),
            self.quantile(0.95),
            self.p99(),
            self.resident_kib,
        )
    }
}

async fn load(
    server: &TestServer,
    anna: &SignedIn,
    bert: &SignedIn,
    task: &Task,
    lasting: Duration,
) -> Measured {
    let start = Instant::now();
    let messages = task.rate * lasting.as_secs() as usize;
    let mut readers = JoinSet::new();
    for _ in 0..task.readers {
        let socket = bert.enter("lobby").await;
        readers.spawn(read(socket, messages, start, lasting + REST));
    }
    let begun = Instant::now();
    let mut writers = JoinSet::new();
    for _ in 0..WRITERS {
        let socket = anna.enter("lobby").await;
        let pause = Duration::from_secs_f64(WRITERS as f64 / task.rate as f64);
        writers.spawn(write(socket, messages / WRITERS, pause, start));
    }
    let mut resident = 0;
    let mut latencies = Vec::new();
    loop {
        resident = resident.max(server.resident_kib());
        match timeout(Duration::from_millis(200), readers.join_next()).await {
            Err(_) => {}
            Ok(Some(read)) => latencies.extend(read.expect("a reader is complete")),
            Ok(None) => break,
        }
    }
    let took = begun.elapsed();
    while let Some(written) = writers.join_next().await {
        written.expect("a writer writes");
    }
    latencies.sort_by(f64::total_cmp);
    Measured {
        sent: messages,
        received: latencies.len(),
        took,
        latencies,
        resident_kib: resident,
    }
}

/// Sends at its pace, whether or not the server keeps up; every text begins with the moment when it was due.
async fn write(mut socket: Socket, count: usize, pause: Duration, start: Instant) {
    let filling = "x".repeat(TEXT_BYTES);
    let mut ticks = interval(pause);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut sent = 0;
    while sent < count {
        tokio::select! {
            due = ticks.tick() => {
                let at = due.into_std().saturating_duration_since(start).as_micros();
                socket.send(json!({"message": format!("{at} {filling}")})).await;
                sent += 1;
            }
            // Its own echo is read, so that nobody but the 50 is slow.
            arrived = socket.arriving_text() => drop(arrived.expect("an open socket")),
        }
    }
    // What it sent last may still be on its way in: it stays and reads until nothing comes.
    while timeout(Duration::from_secs(2), socket.arriving_text())
        .await
        .is_ok_and(|text| text.is_ok())
    {}
}

/// Receives so many messages, each seq once and in order; the latencies in milliseconds.
async fn read(mut socket: Socket, count: usize, start: Instant, within: Duration) -> Vec<f64> {
    let mut last = socket.hello["head"].as_i64().expect("a head");
    let mut latencies = Vec::with_capacity(count);
    let reading = async {
        while latencies.len() < count {
            let text = socket
                .arriving_text()
                .await
                .expect("nobody who reads is closed");
            let Some(seq) = number_after(&text, "\"seq\":") else {
                continue;
            };
            assert_eq!(seq, last + 1, "each seq once and in order");
            last = seq;
            if let Some(sent) = number_after(&text, "\"message\":\"") {
                let now = start.elapsed().as_micros() as f64;
                latencies.push((now - sent as f64).max(0.0) / 1e3);
            }
        }
    };
    timeout(within, reading).await.expect("everything arrives");
    latencies
}

/// The number that follows a key, without parsing 4 kB for it.
fn number_after(text: &str, key: &str) -> Option<i64> {
    let rest = &text[text.find(key)? + key.len()..];
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest[..end].parse().ok()
}

/// C2: how long bert waits for an ack while anna floods another room, beside when she does not.
async fn flood(anna: &SignedIn, bert: &SignedIn) {
    anna.create_room("flood").await;
    let mut his = bert.enter("lobby").await;
    let idle = acks(&mut his, FLOOD / 2).await;
    let mut flooding = JoinSet::new();
    for _ in 0..FLOODING {
        flooding.spawn(post_without_waiting(anna.enter("flood").await));
    }
    sleep(FLOOD / 8).await;
    let busy = acks(&mut his, FLOOD / 2).await;
    let sent: usize = flooding.join_all().await.into_iter().sum();
    println!(
        "one user floods {:.0} messages/s: another's ack p99 {:.1} ms, idle {:.1} ms, ratio {:.2}",
        sent as f64 / FLOOD.as_secs_f64(),
        busy,
        idle,
        busy / idle
    );
}

/// Sends as fast as the server takes it; how many that were.
async fn post_without_waiting(mut socket: Socket) -> usize {
    let since = Instant::now();
    let mut sent = 0;
    while since.elapsed() < FLOOD {
        socket
            .send(json!({"message": format!("flood {sent}")}))
            .await;
        sent += 1;
        // What has come is read, without waiting for it.
        while let Ok(Ok(_)) = timeout(Duration::ZERO, socket.arriving_text()).await {}
    }
    sent
}

/// The p99 of the time from a message to its ack, in milliseconds, 50 messages a second.
async fn acks(socket: &mut Socket, lasting: Duration) -> f64 {
    let since = Instant::now();
    let mut times = Vec::new();
    while since.elapsed() < lasting {
        let sent = Instant::now();
        socket.post("how long?").await;
        times.push(sent.elapsed().as_secs_f64() * 1e3);
        sleep(Duration::from_millis(20)).await;
    }
    times.sort_by(f64::total_cmp);
    times[times.len() * 99 / 100]
}
