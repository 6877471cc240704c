//! The protocol `chat.v1` on one socket: hello, message, ack, error frames, typing, ping, bye.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::socket::fresh_nonce;
use crate::support::{Socket, TestServer};

/// The keys of a frame, sorted.
fn keys(frame: &Value) -> Vec<&str> {
    let mut keys: Vec<_> = frame
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

#[tokio::test]
async fn hello_is_first_and_says_who_where_and_what_the_limits_are() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let socket = anna.enter("lobby").await;
    let hello = &socket.hello;
    assert_eq!(
        (&hello["v"], &hello["room"], &hello["role"]),
        (&json!(1), &json!("lobby"), &json!("member"))
    );
    assert_eq!(
        hello["user"],
        json!({"id": anna.id().await, "name": "anna", "username": "anna"})
    );
    assert_eq!(hello["heartbeat_ms"], 25_000);
    assert_eq!(
        hello["limits"],
        json!({"text_chars": 4_000, "frame_bytes": 65_536})
    );
    assert!(hello["head"].is_i64() && !hello["epoch"].as_str().expect("a string").is_empty());
    assert_eq!(hello.get("seq"), None);
}

#[tokio::test]
async fn the_first_event_is_the_one_after_the_head_of_hello() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut writer = anna.enter("lobby").await;
    writer.post("before").await;
    let mut socket = anna.enter("lobby").await;
    let head = socket.hello["head"].as_i64().expect("a number");
    writer.post("after").await;
    let event = socket.event().await;
    assert_eq!(
        (&event["message"], event["seq"].as_i64()),
        (&json!("after"), Some(head + 1))
    );
}

#[tokio::test]
async fn a_message_reaches_everybody_the_sender_too_and_is_acknowledged_to_the_sender_alone() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (mut hers, mut his) = (anna.enter("lobby").await, bert.enter("lobby").await);
    let nonce = fresh_nonce();
    let ack = hers.post_as("hello *you*", &nonce).await;
    let (at_hers, at_his) = (hers.expect("message").await, his.expect("message").await);
    assert_eq!(at_hers, at_his);
    assert_eq!(
        keys(&at_his),
        [
            "at", "html", "id", "message", "nonce", "room", "seq", "type", "user"
        ]
    );
    assert_eq!(
        (&at_his["room"], &at_his["message"], &at_his["nonce"]),
        (&json!("lobby"), &json!("hello *you*"), &json!(nonce))
    );
    assert_eq!(
        at_his["user"],
        json!({"id": anna.id().await, "name": "anna", "username": "anna"})
    );
    assert!(at_his["html"].as_str().expect("html").starts_with("<p>"));
    assert_eq!(keys(&ack), ["dup", "event", "id", "nonce", "room", "type"]);
    assert_eq!(
        (&ack["event"], &ack["id"], &ack["dup"]),
        (&at_his["seq"], &at_his["id"], &json!(false))
    );

    let at = at_his["at"].as_str().expect("a moment");
    assert!(
        at.len() == 24 && at.ends_with('Z') && at.as_bytes()[19] == b'.',
        "{at}"
    );
    let rest = his.all_until_now().await;
    assert!(rest.iter().all(|frame| frame["type"] != "ack"), "{rest:?}");
}

#[tokio::test]
async fn without_a_nonce_there_is_no_ack_and_without_a_type_it_is_a_message() {
    let server = TestServer::start().await;
    let mut socket = server.register("anna").await.enter("lobby").await;
    socket.send(json!({"message": "bare"})).await;
    let message = socket.expect("message").await;
    assert_eq!(
        (&message["message"], message.get("nonce")),
        (&json!("bare"), None)
    );
    let rest = socket.all_until_now().await;
    assert!(
        rest.iter()
            .all(|frame| frame["type"] != "ack" && frame["type"] != "error"),
        "{rest:?}"
    );
}

#[tokio::test]
async fn keys_that_nobody_knows_are_ignored() {
    let server = TestServer::start().await;
    let mut socket = server.register("anna").await.enter("lobby").await;
    let command = json!({"type": "message", "message": "x", "room": "ops", "user": "boss", "seq": 9,
        "at": "1999-01-01T00:00:00Z", "html": "<b>x</b>", "nonce": "k-1"});
    socket.send(command).await;
    socket.expect("ack").await;
    let message = socket.expect("message").await;
    assert_eq!(
        (&message["room"], &message["user"]["username"]),
        (&json!("lobby"), &json!("anna"))
    );
    assert!(
        !message["at"]
            .as_str()
            .expect("a moment")
            .starts_with("1999")
    );
    assert_eq!(message["html"], "<p>x</p>");
}

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

#[tokio::test]
async fn a_text_at_its_limit_is_stored_and_a_frame_at_its_limit_is_read() {
    let server = TestServer::start().await;
    let mut socket = server.register("anna").await.enter("lobby").await;
    for text in ["x".repeat(4_000), "茶".repeat(4_000), "🫖".repeat(4_000)] {
        socket.post(&text).await;
        assert_eq!(socket.expect("message").await["message"], text);
    }
    // Spaces around it are not counted, so only the frame has its limit here.
    let room = 65_536 - json!({"message": ""}).to_string().len();
    let padded = format!("{:width$}", "tea", width = room);
    let frame = json!({"message": padded}).to_string();
    assert_eq!(frame.len(), 65_536);
    socket.send_text(&frame).await;
    assert_eq!(socket.expect("message").await["message"], "tea");
}

