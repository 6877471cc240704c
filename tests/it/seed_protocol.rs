//! The seed protocol: the tutorial's own client works unchanged, and is never sent anything it does not know.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{SignedIn, TestServer};

/// The one string of a seed frame, which must have no other key.
fn line(frame: &Value) -> String {
    let keys: Vec<_> = frame.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["message"], "{frame}");
    frame["message"].as_str().expect("a string").to_owned()
}

#[tokio::test]
async fn what_arrives_is_the_display_name_and_the_text_and_nothing_else() {
    let server = TestServer::start().await;
    let fields = [
        ("username", "zhangsan"),
        ("display_name", "张三"),
        ("password", crate::support::PASSWORD),
    ];
    server
        .visitor()
        .post("/register", &fields)
        .await
        .must_be(303);
    let zhang = SignedIn::by_login(&server.visitor(), "zhangsan").await;
    let bert = server.register("bert").await;

    let (mut his, mut other) = (
        zhang.seed("/ws/chat/").await,
        bert.seed("/ws/chat/lobby/").await,
    );
    his.send(json!({"message": "大家好"})).await;
    for socket in [&mut his, &mut other] {
        assert_eq!(line(&socket.next().await.expect("a frame")), "张三: 大家好");
    }
}

#[tokio::test]
async fn both_protocols_talk_in_one_room() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (mut seed, mut modern) = (anna.seed("/ws/chat/").await, bert.enter("lobby").await);
    seed.send(json!({"message": "from the tutorial"})).await;
    let message = modern.expect("message").await;
    assert_eq!(
        (&message["message"], &message["user"]["username"]),
        (&json!("from the tutorial"), &json!("anna"))
    );
    assert_eq!(message.get("nonce"), None);

    modern.send(json!({"type": "typing", "on": true})).await;
    modern.post("from today").await;
    let lines = [
        seed.next().await.expect("a frame"),
        seed.next().await.expect("a frame"),
    ];
    assert_eq!(
        lines.map(|frame| line(&frame)),
        ["anna: from the tutorial", "bert: from today"]
    );
}

#[tokio::test]
async fn a_join_is_no_line() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_room("ops").await;
    let mut seed = anna.seed("/ws/chat/ops/").await;
    bert.enter("ops").await.post("first words").await;
    assert_eq!(
        line(&seed.next().await.expect("a frame")),
        "bert: first words"
    );
}

#[tokio::test]
async fn history_is_replayed_when_it_is_asked_for_and_since_is_ignored() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut writer = anna.enter("lobby").await;
    for number in 1..=5 {
        writer.post(&format!("line {number}")).await;
    }
    let mut replayed = anna.seed("/ws/chat/?history=3").await;
    for number in 3..=5 {
        let frame = replayed.next().await.expect("a frame");
        assert_eq!(line(&frame), format!("anna: line {number}"));
    }
    let mut plain = anna.seed("/ws/chat/").await;
    let mut resumed = anna.seed("/ws/chat/?since=0&epoch=x").await;
    writer.post("live").await;
    for socket in [&mut replayed, &mut plain, &mut resumed] {
        assert_eq!(line(&socket.next().await.expect("a frame")), "anna: live");
    }
}

#[tokio::test]
async fn an_error_is_a_line_of_the_system_for_the_sender_alone() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (mut hers, mut his) = (anna.seed("/ws/chat/").await, bert.seed("/ws/chat/").await);
    for nonsense in [
        r#"{"message": 1}"#,
        "{}",
        "not json",
        "[1]",
        r#"{"message": "  "}"#,
    ] {
        hers.send_text(nonsense).await;
        let sentence = line(&hers.next().await.expect("a frame"));
        assert!(sentence.starts_with("[system] "), "{nonsense}: {sentence}");
    }
    hers.send(json!({"message": "sense again"})).await;
    for socket in [&mut hers, &mut his] {
        assert_eq!(
            line(&socket.next().await.expect("a frame")),
            "anna: sense again"
        );
    }
}

#[tokio::test]
async fn the_twentieth_error_is_said_and_then_the_socket_is_closed_without_a_bye() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (mut hers, mut his) = (anna.seed("/ws/chat/").await, bert.seed("/ws/chat/").await);
    for _ in 0..20 {
        hers.send_text(r#"{"message": 1}"#).await;
    }
    let (frames, closed) = hers.ending().await;
    assert_eq!((frames.len(), closed.code), (20, Some(1008)), "{frames:?}");
    assert!(
        frames
            .iter()
            .all(|frame| line(frame).starts_with("[system] "))
    );
    his.send(json!({"message": "undisturbed"})).await;
    assert_eq!(
        line(&his.next().await.expect("a frame")),
        "bert: undisturbed"
    );
}

#[tokio::test]
async fn the_close_codes_are_those_of_chat_v1() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut binary = anna.seed("/ws/chat/").await;
    binary
        .try_send(Message::binary(vec![1, 2, 3]))
        .await
        .unwrap();
    let mut large = anna.seed("/ws/chat/").await;
    let _ = large.try_send(Message::text("x".repeat(70_000))).await;
    for (mut socket, code) in [(binary, 1003), (large, 1009)] {
        let (frames, closed) = socket.ending().await;
        assert_eq!((frames.len(), closed.code), (0, Some(code)));
    }
}
