//! Stopping: SIGTERM under load (promise E1), and peers that hold a connection without using it (C5).

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::handshake::Handshake;
use crate::support::raw::{Raw, ask};
use crate::support::{A_SECOND, Socket, TestServer, database, eventually};

/// Promise E1: the program ends within 5 s by its own clock; the rest is for busy cores, on which it waits for its turn.
const STOPPED: Duration = Duration::from_secs(8);

/// Writes until the server says `bye`; the texts that were acknowledged, and the bye.
async fn write_until_bye(
    mut socket: Socket,
    name: usize,
) -> (Vec<String>, serde_json::Value, Option<u16>, Instant) {
    let mut acknowledged = Vec::new();
    let mut number = 0;
    loop {
        let text = format!("s{name}-{number}");
        number += 1;
        let command = json!({"type": "message", "nonce": text, "message": text}).to_string();
        let _ = socket.try_send(command.into()).await;
        loop {
            let Some(frame) = socket.next().await else {
                panic!("closed without a bye after {number} messages");
            };
            match frame["type"].as_str() {
                Some("ack") => {
                    acknowledged.push(text);
                    break;
                }
                Some("bye") => {
                    let (rest, closed) = socket.ending().await;
                    assert_eq!(rest.len(), 0, "nothing comes after bye: {rest:?}");
                    return (acknowledged, frame, closed.code, Instant::now());
                }
                _ => {}
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_under_load_says_bye_to_all_keeps_every_ack_and_exits_with_zero() {
    let mut server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    let mut writers = Vec::new();
    for name in 0..10 {
        writers.push(tokio::spawn(write_until_bye(
            anna.enter("lobby").await,
            name,
        )));
    }
    let mut idle = server.admin().enter("lobby").await;
    let mut seed = server.admin().seed("/ws/chat/").await;
    // Any fifty of them: which of the writers' first texts came before this socket did is chance.
    for _ in 0..50 {
        idle.event().await;
    }

    let since = Instant::now();
    server.terminate();
    let mut acknowledged = Vec::new();
    for writer in writers {
        let (texts, bye, code, at) = writer.await.unwrap();
        assert_eq!((&bye["code"], code), (&json!(1012), Some(1012)));
        assert!(bye["retry_ms"].as_u64().is_some(), "{bye}");
        println!("bye and close after {:?}", at - since);
        assert!(at - since < A_SECOND, "{:?}", at - since);
        acknowledged.extend(texts);
    }
    idle.closes_with(1012).await;
    let (_, closed) = seed.ending().await;
    assert_eq!(closed.code, Some(1012));
    let status = server.exit().await;
    println!("exit after {:?}", since.elapsed());
    assert_eq!(status.code(), Some(0));
    assert!(since.elapsed() < STOPPED, "{:?}", since.elapsed());

    let stored: Vec<_> = database::messages(&server)
        .await
        .into_iter()
        .map(|message| message.body)
        .collect();
    for text in &acknowledged {
        assert_eq!(
            stored.iter().filter(|body| *body == text).count(),
            1,
            "{text}"
        );
    }
    database::assert_whole(&server).await;
    server.restart();
    anna.enter("lobby").await.post("back again").await;
}

#[tokio::test]
async fn an_idle_server_stops_at_once_and_ctrl_c_is_the_same() {
    for signal in ["-TERM", "-INT"] {
        let mut server = TestServer::start().await;
        // An idle keep-alive connection must not hold it up.
        server.visitor().get("/login").await.must_be(200);
        let mut idle = Raw::connect(&server.host()).await;
        let since = Instant::now();
        let process = server.process().to_string();
        let sent = std::process::Command::new("kill")
            .args([signal, &process])
            .status();
        assert!(sent.unwrap().success());
        assert_eq!(server.exit().await.code(), Some(0), "{signal}");
        assert!(since.elapsed() < STOPPED, "{signal}: {:?}", since.elapsed());
        assert!(idle.closed_after(Duration::from_secs(5)).await.is_some());
    }
}

#[tokio::test]
async fn a_peer_that_sends_its_headers_too_slowly_is_cut() {
    let server = TestServer::start().await;
    let mut slow = Raw::connect(&server.host()).await;
    slow.send(b"GET /login HTTP/1.1\r\nHost: ").await;
    let mut silent = Raw::connect(&server.host()).await;
    let since = Instant::now();
    server.visitor().get("/login").await.must_be(200);
    assert!(
        since.elapsed() < Duration::from_secs(5),
        "others are served meanwhile"
    );
    let (slow, silent) = tokio::join!(
        slow.closed_after(Duration::from_secs(45)),
        silent.closed_after(Duration::from_secs(45))
    );
    println!("slow headers cut after {slow:?}, a silent peer after {silent:?}");
    assert!(slow.is_some(), "slow headers are held for ever");
    assert!(silent.is_some(), "a silent peer is held for ever");
}

#[tokio::test]
async fn a_peer_that_sends_its_body_too_slowly_is_cut() {
    let server = TestServer::start().await;
    let mut slow = Raw::connect(&server.host()).await;
    let head = format!(
        "POST /login HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 60\r\n\r\nuser",
        server.host()
    );
    slow.send(head.as_bytes()).await;
    let freed = slow.closed_after(Duration::from_secs(45)).await;
    println!("a slow body cut after {freed:?}");
    assert!(freed.is_some(), "a slow body is held for ever");
}

#[tokio::test]
async fn a_body_that_is_announced_as_far_too_large_is_refused_before_it_is_sent() {
    let server = TestServer::start().await;
    let head = format!(
        "POST /login HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000000\r\n\r\n",
        server.host()
    );
    let since = Instant::now();
    let answer = ask(&server.host(), head.as_bytes()).await;
    println!("refused after {:?}", since.elapsed());
    assert_eq!(answer.expect("an answer").status, 413);
    // A slow body is answered after 30 s.
    assert!(since.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_socket_whose_peer_is_gone_without_a_word_is_freed() {
    let flags = [
        "--heartbeat-seconds",
        "1",
        "--heartbeat-dead-seconds",
        "2",
        "--limit-sockets-per-user",
        "1",
    ];
    let server = TestServer::start_with(&flags).await;
    let anna = server.register("anna").await;
    // It never answers a ping, as a laptop with a closed lid.
    let (answer, mut gone) = Handshake::of(&anna, "/ws/chat/").open().await;
    answer.must_be(101);
    let freed = gone.closed_after(Duration::from_secs(20)).await;
    println!("a dead peer freed after {freed:?}");
    assert!(freed.is_some(), "a dead peer is held for ever");
    eventually("its place is free", async || {
        Socket::try_open(&anna, "/ws/chat/", Some("chat.v1"))
            .await
            .is_ok()
    })
    .await;
}

#[tokio::test]
async fn a_socket_that_answers_pings_lives_on() {
    // Four times the heartbeat: on busy cores an answer may be a second late.
    let flags = ["--heartbeat-seconds", "1", "--heartbeat-dead-seconds", "4"];
    let server = TestServer::start_with(&flags).await;
    let mut other = server.register("anna").await.enter("lobby").await;
    let mut quiet = server.admin().enter("lobby").await;
    // Reading answers the server's pings; nothing else is sent for twice the deadline.
    let both = async { tokio::join!(quiet.event(), other.event()) };
    let silence = tokio::time::timeout(Duration::from_secs(9), both).await;
    assert!(silence.is_err(), "{silence:?}");
    other.post("are you there").await;
    assert_eq!(quiet.event().await["message"], "are you there");
}
