//! Coming back after a cut: `since` and `epoch`, the replay, and the seam to what is live.

use serde_json::{Value, json};

use crate::support::{SignedIn, Socket, TestServer};

fn number(value: &Value) -> i64 {
    value
        .as_i64()
        .unwrap_or_else(|| panic!("not a number: {value}"))
}

async fn resume(person: &SignedIn, since: i64, epoch: &str) -> Socket {
    person
        .enter_at(&format!("/ws/chat/lobby/?since={since}&epoch={epoch}"))
        .await
}

/// A person, a writing socket, and the epoch.
async fn start(server: &TestServer) -> (SignedIn, Socket, String) {
    let anna = server.register("anna").await;
    let socket = anna.enter("lobby").await;
    let epoch = socket.hello["epoch"].as_str().expect("an epoch").to_owned();
    (anna, socket, epoch)
}

#[tokio::test]
async fn what_was_missed_is_replayed_in_order_and_then_it_is_live() {
    let server = TestServer::start().await;
    let (anna, mut writer, epoch) = start(&server).await;
    let head = number(&writer.hello["head"]);
    for text in ["one", "two", "three"] {
        writer.post(text).await;
    }
    let mut socket = resume(&anna, head + 1, &epoch).await;
    assert_eq!(number(&socket.hello["head"]), head + 3);
    for (text, seq) in [("two", head + 2), ("three", head + 3)] {
        let event = socket.next().await.expect("an event");
        assert_eq!(
            (&event["message"], number(&event["seq"])),
            (&json!(text), seq)
        );
    }
    let resumed = socket.next().await.expect("the end of the replay");
    let expected = json!({"type": "resumed", "room": "lobby", "from": head + 2, "to": head + 3, "complete": true});
    assert_eq!(resumed, expected);
    writer.post("four").await;
    assert_eq!(number(&socket.event().await["seq"]), head + 4);
}

#[tokio::test]
async fn a_join_is_replayed_too_and_nobody_misses_a_seq() {
    let server = TestServer::start().await;
    let (anna, writer, epoch) = start(&server).await;
    let head = number(&writer.hello["head"]);
    let bert = server.register("bert").await;
    bert.enter("lobby").await.post("hello from bert").await;
    let mut socket = resume(&anna, head, &epoch).await;
    let mut expected = head + 1;
    loop {
        let frame = socket.next().await.expect("a frame");
        if frame["type"] == "resumed" {
            assert_eq!(number(&frame["to"]), expected - 1);
            break;
        }
        assert_eq!(number(&frame["seq"]), expected, "{frame}");
        expected += 1;
    }
    assert!(expected > head + 1);
}

#[tokio::test]
async fn nothing_missed_is_complete_at_once() {
    let server = TestServer::start().await;
    let (anna, writer, epoch) = start(&server).await;
    let head = number(&writer.hello["head"]);
    let mut socket = resume(&anna, head, &epoch).await;
    let resumed = socket.next().await.expect("a frame");
    assert_eq!(
        (
            &resumed["type"],
            &resumed["complete"],
            number(&resumed["to"])
        ),
        (&json!("resumed"), &json!(true), head)
    );
}

#[tokio::test]
async fn what_cannot_be_replayed_is_said_and_the_socket_is_live_after_it() {
    let server = TestServer::start().await;
    let (anna, mut writer, epoch) = start(&server).await;
    writer.post("something to miss").await;
    let head = number(&anna.enter("lobby").await.hello["head"]);
    let base = "/ws/chat/lobby/?since=";
    for path in [
        format!("{base}0&epoch=another"),
        format!("{base}0"),
        format!("{base}{}&epoch={epoch}", head + 1_000),
        format!("{base}9007199254740993&epoch={epoch}"),
        format!("{base}99999999999999999999&epoch={epoch}"),
    ] {
        let mut socket = anna.enter_at(&path).await;
        let resumed = socket.next().await.expect("a frame");
        assert_eq!(resumed["type"], "resumed", "{path}: {resumed}");
        let to = number(&resumed["to"]);
        assert_eq!(
            resumed,
            json!({"type": "resumed", "room": "lobby", "to": to, "complete": false}),
            "{path}"
        );
        writer.post("live again").await;
        assert_eq!(number(&socket.event().await["seq"]), to + 1, "{path}");
    }
}

#[tokio::test]
async fn five_hundred_missed_are_replayed_and_one_more_is_not() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, mut writer, epoch) = start(&server).await;
    let head = number(&writer.hello["head"]);
    for line in 0..501 {
        writer
            .send(json!({"message": format!("line {line}")}))
            .await;
    }
    for _ in 0..501 {
        writer.event().await;
    }
    let mut socket = resume(&anna, head + 1, &epoch).await;
    for seq in head + 2..=head + 501 {
        assert_eq!(number(&socket.next().await.expect("an event")["seq"]), seq);
    }
    assert_eq!(socket.next().await.expect("a frame")["complete"], true);
    let mut far = resume(&anna, head, &epoch).await;
    assert_eq!(far.next().await.expect("a frame")["complete"], false);
}

#[tokio::test]
async fn the_epoch_is_the_same_after_a_restart() {
    let mut server = TestServer::start().await;
    let (anna, mut writer, epoch) = start(&server).await;
    let head = number(&writer.hello["head"]);
    writer.post("before the restart").await;
    server.kill();
    server.restart();
    let mut socket = resume(&anna, head, &epoch).await;
    assert_eq!(socket.event().await["message"], "before the restart");
}

#[tokio::test]
async fn there_is_no_seam_between_replay_and_live_under_load() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, mut writer, epoch) = start(&server).await;
    let head = number(&writer.hello["head"]);
    let writing = tokio::spawn(async move {
        for line in 0..400 {
            writer.post(&format!("line {line}")).await;
        }
    });
    let mut since = head;
    while since < head + 400 {
        let mut socket = resume(&anna, since, &epoch).await;
        // A few events, then a cut without a word, then the next resume.
        for _ in 0..7 {
            let event = socket.event().await;
            assert_eq!(number(&event["seq"]), since + 1, "{event}");
            since += 1;
            if since == head + 400 {
                break;
            }
        }
    }
    writing.await.unwrap();
}
