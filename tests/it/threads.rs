//! Threads: their page, who follows them, and an unread count of their own.

use serde_json::{Value, json};

use crate::replies::{delete, reply};
use crate::support::{SignedIn, TestServer, database};

async fn thread(reader: &SignedIn, id: &Value) -> Value {
    let path = format!("/api/messages/{}/thread", id.as_str().unwrap());
    reader.get(&path).await.must_be(200).json()
}

async fn read(reader: &SignedIn, id: &Value, body: Value) -> u16 {
    let path = format!("/api/messages/{}/thread/read", id.as_str().unwrap());
    reader.post_json(&path, &body).await.status
}

#[tokio::test]
async fn a_thread_has_its_first_message_and_its_replies_oldest_first() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut socket = anna.enter("lobby").await;
    let first = socket.post("first").await["id"].clone();
    let mut other = bert.enter("lobby").await;
    let mut ids = Vec::new();
    for text in ["a", "b", "c"] {
        other.post("between").await;
        ids.push(reply(&mut other, &first, text).await["id"].clone());
    }
    let whole = thread(&anna, &first).await;
    assert_eq!(whole["first"]["id"], first);
    let found: Vec<&Value> = whole["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| &message["id"])
        .collect();
    assert_eq!(found, ids.iter().collect::<Vec<_>>());
    assert_eq!(whole["has_after"], false);
    // By any of its messages, and page by page.
    assert_eq!(thread(&anna, &ids[1]).await["first"]["id"], first);
    let base = format!("/api/messages/{}/thread", first.as_str().unwrap());
    let page = anna.get(&format!("{base}?limit=2")).await.json();
    assert_eq!(page["has_after"], true);
    let after = &page["messages"][1]["seq"];
    let page = anna.get(&format!("{base}?limit=2&after={after}")).await;
    assert_eq!(page.json()["messages"][0]["id"], ids[2]);
    for bad in ["limit=0", "limit=x", "after=-1", "after=x"] {
        let answer = anna.get(&format!("{base}?{bad}")).await.must_be(400);
        assert_eq!(answer.code(), "bad_request");
    }
    let path = format!("/rooms/lobby/threads/{}", first.as_str().unwrap());
    let page = anna.get(&path).await.must_be(200);
    assert!(page.shows("first") && page.body.contains("<p>a</p>"));
    let bad = anna.get(&format!("{path}?after=x")).await.must_be(400);
    assert!(bad.body.contains("</html>"), "{}", bad.body);
    let other_path = format!("/rooms/lobby/threads/{}", ids[0].as_str().unwrap());
    anna.get(&other_path).await.must_lead_to(&path);
    let fields = [
        ("message", "by form"),
        ("reply_to", first.as_str().unwrap()),
        ("thread", first.as_str().unwrap()),
    ];
    anna.post("/rooms/lobby/messages", &fields)
        .await
        .must_lead_to(&path);
}

#[tokio::test]
async fn unread_replies_are_those_of_others_that_are_left_after_ones_own_mark() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut socket = anna.enter("lobby").await;
    let first = socket.post("first").await["id"].clone();
    assert_eq!(thread(&anna, &first).await["last_read"], Value::Null);
    let mut other = bert.enter("lobby").await;
    let one = reply(&mut other, &first, "one").await;
    let two = reply(&mut other, &first, "two").await;
    let unread = async |who: &SignedIn| thread(who, &first).await["unread"].clone();
    assert_eq!(
        (unread(&anna).await, unread(&bert).await),
        (json!(2), json!(0))
    );
    // A window of the follower hears of it, in whatever room it is.
    let told = socket
        .expect_with("thread", |frame| frame["unread"] == 2)
        .await;
    assert_eq!(told["id"], first);
    assert_eq!(told["unread_threads"], 1);

    delete(&mut other, &one["id"]).await;
    assert_eq!(unread(&anna).await, 1);
    let left = other.expect("deleted").await;
    assert_eq!(left["thread"]["replies"], 1);
    // Reading the room is not reading the thread.
    socket
        .send(json!({"type": "read", "upto": two["event"]}))
        .await;
    socket.expect("read").await;
    assert_eq!(unread(&anna).await, 1);

    let seq = two["event"].as_i64().unwrap();
    assert_eq!(read(&anna, &two["id"], json!({"upto": seq})).await, 204);
    assert_eq!(unread(&anna).await, 0);
    let told = socket
        .expect_with("thread", |frame| frame["unread"] == 0)
        .await;
    assert_eq!(told["unread_threads"], 0);
    // Never back, but where it is asked for.
    read(&anna, &first, json!({"upto": seq - 1})).await;
    assert_eq!(unread(&anna).await, 0);
    read(&anna, &first, json!({"upto": seq - 1, "back": true})).await;
    assert_eq!(unread(&anna).await, 1);
    // One's own reply has read what stands before it.
    reply(&mut socket, &first, "thanks").await;
    assert_eq!(
        (unread(&anna).await, unread(&bert).await),
        (json!(0), json!(1))
    );

    for bad in [
        json!({}),
        json!({"upto": "7"}),
        json!({"upto": -1}),
        json!({"upto": 1, "back": 1}),
    ] {
        assert_eq!(read(&anna, &first, bad).await, 400);
    }
}

