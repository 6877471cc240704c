//! How fast one person may write, over sockets, forms and the API together.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::TestServer;

#[tokio::test]
async fn above_the_burst_one_is_told_how_long_to_wait_and_the_wait_is_true() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut socket = anna.enter("lobby").await;
    let mut sent = 0;
    let error = loop {
        socket
            .send(json!({"message": "quick", "nonce": format!("q-{sent}")}))
            .await;
        sent += 1;
        let answer = socket.expect_any(&["ack", "error"]).await;
        if answer["type"] == "error" {
            break answer;
        }
        assert!(sent < 200, "no limit");
    };
    assert!(sent > 20, "the burst is 20: {sent}");
    assert_eq!(
        (&error["code"], &error["nonce"]),
        (&json!("rate_limited"), &json!(format!("q-{}", sent - 1)))
    );
    let wait = error["retry_ms"].as_u64().expect("milliseconds");
    assert!((1..=10_000).contains(&wait), "{error}");
    bert.enter("lobby")
        .await
        .post("others are not slowed")
        .await;

    let refused_at = Instant::now();
    tokio::time::sleep(Duration::from_millis(wait)).await;
    socket.post("after the wait").await;
    println!(
        "told to wait {wait} ms, went on after {:?}",
        refused_at.elapsed()
    );
}

#[tokio::test]
async fn the_rate_is_of_the_person_not_of_the_socket_or_the_way_in() {
    let server = TestServer::start_with(&[
        "--limit-message-burst",
        "4",
        "--limit-messages-per-second",
        "1",
    ])
    .await;
    let anna = server.register("anna").await;
    let (mut first, mut second) = (anna.enter("lobby").await, anna.enter("lobby").await);
    let since = Instant::now();
    for _ in 0..2 {
        first.send(json!({"message": "one"})).await;
        second.send(json!({"message": "two"})).await;
    }
    first.all_until_now().await;
    second.all_until_now().await;
    let answer = anna
        .post_json("/api/rooms/lobby/messages", &json!({"message": "three"}))
        .await;
    if since.elapsed() < Duration::from_secs(1) {
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (429, "rate_limited"),
            "{answer:?}"
        );
        assert!(answer.header("retry-after").is_some(), "{answer:?}");
    }
}

#[tokio::test]
async fn a_limit_of_zero_is_no_limit() {
    let server = TestServer::without_rates(&[]).await;
    let mut socket = server.register("anna").await.enter("lobby").await;
    for number in 0..100 {
        socket
            .send(json!({"message": format!("free {number}")}))
            .await;
    }
    for _ in 0..100 {
        socket.event().await;
    }
    let rest = socket.all_until_now().await;
    assert!(
        rest.iter().all(|frame| frame["type"] != "error"),
        "{rest:?}"
    );
}
