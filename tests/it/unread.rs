//! Unread and mention counts: always what a recount would give, and the same in every window of a person.

use serde_json::{Value, json};

use crate::support::visitor::SignedIn;
use crate::support::{Socket, TestServer, eventually};

/// `(unread, mentions)` of a room in a person's list.
async fn counts(person: &SignedIn, room: &str) -> (i64, i64) {
    let rooms = person.get("/api/rooms").await.json();
    let room = rooms["rooms"]
        .as_array()
        .and_then(|rooms| rooms.iter().find(|entry| entry["name"] == room).cloned())
        .expect("the room");
    let number = |key: &str| room[key].as_i64().expect("a number");
    (number("unread"), number("mentions"))
}

async fn read(socket: &mut Socket, upto: &Value) -> Value {
    socket.send(json!({"type": "read", "upto": upto})).await;
    socket.expect("read").await
}

#[tokio::test]
async fn messages_of_others_after_the_last_read_one_are_unread() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    let mut writer = anna.enter("lobby").await;
    let first = writer.post("one").await;
    writer.post("two").await;
    writer.post("three").await;
    assert_eq!(counts(&bert, "lobby").await, (3, 0));
    assert_eq!(counts(&anna, "lobby").await, (0, 0));
    let mut reader = bert.enter("lobby").await;
    let frame = read(&mut reader, &first["event"]).await;
    assert_eq!(
        (&frame["unread"], &frame["upto"]),
        (&json!(2), &first["event"])
    );
    assert_eq!(counts(&bert, "lobby").await, (2, 0));
}

#[tokio::test]
async fn what_was_read_never_becomes_unread_unless_the_person_says_so() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    let mut writer = anna.enter("lobby").await;
    let first = writer.post("one").await;
    let second = writer.post("two").await;
    let mut reader = bert.enter("lobby").await;
    read(&mut reader, &second["event"]).await;
    reader
        .send(json!({"type": "read", "upto": first["event"]}))
        .await;
    reader
        .send(json!({"type": "read", "upto": first["event"], "back": true}))
        .await;
    let frame = reader.expect("read").await;
    assert_eq!(
        (&frame["upto"], &frame["unread"], &frame["back"]),
        (&first["event"], &json!(1), &json!(true))
    );
    let far = read(&mut reader, &json!(9_007_199_254_740_993_i64)).await;
    assert_eq!(far["upto"], second["event"]);
}

#[tokio::test]
async fn a_window_from_before_a_rooms_new_name_is_told_what_is_read_under_that_name() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_room("ops").await;
    bert.post("/rooms/ops/join", &[]).await.must_be(303);
    let first = anna.enter("ops").await.post("one").await;
    let mut reader = bert.enter("ops").await;
    let renamed = ["room", "set", "ops", "--rename", "tea"];
    server.command(&renamed).must_succeed();
    reader.expect("room").await;
    let frame = read(&mut reader, &first["event"]).await;
    assert_eq!(frame["room"], "tea");
}

#[tokio::test]
async fn every_window_of_a_person_follows_what_one_of_them_read() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    bert.create_room("kitchen").await;
    let posted = anna.enter("lobby").await.post("one").await;
    let mut elsewhere = bert.enter("kitchen").await;
    let mut stranger = anna.enter("lobby").await;
    let mut here = bert.enter("lobby").await;
    read(&mut here, &posted["event"]).await;
    let frame = elsewhere.expect("read").await;
    assert_eq!(
        (&frame["room"], &frame["unread"]),
        (&json!("lobby"), &json!(0))
    );
    let others = stranger.all_until_now().await;
    assert!(
        others.iter().all(|frame| frame["type"] != "read"),
        "{others:?}"
    );
}

#[tokio::test]
async fn other_rooms_tell_of_their_activity_over_the_one_socket() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    bert.create_room("kitchen").await;
    let mut window = bert.enter("kitchen").await;
    let mut writer = anna.enter("lobby").await;
    let mut last = Value::Null;
    for text in ["one", "two", "@bert three"] {
        last = writer.post(text).await["event"].clone();
    }
    let frame = window
        .expect_with("activity", |frame| frame["head"] == last)
        .await;
    assert_eq!(
        (&frame["room"], &frame["unread"], &frame["mentions"]),
        (&json!("lobby"), &json!(3), &json!(1))
    );
}