#[tokio::test]
async fn a_mark_beyond_the_newest_reply_hides_no_reply_that_comes_later() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let first = anna.enter("lobby").await.post("first").await["id"].clone();
    let mut other = bert.enter("lobby").await;
    reply(&mut other, &first, "one").await;
    read(&anna, &first, json!({"upto": 999_999})).await;
    assert_eq!(thread(&anna, &first).await["unread"], 0);
    reply(&mut other, &first, "two").await;
    assert_eq!(thread(&anna, &first).await["unread"], 1);
}

#[tokio::test]
async fn the_list_of_threads_has_those_one_follows_the_unread_first_and_none_out_of_reach() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut socket = anna.enter("lobby").await;
    let old = socket.post("the older thread").await["id"].clone();
    let new = socket.post("the newer thread").await["id"].clone();
    let lone = socket.post("nobody answers").await["id"].clone();
    let mut other = bert.enter("lobby").await;
    reply(&mut other, &old, "still open").await;
    reply(&mut other, &new, "read already").await;
    read(&anna, &new, json!({"upto": 999_999})).await;
    let page = anna.get("/threads").await.must_be(200);
    let place = |text: &str| page.body.find(text);
    assert!(place("the older thread").unwrap() < place("the newer thread").unwrap());
    assert!(place("nobody answers").is_none(), "{lone}");
    assert!(page.shows("1 thread with new replies"));
    let stranger = server.register("carla").await;
    assert!(!stranger.get("/threads").await.shows("older thread"));

    // Who is no longer in a room is told nothing of its threads.
    anna.create_private_room("den").await;
    server
        .command(&["room", "add", "den", "bert"])
        .must_succeed();
    let mut den = anna.enter("den").await;
    let secret = den.post("a secret thread").await["id"].clone();
    reply(&mut bert.enter("den").await, &secret, "mine").await;
    reply(&mut den, &secret, "more of it").await;
    assert!(bert.get("/threads").await.shows("a secret thread"));
    server
        .command(&["room", "remove", "den", "bert"])
        .must_succeed();
    assert!(!bert.get("/threads").await.shows("secret"));
    let path = format!("/api/messages/{}/thread", secret.as_str().unwrap());
    bert.get(&path).await.must_be(404);
    assert_eq!(read(&bert, &secret, json!({"upto": 1})).await, 404);
}

#[tokio::test]
async fn the_list_of_rooms_says_which_threads_within_reach_have_unread_replies() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_room("ops").await;
    bert.post("/rooms/ops/join", &[]).await.must_be(303);
    let mut firsts = Vec::new();
    for room in ["lobby", "ops"] {
        let first = anna.enter(room).await.post("first").await["id"].clone();
        let mut other = bert.enter(room).await;
        reply(&mut other, &first, "one").await;
        reply(&mut other, &first, "two").await;
        firsts.push(first);
    }
    let unread = async || anna.get("/api/rooms").await.must_be(200).json()["threads"].clone();
    assert_eq!(
        unread().await,
        json!([{"id": firsts[0], "unread": 2}, {"id": firsts[1], "unread": 2}])
    );
    let his = bert.get("/api/rooms").await.json();
    assert_eq!(his["threads"], json!([]));
    read(&anna, &firsts[0], json!({"upto": 999_999})).await;
    assert_eq!(unread().await, json!([{"id": firsts[1], "unread": 2}]));
    // What is out of reach is nowhere unread, whoever asks for its messages.
    let shown = async || {
        let page = anna.get("/api/rooms/ops/messages").await.json();
        let messages = page["messages"].as_array().unwrap().clone();
        let first = messages.iter().find(|one| one["id"] == firsts[1]).unwrap();
        first["thread"]["unread"].clone()
    };
    assert_eq!(shown().await, 2);
    server.command(&["room", "archive", "ops"]).must_succeed();
    assert_eq!((unread().await, shown().await), (json!([]), Value::Null));
}

