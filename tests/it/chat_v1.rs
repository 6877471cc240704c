//! The protocol `chat.v1` on one socket: hello, message, ack, error frames, typing, ping, bye.

use serde_json::{Value, json};

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
async fn what_is_sent_without_waiting_is_stored_and_answered_in_its_order() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    // One of them says nothing, and one is a command of another kind.
    let text = |number: usize| match number {
        40 => String::new(),
        _ => format!("line {number}"),
    };
    for number in 0..80 {
        if number == 60 {
            socket.send(json!({"type": "ping", "n": 60})).await;
        }
        let command = json!({"message": text(number), "nonce": format!("n-{number}")});
        socket.send(command).await;
    }
    let mut answers = Vec::new();
    for _ in 0..81 {
        let answer = socket.expect_any(&["ack", "error", "pong"]).await;
        let name = answer["nonce"].as_str().unwrap_or("pong").to_owned();
        assert_eq!(answer["type"] == "error", name == "n-40", "{answer}");
        answers.push(name);
    }
    let mut expected: Vec<String> = (0..80).map(|number| format!("n-{number}")).collect();
    expected.insert(60, "pong".to_owned());
    assert_eq!(answers, expected);
    let stored = anna.messages("lobby").await;
    let stored: Vec<_> = stored
        .iter()
        .map(|message| message["message"].clone())
        .collect();
    let said: Vec<_> = (0..80).filter(|number| *number != 40).map(text).collect();
    assert_eq!(json!(stored), json!(said));
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
