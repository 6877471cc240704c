//! The accept loop, spoken to by hand over TCP.

use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::*;

/// A guard against hanging, never a measure of speed.
const PATIENCE: Duration = Duration::from_secs(30);
const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: tea\r\n\r\n";

struct Running {
    address: SocketAddr,
    shutdown: Shutdown,
    loop_task: JoinHandle<()>,
}

async fn start(router: Router, settings: Settings) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = Shutdown::new();
    let signal = shutdown.clone();
    let loop_task = tokio::spawn(async move { serve(listener, router, &settings, &signal).await });
    Running {
        address,
        shutdown,
        loop_task,
    }
}

impl Running {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Ends the server; fails when it had to cut something off.
    async fn end(self) {
        let since = Instant::now();
        self.shutdown.begin();
        tokio::time::timeout(PATIENCE, self.loop_task)
            .await
            .unwrap()
            .unwrap();
        assert!(since.elapsed() < LONGEST_DRAIN, "something was cut");
    }
}

fn hello() -> Router {
    Router::new().route("/", get(|| async { "hello" }))
}

async fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut read = Vec::new();
    let reading = async {
        while !String::from_utf8_lossy(&read).contains(end) {
            assert_ne!(stream.read_buf(&mut read).await.unwrap(), 0, "{read:?}");
        }
    };
    tokio::time::timeout(PATIENCE, reading).await.unwrap();
    String::from_utf8(read).unwrap()
}

async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut read = String::new();
    tokio::time::timeout(PATIENCE, stream.read_to_string(&mut read))
        .await
        .unwrap()
        .unwrap();
    read
}

#[tokio::test]
async fn a_request_knows_its_peer() {
    let router = Router::new().route(
        "/",
        get(|Extension(PeerAddress(peer))| async move { SocketAddr::to_string(&peer) }),
    );
    let running = start(router, Settings::default()).await;
    let mut stream = running.connect().await;
    stream.write_all(GET).await.unwrap();
    let own = stream.local_addr().unwrap().to_string();
    read_until(&mut stream, &own).await;
}

#[tokio::test]
async fn connections_above_the_limit_are_told_to_come_back() {
    let settings = Settings {
        limit_connections_per_address: 1,
        ..Settings::default()
    };
    let running = start(hello(), settings).await;
    let mut first = running.connect().await;
    first.write_all(GET).await.unwrap();
    read_until(&mut first, "hello").await;

    let mut second = running.connect().await;
    second.write_all(GET).await.unwrap();
    let refusal = read_to_end(&mut second).await;
    assert!(refusal.starts_with("HTTP/1.1 503 "), "{refusal}");
    assert!(refusal.contains("Retry-After: "), "{refusal}");

    drop(first);
    let waiting = async {
        loop {
            let mut third = running.connect().await;
            third.write_all(GET).await.unwrap();
            if read_until(&mut third, "\r\n\r\n").await.contains("200 OK") {
                break;
            }
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap();
}

#[tokio::test]
async fn the_end_closes_idle_connections_at_once() {
    let running = start(hello(), Settings::default()).await;
    let mut used = running.connect().await;
    used.write_all(GET).await.unwrap();
    read_until(&mut used, "hello").await;
    let mut never_used = running.connect().await;
    running.end().await;
    assert_eq!(read_to_end(&mut used).await, "");
    // closed, or reset where the loop had not seen it yet
    let mut one_byte = [0];
    assert!(matches!(
        never_used.read(&mut one_byte).await,
        Ok(0) | Err(_)
    ));
}

#[tokio::test]
async fn the_end_waits_for_a_request_that_is_being_answered() {
    let (entered, leave) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (enter, left) = (entered.clone(), leave.clone());
    let router = Router::new().route(
        "/",
        get(|| async move {
            enter.notify_one();
            left.notified().await;
            "answered"
        }),
    );
    let running = start(router, Settings::default()).await;
    let mut stream = running.connect().await;
    stream.write_all(GET).await.unwrap();
    entered.notified().await;
    running.shutdown.begin();
    leave.notify_one();
    let answer = read_to_end(&mut stream).await;
    assert!(answer.ends_with("answered"), "{answer}");
    running.end().await;
}

#[tokio::test]
async fn the_end_waits_for_an_upgraded_socket() {
    let (closed, close) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (closing, said) = (close.clone(), closed.clone());
    let router = Router::new().route(
        "/",
        get(|request: Request<Body>| async move {
            tokio::spawn(async move {
                let socket = hyper::upgrade::on(request).await.unwrap();
                closing.notified().await;
                let mut socket = TokioIo::new(socket);
                socket.write_all(b"bye").await.unwrap();
                said.notify_one();
            });
            Response::builder()
                .status(101)
                .header("connection", "upgrade")
                .header("upgrade", "tea")
                .body(Body::empty())
                .unwrap()
        }),
    );
    let running = start(router, Settings::default()).await;
    let mut stream = running.connect().await;
    let request = b"GET / HTTP/1.1\r\nHost: tea\r\nConnection: upgrade\r\nUpgrade: tea\r\n\r\n";
    stream.write_all(request).await.unwrap();
    read_until(&mut stream, "\r\n\r\n").await;
    running.shutdown.begin();
    assert!(!running.loop_task.is_finished());
    close.notify_one();
    assert_eq!(read_to_end(&mut stream).await, "bye");
    running.end().await;
}

#[tokio::test]
async fn a_path_of_70_000_bytes_is_read_and_refused() {
    let running = start(hello(), Settings::default()).await;
    let mut stream = running.connect().await;
    let request = format!("GET /{} HTTP/1.1\r\nHost: tea\r\n\r\n", "a".repeat(70_000));
    stream.write_all(request.as_bytes()).await.unwrap();
    let answer = read_to_end(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 414 "), "{answer}");
}

#[tokio::test]
async fn a_peer_that_does_not_read_is_cut() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let _silent = TcpStream::connect(listener.local_addr().unwrap())
        .await
        .unwrap();
    let (stream, peer) = listener.accept().await.unwrap();
    let shutdown = Shutdown::new();
    let place = Places::new(&Settings::default()).take(peer.ip()).unwrap();
    let stall = Duration::from_millis(50);
    let mut connection = Connection::new(stream, place, shutdown.hold(), stall);
    let writing = async { while connection.write_all(&[b'a'; 65_536]).await.is_ok() {} };
    tokio::time::timeout(PATIENCE, writing).await.unwrap();
}
