//! What is wrong only over time: each case of the group is held by a test, here or in another file.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use teahouse::clock::{Clock, SystemClock};
use teahouse::domain::Timestamp;

use super::group;
use crate::support::{A_SECOND, TestServer, database};

/// The cases, and of each the file and the name of the test that holds it.
const HELD: [(&str, &str, &str); 12] = [
    // The same nonce twice on one socket.
    (
        "sequences-01",
        "resend",
        "a_resend_stores_nothing_and_is_answered_by_the_first_ack",
    ),
    // By two users.
    (
        "sequences-03",
        "resend",
        "a_nonce_is_of_one_user_and_one_room",
    ),
    // Sent, cut before the ack, and sent again.
    (
        "sequences-05",
        "resend",
        "a_link_cut_before_the_ack_and_a_resend_are_one_message",
    ),
    (
        "sequences-07",
        "bad_inputs/sequences",
        "who_comes_back_with_the_seq_of_a_deleted_message_gets_what_followed_it",
    ),
    // The room is deleted while somebody is connected.
    (
        "sequences-09",
        "ends/rooms",
        "a_deleted_room_closes_on_everybody",
    ),
    // The password is changed elsewhere.
    (
        "sequences-11",
        "ends/sessions",
        "a_new_password_closes_all_other_sockets",
    ),
    (
        "sequences-13",
        "bad_inputs/sequences",
        "a_session_at_its_absolute_end_closes_its_open_sockets",
    ),
    // Never reads while others talk: the protocol lets the server heal the socket in place of closing it.
    (
        "sequences-15",
        "slow_readers",
        "who_does_not_read_delays_nobody_and_is_complete_in_the_end",
    ),
    (
        "sequences-17",
        "bad_inputs/sequences",
        "a_day_later_short_sessions_are_over_and_all_else_goes_on",
    ),
    (
        "sequences-19",
        "bad_inputs/sequences",
        "walking_back_while_messages_arrive_meets_everything_once",
    ),
    (
        "sequences-21",
        "bad_inputs/sequences",
        "of_two_tabs_one_closes_and_the_other_goes_on",
    ),
    (
        "sequences-23",
        "bad_inputs/sequences",
        "each_of_twenty_sockets_of_one_person_gets_each_message_once",
    ),
];

#[test]
fn every_case_of_the_group_is_held_by_a_test() {
    let cases: Vec<String> = group("sequences").into_iter().map(|case| case.id).collect();
    let held: Vec<&str> = HELD.iter().map(|(id, ..)| *id).collect();
    assert_eq!(held, cases);
    for (id, file, name) in HELD {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/{file}.rs"));
        let text = std::fs::read_to_string(&path).expect("a file of tests");
        assert!(
            text.contains(&format!("async fn {name}()")),
            "{id}: {path:?} has no {name}"
        );
    }
}

#[tokio::test]
async fn who_comes_back_with_the_seq_of_a_deleted_message_gets_what_followed_it() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    let epoch = socket.hello["epoch"].as_str().expect("an epoch").to_owned();
    let gone = socket.post("soon gone").await;
    socket.post("stays").await;
    socket
        .send(json!({"type": "delete", "nonce": "d", "id": gone["id"]}))
        .await;
    let deleted = socket.expect_with("ack", |ack| ack["nonce"] == "d").await;
    let since = gone["event"].as_i64().expect("a seq");
    let path = format!("/ws/chat/lobby/?since={since}&epoch={epoch}");
    let mut back = anna.enter_at(&path).await;
    let missed = [back.event().await, back.event().await];
    assert_eq!(missed[0]["message"], "stays", "{missed:?}");
    assert_eq!(
        (&missed[1]["type"], &missed[1]["id"]),
        (&json!("deleted"), &gone["id"])
    );
    let resumed = back.expect("resumed").await;
    assert_eq!(
        (&resumed["complete"], &resumed["to"]),
        (&json!(true), &deleted["event"])
    );
}

#[tokio::test]
async fn a_session_at_its_absolute_end_closes_its_open_sockets() {
    const LEFT: Duration = Duration::from_millis(1_500);
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (mut hers, mut his) = (anna.enter("lobby").await, bert.enter("lobby").await);
    // As after 90 days in which it was always used: use moves the end no further.
    let end = Timestamp::from(SystemClock.now()).plus(LEFT);
    let pool = database::open(&server).await;
    let ending = sqlx::query(
        "update sessions set absolute_expires_at = $1, expires_at = $1, last_seen_at = $1 - 3600000000
         where user_id = (select id from users where username = 'anna')",
    );
    ending.bind(end.0).execute(&pool).await.unwrap();
    pool.close().await;
    let code = loop {
        // It may be closed just now.
        let frame = json!({"message": "still in use"}).to_string();
        let _ = hers.try_send(frame.into()).await;
        match hers.arrival().await {
            Ok(_) => anna.get("/api/me").await,
            Err(closed) => break closed.code,
        };
    };
    let now = Timestamp::from(SystemClock.now());
    assert!(now >= end, "closed before its time");
    let late = now.since(end);
    println!("closed {late:?} after the end");
    assert_eq!(code, Some(4401));
    // The case says five seconds; all ends are promised within one.
    assert!(late < A_SECOND, "{late:?}");
    his.post("still here").await;
    anna.get("/api/me").await.must_be(401);
}