#[tokio::test]
async fn who_follows_a_thread_hears_at_once_what_commands_take_from_it() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut socket = anna.enter("lobby").await;
    let first = socket.post("first").await["id"].clone();
    let mut other = bert.enter("lobby").await;
    let rude = reply(&mut other, &first, "rude").await["id"].clone();
    reply(&mut other, &first, "polite").await;
    let mut comes_to = async |unread: i64| {
        let is_so = |frame: &Value| frame["id"] == first && frame["unread"] == unread;
        socket.expect_with("thread", is_so).await
    };
    comes_to(2).await;
    let report = format!("/rooms/lobby/messages/{}/report", rude.as_str().unwrap());
    anna.post(&report, &[]).await.must_be(303);
    for (deed, unread) in [("--hide", 1), ("--show", 2), ("--delete", 1)] {
        server
            .command(&["report", "resolve", "1", deed])
            .must_succeed();
        comes_to(unread).await;
    }
    server
        .command(&["user", "delete", "bert", "--messages", "remove", "--yes"])
        .must_succeed();
    assert_eq!(comes_to(0).await["unread_threads"], 0);
}

#[tokio::test]
async fn threads_with_unread_replies_are_counted_after_whatever_happens_to_a_reply() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut socket = anna.enter("lobby").await;
    let mut other = bert.enter("lobby").await;
    let mut firsts = Vec::new();
    for text in ["one", "two", "three"] {
        let first = socket.post(text).await["id"].clone();
        reply(&mut other, &first, "read by then").await;
        assert_eq!(read(&anna, &first, json!({"upto": 999_999})).await, 204);
        firsts.push(first);
    }
    let counted = async |count: usize| {
        let rooms = anna.get("/api/rooms").await.must_be(200).json();
        let unread = rooms["threads"].as_array().unwrap().len();
        let page = anna.get("/threads").await.must_be(200);
        let number = format!("<span class=\"count-number\" aria-hidden=\"true\">{count}<");
        assert!(unread == count && page.body.contains(&number), "{rooms}");
        database::assert_whole(&server).await;
    };
    counted(0).await;
    let rude = reply(&mut other, &firsts[0], "rude").await["id"].clone();
    let slip = reply(&mut other, &firsts[1], "a slip").await["id"].clone();
    counted(2).await;
    delete(&mut other, &slip).await;
    counted(1).await;
    let report = format!("/rooms/lobby/messages/{}/report", rude.as_str().unwrap());
    anna.post(&report, &[]).await.must_be(303);
    for (deed, count) in [("--hide", 0), ("--show", 1)] {
        server
            .command(&["report", "resolve", "1", deed])
            .must_succeed();
        counted(count).await;
    }
    // Hidden while it was read past, and shown again behind the mark: read.
    server
        .command(&["report", "resolve", "1", "--hide"])
        .must_succeed();
    read(&anna, &firsts[0], json!({"upto": 999_999})).await;
    server
        .command(&["report", "resolve", "1", "--show"])
        .must_succeed();
    counted(0).await;
    read(&anna, &firsts[0], json!({"upto": 1, "back": true})).await;
    counted(1).await;
    reply(&mut socket, &firsts[0], "thanks").await;
    counted(0).await;
    // Who replies first and is answered follows with one unread.
    let his = other.post("his").await["id"].clone();
    reply(&mut socket, &his, "mine").await;
    counted(0).await;
    reply(&mut other, &his, "his again").await;
    counted(1).await;
}
