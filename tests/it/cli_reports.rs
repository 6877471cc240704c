//! `teahouse report list|resolve`: the queue of those who look after rooms, by the command line.

use serde_json::{Value, json};

use crate::support::operator::{done, fields, misused, refused};
use crate::support::{SignedIn, Socket, TestServer, database};

/// A room with somebody in it who writes something that a reader finds wrong.
async fn house() -> (TestServer, SignedIn, SignedIn) {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    done(&server, "room create ops");
    for person in [&anna, &bert] {
        person.post("/rooms/ops/join", &[]).await.must_be(303);
    }
    (server, anna, bert)
}

async fn reported(socket: &mut Socket, reader: &SignedIn, text: &str, reason: &str) -> String {
    let ack = socket.post(text).await;
    let id = ack["id"].as_str().expect("an id").to_owned();
    let path = format!("/rooms/ops/messages/{id}/report");
    reader.post(&path, &[("reason", reason)]).await.must_be(303);
    id
}

async fn is_about(socket: &mut Socket, kind: &str, id: &str) -> Value {
    socket.expect_with(kind, |event| event["id"] == id).await
}

#[tokio::test]
async fn what_was_reported_is_listed_on_one_line_until_it_is_dealt_with() {
    let (server, anna, bert) = house().await;
    assert_eq!(done(&server, "report list"), "");
    let mut hers = anna.enter("ops").await;
    let text = "rude\n\tand \u{1b}[2J loud";
    let id = reported(&mut hers, &bert, text, "it is\nrude").await;
    reported(&mut hers, &bert, "an advert", "").await;
    let list = done(&server, "report list");
    let lines = fields(&list);
    assert_eq!(lines.len(), 2, "{list}");
    assert!(lines[1][3].ends_with('Z'), "{list}");
    assert_eq!(lines[0][8], "an advert", "the newest first");
    let told = &lines[1];
    assert_eq!(told[..3], ["1", "open", "-"]);
    assert_eq!(
        told[4..],
        ["ops", "anna", "bert", "it is rude", "rude and [2J loud"]
    );
    assert_eq!(done(&server, "report list --open --room ops"), list);
    assert_eq!(done(&server, "report list --room lobby"), "");

    done(&server, "report resolve 2 --dismiss");
    assert_eq!(fields(&done(&server, "report list")).len(), 1);
    let all = done(&server, "report list --all");
    let lines = fields(&all);
    assert_eq!((lines.len(), lines[0][1]), (2, "dismissed"), "{all}");
    // The page says the same.
    let queue = server.admin().get("/rooms/ops/reports").await;
    assert!(queue.must_be(200).shows(&id));
}

#[tokio::test]
async fn a_reported_message_is_hidden_shown_and_deleted_for_who_has_the_room_open() {
    let (server, anna, bert) = house().await;
    let mut hers = anna.enter("ops").await;
    let id = reported(&mut hers, &bert, "rude", "").await;
    let mut his = bert.enter("ops").await;
    done(&server, "report resolve 1 --hide");
    is_about(&mut his, "deleted", &id).await;
    done(&server, "report resolve 1 --show");
    assert_eq!(is_about(&mut his, "edited", &id).await["message"], "rude");
    done(&server, "report resolve 1 --delete");
    is_about(&mut his, "deleted", &id).await;
    assert!(done(&server, "report list --all").starts_with("1\tdeleted\t-\t"));
    refused(&server, "report resolve 1 --hide");
    refused(&server, "report resolve 1 --show");
    let list = done(&server, "audit list --limit 3");
    let deeds: Vec<[&str; 4]> = fields(&list)
        .iter()
        .map(|line| [line[2], line[5], line[6], line[7]])
        .collect();
    assert_eq!(
        deeds,
        [
            ["operator", "message.hidden", "ops", "anna"],
            ["operator", "message.shown", "ops", "anna"],
            ["operator", "message.deleted", "ops", "anna"],
        ],
        "{list}"
    );
    database::assert_whole(&server).await;
}

#[tokio::test]
async fn the_author_is_muted_for_a_day_or_for_so_many_hours() {
    let (server, anna, bert) = house().await;
    let mut hers = anna.enter("ops").await;
    reported(&mut hers, &bert, "rude", "").await;
    let seconds = "select (muted_until - (select max(at) from audit)) / 1000000 from memberships
        where muted_until is not null";
    done(&server, "report resolve 1 --mute");
    let muted = hers
        .expect_with("member", |event| event["op"] == "muted")
        .await;
    assert_eq!(muted["user"]["username"], "anna");
    let message = json!({"message": "x"});
    let answer = anna.post_json("/api/rooms/ops/messages", &message).await;
    assert_eq!((answer.status, answer.code()), (403, "muted".to_owned()));
    assert_eq!(database::number(&server, seconds).await, 24 * 3_600);
    done(&server, "report resolve 1 --mute 48");
    assert_eq!(database::number(&server, seconds).await, 48 * 3_600);
    // Who looks after the room is muted by nobody, and who left is none to be muted.
    done(&server, "room role ops anna moderator");
    refused(&server, "report resolve 1 --mute");
    done(&server, "room remove ops anna");
    refused(&server, "report resolve 1 --mute");
}

#[tokio::test]
async fn in_a_direct_room_a_reported_message_goes_and_nobody_is_muted() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let made = anna.post("/direct", &[("people", "bert")]).await;
    let made = made.must_be(303);
    let room = made.location().trim_start_matches("/rooms/").to_owned();
    let ack = anna.enter(&room).await.post("rude").await;
    let id = ack["id"].as_str().expect("an id");
    let path = format!("/rooms/{room}/messages/{id}/report");
    bert.post(&path, &[("reason", "")]).await.must_be(303);
    assert!(done(&server, "report list").contains("\tanna\tbert\t\trude\n"));
    refused(&server, "report resolve 1 --mute");
    let mut his = bert.enter(&room).await;
    done(&server, "report resolve 1 --delete");
    is_about(&mut his, "deleted", id).await;
}

#[tokio::test]
async fn a_report_that_is_not_there_or_an_outcome_that_is_none_is_said_in_one_sentence() {
    let server = TestServer::stopped(&[]);
    let sentence = refused(&server, "report resolve 7 --dismiss");
    assert!(sentence.contains('7'), "{sentence}");
    refused(&server, "report list --room nowhere");
    for line in [
        "report resolve 7",
        "report resolve 7 --hide --delete",
        "report resolve 7 --mute 0",
        "report resolve 7 --mute 8761",
        "report resolve seven --hide",
        "report list --open --all",
        "report",
    ] {
        misused(&server, line);
    }
}
