//! The messages that call somebody: all of them, in order, and none that is gone or was lost.

use serde_json::{Value, json};

use super::{act_on, member};
use crate::support::TestServer;
use crate::support::visitor::SignedIn;

/// The texts of the mentions on the newest page, and which of them are unread.
async fn inbox(person: &SignedIn, query: &str) -> Vec<(String, bool)> {
    let page = person.get(&format!("/api/mentions{query}")).await;
    let page = page.must_be(200).json();
    let messages = page["messages"].as_array().expect("a list");
    let entry = |message: &Value| {
        let text = message["message"].as_str().expect("a text").to_owned();
        (text, message["unread"] == true)
    };
    messages.iter().map(entry).collect()
}

fn unread(texts: &[&str]) -> Vec<(String, bool)> {
    texts
        .iter()
        .map(|text| ((*text).to_owned(), true))
        .collect()
}

#[tokio::test]
async fn the_inbox_has_what_names_one_or_calls_the_room_newest_first_and_says_what_is_unread() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    anna.create_room("tea").await;
    member(&anna, "tea", "bert", "member").await;
    assert!(inbox(&bert, "").await.is_empty());
    let mut tea = anna.enter("tea").await;
    let mut lobby = anna.enter("lobby").await;
    tea.post("@bert one").await;
    lobby.post("@bert two").await;
    lobby.post("@room is not hers to call").await;
    tea.post("nobody is meant").await;
    let called = tea.post("@room and @bert three").await;
    assert_eq!(
        inbox(&bert, "").await,
        unread(&["@room and @bert three", "@bert two", "@bert one"])
    );
    assert!(
        inbox(&anna, "").await.is_empty(),
        "one does not call oneself"
    );
    let mut reader = bert.enter("tea").await;
    reader
        .send(json!({"type": "read", "upto": called["event"]}))
        .await;
    reader.expect("read").await;
    let seen: Vec<bool> = inbox(&bert, "").await.iter().map(|entry| entry.1).collect();
    assert_eq!(seen, [false, true, false]);
    assert_eq!(inbox(&bert, "?unread=1").await, unread(&["@bert two"]));
    let page = bert.get("/mentions").await.must_be(200);
    for text in [
        "two",
        "three",
        "href=\"/rooms/tea/messages/",
        "mention-unread",
    ] {
        assert!(page.body.contains(text), "{text}");
    }
    let page = bert.get("/mentions?unread=1").await.must_be(200);
    assert!(page.body.contains("two") && !page.body.contains("three"));
}

#[tokio::test]
async fn what_is_edited_away_deleted_hidden_or_in_a_room_one_has_lost_is_nowhere_in_the_inbox() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    for room in ["den", "left", "banned", "gone"] {
        anna.create_private_room(room).await;
        member(&anna, room, "bert", "member").await;
        anna.enter(room)
            .await
            .post(&format!("@bert in {room}"))
            .await;
        anna.enter(room)
            .await
            .post(&format!("@room in {room}"))
            .await;
    }
    let mut lobby = anna.enter("lobby").await;
    let edited = lobby.post("@bert edited away").await;
    let deleted = lobby.post("@bert deleted").await;
    let kept = lobby.post("nobody yet").await;
    assert_eq!(inbox(&bert, "").await.len(), 10);

    let path =
        |message: &Value| format!("/api/messages/{}", message["id"].as_str().expect("an id"));
    let patch = |message: &Value, text: &str| {
        let request = anna.request(reqwest::Method::PATCH, &path(message));
        crate::support::visitor::send(request.json(&json!({ "message": text })))
    };
    patch(&edited, "somebody else").await.must_be(200);
    patch(&kept, "now @bert").await.must_be(200);
    let gone = anna.request(reqwest::Method::DELETE, &path(&deleted));
    crate::support::visitor::send(gone).await.must_be(204);
    bert.post("/rooms/left/leave", &[]).await.must_be(303);
    act_on(&anna, "banned", &bert, "ban").await;
    server.command(&["room", "delete", "gone"]).must_succeed();

    let expected = unread(&["now @bert", "@room in den", "@bert in den"]);
    assert_eq!(inbox(&bert, "").await, expected);
    assert_eq!(inbox(&bert, "?unread=1").await, expected);
    let page = bert.get("/mentions").await.must_be(200);
    for lost in [
        "edited away",
        "deleted</p>",
        "in left",
        "in banned",
        "in gone",
    ] {
        assert!(!page.body.contains(lost), "{lost}");
    }
    act_on(&anna, "den", &bert, "remove").await;
    assert_eq!(inbox(&bert, "").await, unread(&["now @bert"]));
}

