//! What `chat.v1` answers to nonsense, and when it closes.

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::support::TestServer;

#[tokio::test]
async fn every_wrong_command_is_answered_by_its_own_error_and_the_socket_stays_open() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut listener = bert.enter("lobby").await;
    let long_nonce = json!({"message": "x", "nonce": "n".repeat(65)}).to_string();
    let long_text = json!({"message": "x".repeat(4_001), "nonce": "e-1"}).to_string();
    let cases = [
        ("", "bad_json"),
        ("{", "bad_json"),
        ("{'message': 'x'}", "bad_json"),
        ("{\"message\": \"x\"} trailing", "bad_json"),
        ("null", "not_an_object"),
        ("[]", "not_an_object"),
        ("\"x\"", "not_an_object"),
        ("7", "not_an_object"),
        ("{\"type\":\"nuke\"}", "unknown_type"),
        ("{\"type\":7}", "unknown_type"),
        ("{}", "missing_message"),
        ("{\"type\":\"message\"}", "missing_message"),
        ("{\"message\":null}", "message_not_a_string"),
        ("{\"message\":1}", "message_not_a_string"),
        (
            "{\"type\":\"message\",\"message\":{\"a\":1}}",
            "message_not_a_string",
        ),
        ("{\"message\":\"x\",\"nonce\":\"\"}", "bad_nonce"),
        ("{\"message\":\"x\",\"nonce\":7}", "bad_nonce"),
        ("{\"message\":\"x\",\"nonce\":\"a b\"}", "bad_nonce"),
        ("{\"message\":\"x\",\"nonce\":\"茶\"}", "bad_nonce"),
        (&long_nonce, "bad_nonce"),
        ("{\"message\":\"\"}", "empty"),
        ("{\"message\":\" \\n\\t \"}", "empty"),
        ("{\"message\":\"\\u200b\\u200d\\ufeff\"}", "empty"),
        ("{\"message\":\"\\u0000\\u0007\"}", "empty"),
        (&long_text, "too_long"),
    ];
    for chunk in cases.chunks(15) {
        // A new socket each, because the twentieth error closes one.
        let mut socket = anna.enter("lobby").await;
        for (text, code) in chunk {
            socket.send_text(text).await;
            let error = socket.expect("error").await;
            assert_eq!(error["code"], *code, "{text}: {error}");
            assert!(
                error["detail"]
                    .as_str()
                    .is_some_and(|detail| !detail.is_empty()),
                "{error}"
            );
            assert_eq!(error.get("seq"), None);
        }
        socket.post("still open").await;
        assert_eq!(
            listener.event().await["message"],
            "still open",
            "nonsense reaches nobody"
        );
    }
    assert_eq!(anna.messages("lobby").await.len(), 2);
}

#[tokio::test]
async fn an_error_carries_the_nonce_of_its_command() {
    let server = TestServer::start().await;
    let mut socket = server.register("anna").await.enter("lobby").await;
    socket
        .send(json!({"type": "message", "message": " ", "nonce": "mine"}))
        .await;
    let error = socket.expect("error").await;
    assert_eq!(
        (&error["code"], &error["nonce"]),
        (&json!("empty"), &json!("mine"))
    );
    // A refused command has not used its nonce up.
    let ack = socket.post_as("now with text", "mine").await;
    assert_eq!(ack["dup"], false);
}

#[tokio::test]
async fn five_frames_of_nonsense_close_nobody() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (mut hers, mut his) = (anna.enter("lobby").await, bert.enter("lobby").await);
    for nonsense in [
        r#"{"message": 1}"#,
        "[",
        "{}",
        r#"{"type":"x"}"#,
        "undefined",
    ] {
        hers.send_text(nonsense).await;
        hers.expect("error").await;
    }
    hers.post("here").await;
    his.post("here too").await;
}

#[tokio::test]
async fn the_twentieth_error_within_a_minute_is_sent_and_then_the_socket_is_closed() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (mut hers, mut his) = (anna.enter("lobby").await, bert.enter("lobby").await);
    let mut second = anna.enter("lobby").await;
    for _ in 0..20 {
        hers.send_text("nonsense").await;
    }
    let (frames, closed) = hers.ending().await;
    let errors = frames
        .iter()
        .filter(|frame| frame["type"] == "error")
        .count();
    let bye = frames.last().expect("a bye");
    assert_eq!((errors, closed.code), (20, Some(1008)), "{frames:?}");
    assert_eq!((&bye["type"], &bye["code"]), (&json!("bye"), &json!(1008)));
    assert!(
        bye["retry_ms"].as_u64().is_some_and(|wait| wait > 0),
        "{bye}"
    );
    his.post("undisturbed").await;
    assert_eq!(
        second.event().await["message"],
        "undisturbed",
        "her other socket stays"
    );
}

#[tokio::test]
async fn bad_frames_are_closed_with_their_code_and_a_bye() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    socket
        .try_send(Message::binary(vec![1, 2, 3]))
        .await
        .unwrap();
    socket.closes_with(1003).await;
    let mut socket = anna.enter("lobby").await;
    let _ = socket.try_send(Message::text("x".repeat(65_537))).await;
    socket.closes_with(1009).await;
}
