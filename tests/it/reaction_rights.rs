//! Who may answer with an emoji, and what that does not do: join, count as unread, reach the tutorial's page.

use serde_json::{Value, json};

use crate::support::socket::fresh_nonce;
use crate::support::{Socket, TestServer};

async fn react(socket: &mut Socket, id: &Value, emoji: &str, op: &str) -> Value {
    let nonce = fresh_nonce();
    let command = json!({"type": "react", "nonce": nonce, "id": id, "emoji": emoji, "op": op});
    socket.send(command).await;
    socket.expect("ack").await
}

async fn refused(socket: &mut Socket, id: &Value, emoji: &str) -> Value {
    let command =
        json!({"type": "react", "nonce": fresh_nonce(), "id": id, "emoji": emoji, "op": "add"});
    socket.send(command).await;
    socket.expect("error").await
}

#[tokio::test]
async fn in_an_announcement_room_members_react_and_who_reads_along_does_not() {
    let server = TestServer::start().await;
    let (anna, bert, carl) = (
        server.register("anna").await,
        server.register("bert").await,
        server.register("carl").await,
    );
    anna.create_room("news").await;
    bert.post("/rooms/news/join", &[]).await.must_be(303);
    let fields = [
        ("title", "news"),
        ("topic", ""),
        ("announcements", "1"),
        ("kind", "open"),
        ("name", "news"),
    ];
    anna.post("/rooms/news/settings", &fields)
        .await
        .must_be(303);
    let mut hers = anna.enter("news").await;
    let posted = hers.post("tea at four").await;
    let mut his = bert.enter("news").await;
    assert_eq!(
        react(&mut his, &posted["id"], "🎉", "add").await["dup"],
        false
    );
    his.send(json!({"type": "pin", "nonce": fresh_nonce(), "id": posted["id"], "op": "add"}))
        .await;
    assert_eq!(his.expect("error").await["code"], "forbidden");
    let mut reader = carl.enter("news").await;
    let error = refused(&mut reader, &posted["id"], "🎉").await;
    assert_eq!(error["code"], "forbidden");
}

#[tokio::test]
async fn who_was_blocked_reaches_nobody_by_an_emoji_either() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let opened = anna
        .post("/direct", &[("people", "bert")])
        .await
        .must_be(303);
    let room = opened.location().rsplit('/').next().unwrap().to_owned();
    let (mut hers, mut his) = (anna.enter(&room).await, bert.enter(&room).await);
    let posted = hers.post("hello").await;
    react(&mut his, &posted["id"], "👋", "add").await;
    anna.post("/people/bert/block", &[("blocked", "1")])
        .await
        .must_be(303);
    assert_eq!(
        refused(&mut his, &posted["id"], "😡").await["code"],
        "forbidden"
    );
    let taken_back = react(&mut his, &posted["id"], "👋", "remove").await;
    assert_eq!(taken_back["dup"], false);
}

#[tokio::test]
async fn an_archived_room_takes_no_reactions() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.create_room("garden").await;
    let mut socket = anna.enter("garden").await;
    let posted = socket.post("roses").await;
    server
        .command(&["room", "archive", "garden"])
        .must_succeed();
    socket.expect("room").await;
    assert_eq!(
        refused(&mut socket, &posted["id"], "🌹").await["code"],
        "archived"
    );
}

#[tokio::test]
async fn reactions_count_in_the_rate_like_messages() {
    let server =
        TestServer::start_with(&["--limit-message-burst=2", "--limit-messages-per-second=1"]).await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    let posted = socket.post("tea").await;
    react(&mut socket, &posted["id"], "👍", "add").await;
    let error = refused(&mut socket, &posted["id"], "🍵").await;
    assert_eq!(error["code"], "rate_limited");
}

#[tokio::test]
async fn a_reaction_joins_nobody_and_is_nothing_unread() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.create_room("garden").await;
    let mut hers = anna.enter("garden").await;
    let posted = hers.post("roses").await;
    let bert = server.register("bert").await;
    let mut his = bert.enter("garden").await;
    assert_eq!(
        react(&mut his, &posted["id"], "🌹", "add").await["dup"],
        false
    );
    let rooms = |answer: Value| {
        let rooms = answer["rooms"].as_array().unwrap().clone();
        rooms
            .into_iter()
            .find(|room| room["name"] == "garden")
            .unwrap()
    };
    let seen_by_bert = rooms(bert.get("/api/rooms").await.json());
    assert_eq!(seen_by_bert["joined"], false);
    let seen_by_anna = rooms(anna.get("/api/rooms").await.json());
    assert_eq!(
        (&seen_by_anna["unread"], &seen_by_anna["mentions"]),
        (&json!(0), &json!(0))
    );
}

#[tokio::test]
async fn the_tutorials_page_hears_nothing_of_reactions_and_pins() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut seed = anna.seed("/ws/chat/").await;
    let mut socket = anna.enter("lobby").await;
    let posted = socket.post("tea").await;
    react(&mut socket, &posted["id"], "👍", "add").await;
    socket
        .send(json!({"type": "pin", "nonce": fresh_nonce(), "id": posted["id"], "op": "add"}))
        .await;
    socket.expect("pin").await;
    socket.post("more").await;
    assert_eq!(seed.next().await.unwrap(), json!({"message": "anna: tea"}));
    assert_eq!(seed.next().await.unwrap(), json!({"message": "anna: more"}));
}