#[tokio::test]
async fn calls_of_before_one_came_are_not_meant_for_one() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    anna.create_room("tea").await;
    let mut tea = anna.enter("tea").await;
    tea.post("@room early").await;
    tea.post("@bert by name, early").await;
    assert!(inbox(&bert, "").await.is_empty());
    bert.post("/rooms/tea/join", &[]).await.must_be(303);
    tea.post("@room late").await;
    let texts = [
        ("@room late".to_owned(), true),
        ("@bert by name, early".to_owned(), false),
    ];
    assert_eq!(inbox(&bert, "").await, texts);
}

#[tokio::test]
async fn the_inbox_is_read_page_by_page_without_a_gap_or_a_double() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    anna.create_room("tea").await;
    member(&anna, "tea", "bert", "member").await;
    let (mut tea, mut lobby) = (anna.enter("tea").await, anna.enter("lobby").await);
    for number in 0..60 {
        tea.post(&format!("@room {number}")).await;
        lobby.post(&format!("@bert {number}")).await;
    }
    let (mut texts, mut query) = (Vec::new(), String::new());
    let mut sizes = Vec::new();
    loop {
        let page = bert
            .get(&format!("/api/mentions{query}"))
            .await
            .must_be(200)
            .json();
        let messages = page["messages"].as_array().expect("a list");
        sizes.push(messages.len());
        texts.extend(messages.iter().map(|message| message["message"].clone()));
        // What comes meanwhile moves no later page.
        lobby.post("@bert meanwhile").await;
        match page["cursor"].as_str() {
            Some(cursor) => query = format!("?cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(sizes, [50, 50, 20]);
    let expected: Vec<Value> = (0..60)
        .rev()
        .flat_map(|n| [json!(format!("@bert {n}")), json!(format!("@room {n}"))])
        .collect();
    assert_eq!(texts, expected);
    for cursor in ["", "x", "-1", "1.5", "9".repeat(40).as_str()] {
        let wrong = bert.get(&format!("/api/mentions?cursor={cursor}")).await;
        assert_eq!(
            (wrong.status, &*wrong.code()),
            (400, "bad_request"),
            "{cursor}"
        );
    }
    let first = bert.get("/mentions").await.must_be(200);
    let older = first
        .body
        .split("href=\"/mentions?before=")
        .nth(1)
        .expect("a next page");
    let before = older.split('"').next().expect("a cursor");
    let second = bert
        .get(&format!("/mentions?before={before}"))
        .await
        .must_be(200);
    assert_eq!(second.body.matches("class=\"mention-item").count(), 50);
}

#[tokio::test]
async fn a_mention_of_somebody_blocked_is_folded_in_the_inbox_as_in_the_room() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    anna.enter("lobby").await.post("@bert look").await;
    assert!(!bert.get("/mentions").await.body.contains("mention-fold"));
    bert.post("/people/anna/block", &[("blocked", "1")])
        .await
        .must_be(303);
    assert!(bert.get("/mentions").await.body.contains("mention-fold"));
    assert_eq!(inbox(&bert, "").await, unread(&["@bert look"]));
}

#[tokio::test]
async fn the_sidebar_says_how_many_mentions_are_unread_also_in_archived_rooms() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    anna.create_room("tea").await;
    member(&anna, "tea", "bert", "member").await;
    anna.enter("tea").await.post("@bert one").await;
    anna.enter("lobby").await.post("@bert two").await;
    let entry = |page: &str| {
        let entry = page
            .split("id=\"sidebar-mentions\"")
            .nth(1)
            .expect("the entry");
        let count = entry
            .split("aria-hidden=\"true\">")
            .nth(1)
            .expect("an icon or a count");
        let elsewhere = entry.split("data-elsewhere=\"").nth(1).expect("a number");
        let text = |part: &str, end| part.split(end).next().unwrap_or_default().to_owned();
        (text(count, '<'), text(elsewhere, '"'))
    };
    for path in ["/rooms", "/rooms/lobby", "/mentions"] {
        let page = bert.get(path).await.must_be(200);
        assert_eq!(entry(&page.body), ("2".into(), "0".into()), "{path}");
    }
    anna.post("/rooms/tea/archive", &[("archived", "1")])
        .await
        .must_be(303);
    let page = bert.get("/rooms").await.must_be(200);
    assert_eq!(entry(&page.body), ("2".into(), "1".into()));
}