#[tokio::test]
async fn limits_follow_the_settings_and_hello_tells_them() {
    let flags = [
        "--limit-text-characters",
        "10",
        "--limit-frame-bytes",
        "2048",
        "--heartbeat-seconds",
        "7",
    ];
    let server = TestServer::start_with(&flags).await;
    let mut socket = server.admin().enter("lobby").await;
    assert_eq!(
        socket.hello["limits"],
        json!({"text_chars": 10, "frame_bytes": 2_048})
    );
    assert_eq!(socket.hello["heartbeat_ms"], 7_000);
    socket.post("ten chars!").await;
    socket.send(json!({"message": "eleven char"})).await;
    let error = socket.expect("error").await;
    assert_eq!(error["code"], "too_long");
    assert!(
        error["detail"].as_str().expect("a sentence").contains("10"),
        "{error}"
    );
    let _ = socket.try_send(Message::text("x".repeat(2_049))).await;
    socket.closes_with(1009).await;
}

#[tokio::test]
async fn text_is_trimmed_and_cleaned_and_nothing_else() {
    let server = TestServer::start().await;
    let mut socket = server.register("anna").await.enter("lobby").await;
    for (sent, stored) in [
        ("  tea \n\t", "tea"),
        ("\u{3000}茶\u{3000}", "茶"),
        ("one\r\ntwo\ttabs", "one\ntwo\ttabs"),
        ("bell\u{7} and\u{0} nul", "bell and nul"),
        ("Z\u{351}\u{36b}\u{343}", "Z\u{351}\u{36b}\u{343}"),
        ("a  b", "a  b"),
        ("👩\u{200d}👩\u{200d}👧", "👩\u{200d}👩\u{200d}👧"),
    ] {
        socket.post(sent).await;
        assert_eq!(
            socket.expect("message").await["message"],
            stored,
            "{sent:?}"
        );
    }
}

#[tokio::test]
async fn html_is_escaped_text_with_paragraphs_breaks_links_and_code() {
    let server = TestServer::start().await;
    let mut socket = server.register("anna").await.enter("lobby").await;
    for (text, expected) in [
        ("a < b & \"c\"", "a &lt; b &amp; "),
        ("one\ntwo", "<br"),
        ("one\n\ntwo", "</p><p>"),
        (
            "see https://tea.example/x?a=1&b=2",
            "href=\"https://tea.example/x?a=1&amp;b=2\"",
        ),
        ("run `rm -rf <dir>`", "<code>rm -rf &lt;dir&gt;</code>"),
    ] {
        socket.post(text).await;
        let html = socket.expect("message").await["html"]
            .as_str()
            .expect("html")
            .replace('\n', "");
        assert!(html.contains(expected), "{text:?} became {html}");
        assert!(!html.contains("<dir>"), "{html}");
    }
    socket
        .post("javascript:alert(1) <script>alert(1)</script>")
        .await;
    let html = socket.expect("message").await["html"].to_string();
    assert!(
        !html.contains("<script") && !html.contains("href"),
        "{html}"
    );
}

#[tokio::test]
async fn typing_is_told_to_the_others_and_never_stored() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (mut hers, mut his) = (anna.enter("lobby").await, bert.enter("lobby").await);
    hers.send(json!({"type": "typing", "on": true})).await;
    let typing = his.expect("typing").await;
    assert_eq!(
        (&typing["room"], &typing["on"], &typing["user"]["username"]),
        (&json!("lobby"), &json!(true), &json!("anna"))
    );
    assert_eq!(typing.get("seq"), None);
    hers.send(json!({"type": "typing", "on": false})).await;
    assert_eq!(his.expect("typing").await["on"], false);
    assert_eq!(anna.enter("lobby").await.hello["head"], hers.hello["head"]);
    let own = hers.all_until_now().await;
    assert!(
        own.iter().all(|frame| frame["type"] != "typing"),
        "not to oneself: {own:?}"
    );
}

#[tokio::test]
async fn typing_faster_than_its_rate_is_dropped_without_an_error() {
    let server = TestServer::start().await;
    let mut socket = server.register("anna").await.enter("lobby").await;
    for number in 0..200 {
        socket
            .send(json!({"type": "typing", "on": number % 2 == 0}))
            .await;
    }
    let frames = socket.all_until_now().await;
    assert!(
        frames.iter().all(|frame| frame["type"] != "error"),
        "{frames:?}"
    );
    socket.post("and a message after it").await;
}

#[tokio::test]
async fn ping_is_answered_with_its_number_and_the_head_of_the_room() {
    let server = TestServer::start().await;
    let mut socket = server.register("anna").await.enter("lobby").await;
    let head = socket.hello["head"].as_i64().expect("a number");
    socket.send(json!({"type": "ping", "n": 7})).await;
    let pong = socket.expect("pong").await;
    assert_eq!(pong, json!({"type": "pong", "n": 7, "head": head}));
    socket.post("one more").await;
    socket.send(json!({"type": "ping", "n": 8})).await;
    assert_eq!(socket.expect("pong").await["head"], head + 1);
}

#[tokio::test]
async fn the_server_pushes_while_the_client_streams() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (mut hers, mut his) = (anna.enter("lobby").await, bert.enter("lobby").await);
    let both = async |socket: &mut Socket, name: &str| {
        for number in 0..1_000 {
            socket
                .send(json!({"message": format!("{name} {number}")}))
                .await;
        }
        let mut seen = Vec::new();
        while seen.len() < 2_000 {
            seen.push(socket.event().await["seq"].as_i64().expect("a number"));
        }
        seen
    };
    let (left, right) = tokio::join!(both(&mut hers, "anna"), both(&mut his, "bert"));
    assert_eq!(left, right);
    assert!(left.windows(2).all(|pair| pair[1] == pair[0] + 1));
}