#[tokio::test]
async fn a_mention_counts_while_the_present_text_has_it() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let zhang = server.register("张三").await;
    let mut writer = anna.enter("lobby").await;
    writer
        .post("`@张三` is code, me@张三.example is an address")
        .await;
    assert_eq!(counts(&zhang, "lobby").await, (1, 0));
    let called = writer.post("请看@张三你好").await;
    let event = writer
        .expect_with("message", |frame| frame["seq"] == called["event"])
        .await;
    assert_eq!(event["mentions"], json!([zhang.id().await]));
    assert_eq!(counts(&zhang, "lobby").await, (2, 1));
    writer
        .send(json!({"type": "edit", "nonce": "e", "id": called["id"], "message": "nobody"}))
        .await;
    writer.expect("ack").await;
    assert_eq!(counts(&zhang, "lobby").await, (2, 0));
    writer
        .send(json!({"type": "delete", "nonce": "d", "id": called["id"]}))
        .await;
    writer.expect("ack").await;
    assert_eq!(counts(&zhang, "lobby").await, (1, 0));
}

#[tokio::test]
async fn the_whole_room_is_called_by_those_who_look_after_it_only() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    anna.enter("lobby").await.post("@room tea").await;
    assert_eq!(counts(&bert, "lobby").await, (1, 0));
    server.admin().enter("lobby").await.post("@room tea").await;
    assert_eq!(counts(&bert, "lobby").await, (2, 1));
    anna.create_room("kitchen").await;
    bert.enter("kitchen").await.post("hello").await;
    anna.enter("kitchen").await.post("@Room cake").await;
    eventually("the owner's call counts", async || {
        counts(&bert, "kitchen").await == (1, 1)
    })
    .await;
}

#[tokio::test]
async fn in_a_room_that_is_not_joined_nothing_is_unread_and_read_changes_nothing() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    anna.create_room("kitchen").await;
    let posted = anna.enter("kitchen").await.post("soup").await;
    let mut guest = bert.enter("kitchen").await;
    guest
        .send(json!({"type": "read", "upto": posted["event"]}))
        .await;
    let frames = guest.all_until_now().await;
    assert!(
        frames.iter().all(|frame| frame["type"] != "read"),
        "{frames:?}"
    );
    assert_eq!(counts(&bert, "kitchen").await, (0, 0));
}

#[tokio::test]
async fn the_room_that_is_open_is_counted_too_and_so_are_deletions_in_it() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    let mut window = bert.enter("lobby").await;
    let mut writer = anna.enter("lobby").await;
    writer.post("stays").await;
    let posted = writer.post("goes").await;
    let unread = |count: i64| move |frame: &Value| frame["unread"] == count;
    window.expect_with("activity", unread(2)).await;
    writer
        .send(json!({"type": "delete", "nonce": "d", "id": posted["id"]}))
        .await;
    let frame = window.expect_with("activity", unread(1)).await;
    assert_eq!(frame["room"], "lobby");
}

#[tokio::test]
async fn what_windows_are_told_never_goes_back_however_many_read_at_once() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    let mut writer = anna.enter("lobby").await;
    let mut windows = [bert.enter("lobby").await, bert.enter("lobby").await];
    let mut told = [0, 0];
    for turn in 0..20 {
        let first = writer.post(&format!("{turn} one")).await["event"].clone();
        let second = writer.post(&format!("{turn} two")).await["event"].clone();
        let [one, two] = &mut windows;
        tokio::join!(
            one.send(json!({"type": "read", "upto": first})),
            two.send(json!({"type": "read", "upto": second}))
        );
        for (window, told) in windows.iter_mut().zip(&mut told) {
            while *told < second.as_i64().expect("a seq") {
                let upto = window.expect("read").await["upto"].as_i64().expect("a seq");
                assert!(upto >= *told, "{upto} after {told}");
                *told = upto;
            }
        }
    }
    assert_eq!(counts(&bert, "lobby").await, (0, 0));
}