/// A clock that is set forward is, seen from the file, the same as rows that are older.
#[tokio::test]
async fn a_day_later_short_sessions_are_over_and_all_else_goes_on() {
    // Microseconds.
    const DAY_AND_A_BIT: i64 = (24 * 60 + 1) * 60 * 1_000_000;
    let mut server = TestServer::start().await;
    let (boss, anna) = (server.admin().clone(), server.register("anna").await);
    let (mut boss_socket, mut socket) = (boss.enter("lobby").await, anna.enter("lobby").await);
    let first = socket.post_as("yesterday", "of-yesterday").await;
    let pool = database::open(&server).await;
    for (table, columns) in [
        (
            "sessions",
            &[
                "created_at",
                "last_seen_at",
                "expires_at",
                "absolute_expires_at",
            ][..],
        ),
        ("messages", &["created_at"]),
        ("nonces", &["created_at"]),
        ("memberships", &["joined_at"]),
    ] {
        let moved: Vec<String> = columns
            .iter()
            .map(|column| format!("{column} = {column} - {DAY_AND_A_BIT}"))
            .collect();
        let statement = format!("update {table} set {}", moved.join(", "));
        let moving = sqlx::query(sqlx::AssertSqlSafe(statement))
            .execute(&pool)
            .await;
        assert!(moving.unwrap().rows_affected() > 0, "{table}");
    }
    pool.close().await;
    // An admin's session lasts for 24 hours without use, a member's for two weeks.
    boss_socket.closes_with(4401).await;
    boss.get("/api/me").await.must_be(401);
    socket.post("today").await;
    let again = socket.post_as("yesterday", "of-yesterday").await;
    assert_eq!((&again["dup"], &again["id"]), (&json!(true), &first["id"]));
    boss.sign_in("boss").await.must_lead_to("/");
    server.restart();
    boss.get("/rooms/lobby").await.must_be(200);
    assert_eq!(anna.messages("lobby").await.len(), 2);
}

#[tokio::test]
async fn walking_back_while_messages_arrive_meets_everything_once() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    let mut writer = anna.enter("lobby").await;
    let mut posted = Vec::new();
    for number in 0..60 {
        posted.push(writer.post(&format!("line {number}")).await["event"].clone());
    }
    let mut seen: Vec<Value> = Vec::new();
    let mut question = "limit=7".to_owned();
    loop {
        let page = anna
            .get(&format!("/api/rooms/lobby/messages?{question}"))
            .await;
        let page = page.must_be(200).json();
        let messages = page["messages"].as_array().expect("a list");
        let seqs: Vec<Value> = messages
            .iter()
            .map(|message| message["seq"].clone())
            .collect();
        question = format!("limit=7&before={}", seqs[0]);
        seen.splice(0..0, seqs);
        writer.post("one more meanwhile").await;
        if page["has_before"] == false {
            break;
        }
    }
    assert_eq!(seen, posted);
}

/// Who is shown online is not told yet; what the other tab hears is the same thing underneath.
#[tokio::test]
async fn of_two_tabs_one_closes_and_the_other_goes_on() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    bert.create_room("ops").await;
    anna.post("/rooms/ops/join", &[]).await.must_be(303);
    let (closing, mut staying) = (anna.enter("lobby").await, anna.enter("lobby").await);
    let mut others = bert.enter("ops").await;
    closing.leave().await;
    others.post("@anna are you there?").await;
    let activity = staying
        .expect_with("activity", |told| told["room"] == "ops")
        .await;
    assert_eq!(
        (&activity["unread"], &activity["mentions"]),
        (&json!(1), &json!(1))
    );
    staying.post("I am").await;
}

#[tokio::test]
async fn each_of_twenty_sockets_of_one_person_gets_each_message_once() {
    // As many as a person may have, by the default.
    const SOCKETS: usize = 20;
    const MESSAGES: usize = 15;
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut sockets = Vec::new();
    for _ in 0..SOCKETS {
        sockets.push(anna.enter("lobby").await);
    }
    let mut writer = bert.enter("lobby").await;
    let mut ids = Vec::new();
    for number in 0..MESSAGES {
        ids.push(writer.post(&format!("number {number}")).await["id"].clone());
    }
    for socket in &mut sockets {
        let mut told = Vec::new();
        while told.last() != ids.last() {
            let event = socket.event().await;
            if event["type"] == "message" {
                told.push(event["id"].clone());
            }
        }
        // Whatever would come twice is there by now.
        let rest = socket.all_until_now().await;
        told.extend(
            rest.iter()
                .filter(|frame| frame["type"] == "message")
                .map(|frame| frame["id"].clone()),
        );
        assert_eq!(told, ids);
    }
}
