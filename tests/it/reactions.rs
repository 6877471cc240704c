//! Reactions: what one may answer with, who is told, how often, and what is left of it.

use serde_json::{Value, json};

use crate::support::socket::fresh_nonce;
use crate::support::{SignedIn, Socket, TestServer};

async fn react(socket: &mut Socket, id: &Value, emoji: &str, op: &str) -> Value {
    react_as(socket, id, emoji, op, &fresh_nonce()).await
}

async fn react_as(socket: &mut Socket, id: &Value, emoji: &str, op: &str, nonce: &str) -> Value {
    let command = json!({"type": "react", "nonce": nonce, "id": id, "emoji": emoji, "op": op});
    socket.send(command).await;
    socket.expect_with("ack", |_| true).await
}

async fn refused(socket: &mut Socket, id: &Value, emoji: &str) -> Value {
    let command =
        json!({"type": "react", "nonce": fresh_nonce(), "id": id, "emoji": emoji, "op": "add"});
    socket.send(command).await;
    socket.expect("error").await
}

async fn newest(person: &SignedIn) -> Value {
    person.messages("lobby").await.pop().expect("a message")
}

#[tokio::test]
async fn a_reaction_is_an_event_of_the_log_and_history_has_who_answered() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (mut hers, mut his) = (anna.enter("lobby").await, bert.enter("lobby").await);
    let posted = hers.post("tea is ready").await;
    let ack = react(&mut his, &posted["id"], "👍", "add").await;
    let told = hers.expect("reaction").await;
    assert_eq!((&ack["event"], &ack["dup"]), (&told["seq"], &json!(false)));
    let expected = json!({
        "type": "reaction", "room": "lobby", "seq": told["seq"], "id": posted["id"], "emoji": "👍",
        "op": "add", "user": his.hello["user"], "count": 1,
    });
    assert_eq!(told, expected);
    react(&mut hers, &posted["id"], "👍", "add").await;
    react(&mut hers, &posted["id"], "🍵", "add").await;
    let (anna_id, bert_id) = (anna.id().await, bert.id().await);
    assert_eq!(
        newest(&anna).await["reactions"],
        json!([
            {"emoji": "👍", "count": 2, "users": [bert_id, anna_id], "names": ["bert", "anna"]},
            {"emoji": "🍵", "count": 1, "users": [anna_id], "names": ["anna"]},
        ])
    );
    react(&mut his, &posted["id"], "👍", "remove").await;
    let gone = his
        .expect_with("reaction", |event| event["op"] == "remove")
        .await;
    assert_eq!(gone["count"], 1);
    assert_eq!(
        newest(&bert).await["reactions"][0]["users"],
        json!([anna_id])
    );
    let path = format!("/api/messages/{}/reactions", posted["id"].as_str().unwrap());
    let people = bert.get(&path).await.must_be(200).json();
    assert_eq!(
        people["reactions"][0],
        json!({"emoji": "👍", "count": 1, "people": [hers.hello["user"]]})
    );
}

#[tokio::test]
async fn what_is_so_already_makes_no_event_and_a_resend_is_answered_by_the_first_ack() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    let posted = socket.post("tea").await;
    let (id, nonce) = (&posted["id"], fresh_nonce());
    let first = react_as(&mut socket, id, "👍", "add", &nonce).await;
    let resent = react_as(&mut socket, id, "👍", "add", &nonce).await;
    assert_eq!(resent["event"], first["event"]);
    assert_eq!(
        (&first["dup"], &resent["dup"]),
        (&json!(false), &json!(true))
    );
    let again_nonce = fresh_nonce();
    let again = react_as(&mut socket, id, "👍", "add", &again_nonce).await;
    assert_eq!(
        (&again["event"], &again["dup"]),
        (&first["event"], &json!(true))
    );
    let absent = react(&mut socket, id, "🍵", "remove").await;
    assert_eq!(
        (&absent["event"], &absent["dup"]),
        (&first["event"], &json!(true))
    );
    let next = socket.post("more tea").await;
    assert_eq!(
        next["event"].as_i64(),
        first["event"].as_i64().map(|seq| seq + 1),
        "nothing came in between"
    );
    // Answered by what was first, though the room went on.
    let resent = react_as(&mut socket, id, "👍", "add", &again_nonce).await;
    assert_eq!(resent["event"], first["event"]);
    socket
        .send(json!({"type": "pin", "nonce": nonce, "id": id, "op": "add"}))
        .await;
    assert_eq!(socket.expect("error").await["code"], "conflict");
}

#[tokio::test]
async fn a_reaction_is_exactly_one_emoji_in_its_canonical_form() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    let posted = socket.post("tea").await;
    for (typed, stored) in [("\u{2764}", "\u{2764}\u{fe0f}"), ("👍🏽", "👍🏽"), ("🇨🇳", "🇨🇳")]
    {
        react(&mut socket, &posted["id"], typed, "add").await;
        let told = socket.expect("reaction").await;
        assert_eq!(told["emoji"], stored);
    }
    for wrong in [
        "", "tea", "茶", "👍👍", " 👍", "<b>", ":tea:", "\u{200d}", "3",
    ] {
        let error = refused(&mut socket, &posted["id"], wrong).await;
        assert_eq!(error["code"], "invalid", "{wrong:?}");
    }
}

#[tokio::test]
async fn a_message_takes_twenty_different_emoji_and_any_number_of_people() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (mut hers, mut his) = (anna.enter("lobby").await, bert.enter("lobby").await);
    let posted = hers.post("tea").await;
    let id = &posted["id"];
    let fruits = "🍇🍈🍉🍊🍋🍌🍍🥭🍎🍏🍐🍑🍒🍓🥝🍅🥥🥑🍆🥔";
    for fruit in fruits.chars() {
        react(&mut hers, id, &fruit.to_string(), "add").await;
    }
    let error = refused(&mut hers, id, "🥕").await;
    assert_eq!(error["code"], "conflict");
    assert!(error["detail"].as_str().unwrap().contains("20"), "{error}");
    assert_eq!(react(&mut his, id, "🍇", "add").await["dup"], false);
    react(&mut hers, id, "🥔", "remove").await;
    assert_eq!(react(&mut hers, id, "🥕", "add").await["dup"], false);
}

/// What somebody knows of the reactions of a message who follows the events from a state on.
fn follow(mut known: Vec<(String, Vec<String>)>, events: &[Value]) -> Vec<(String, Vec<String>)> {
    for event in events.iter().filter(|event| event["type"] == "reaction") {
        let emoji = event["emoji"].as_str().unwrap().to_owned();
        let user = event["user"]["id"].as_str().unwrap().to_owned();
        if !known.iter().any(|(name, _)| *name == emoji) {
            known.push((emoji.clone(), Vec::new()));
        }
        let (_, users) = known.iter_mut().find(|(name, _)| *name == emoji).unwrap();
        users.retain(|known| *known != user);
        if event["op"] == "add" {
            users.push(user);
        }
        known.retain(|(_, users)| !users.is_empty());
    }
    known
}

fn stored(message: &Value) -> Vec<(String, Vec<String>)> {
    let reactions = message["reactions"].as_array().cloned().unwrap_or_default();
    let of = |reaction: &Value| {
        let users = reaction["users"].as_array().unwrap();
        let users = users.iter().map(|user| user.as_str().unwrap().to_owned());
        (
            reaction["emoji"].as_str().unwrap().to_owned(),
            users.collect(),
        )
    };
    reactions.iter().map(of).collect()
}

#[tokio::test]
async fn who_comes_back_has_what_everybody_has_with_the_present_counts() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (mut hers, mut his) = (anna.enter("lobby").await, bert.enter("lobby").await);
    let posted = hers.post("tea").await;
    let id = &posted["id"];
    react(&mut hers, id, "👍", "add").await;
    let before = react(&mut his, id, "🍵", "add").await["event"].clone();
    let known = stored(&newest(&anna).await);
    for (emoji, op) in [
        ("👍", "add"),
        ("🍵", "remove"),
        ("🎉", "add"),
        ("🍵", "add"),
        ("👍", "remove"),
        ("🎉", "remove"),
    ] {
        react(&mut his, id, emoji, op).await;
    }
    react(&mut hers, id, "🍵", "add").await;
    let epoch = hers.hello["epoch"].as_str().unwrap();
    let path = format!("/ws/chat/lobby/?since={before}&epoch={epoch}");
    let mut late = anna.enter_at(&path).await;
    let mut events = Vec::new();
    loop {
        let frame = late.next().await.unwrap();
        if frame["type"] == "resumed" {
            break;
        }
        events.push(frame);
    }
    assert_eq!(events.len(), 7);
    let now = newest(&anna).await;
    let mut followed = follow(known, &events);
    followed.sort();
    let mut present = stored(&now);
    present.sort();
    assert_eq!(followed, present);
    for event in &events {
        let count = present
            .iter()
            .find(|(emoji, _)| event["emoji"] == **emoji)
            .map_or(0, |(_, users)| users.len());
        assert_eq!(event["count"], count, "{event}");
    }
}

#[tokio::test]
async fn a_deleted_message_has_no_reactions_and_the_log_does_not_say_who_answered() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (mut hers, mut his) = (anna.enter("lobby").await, bert.enter("lobby").await);
    let posted = hers.post("a slip").await;
    let id = &posted["id"];
    react(&mut his, id, "😱", "add").await;
    his.send(json!({"type": "pin", "nonce": fresh_nonce(), "id": id, "op": "add"}))
        .await;
    his.expect("ack").await;
    hers.send(json!({"type": "delete", "nonce": fresh_nonce(), "id": id}))
        .await;
    hers.expect("deleted").await;
    let tombstone = newest(&bert).await;
    assert_eq!(
        (tombstone.get("reactions"), tombstone.get("pinned")),
        (None, None)
    );
    let path = format!("/api/messages/{}/reactions", id.as_str().unwrap());
    bert.get(&path).await.must_be(404);
    let body = json!({"emoji": "👍", "op": "add"});
    bert.post_json(&path, &body).await.must_be(404);
    let (since, epoch) = (&posted["event"], hers.hello["epoch"].as_str().unwrap());
    let mut late = bert
        .enter_at(&format!("/ws/chat/lobby/?since={since}&epoch={epoch}"))
        .await;
    let reaction = late.event().await;
    let seq = since.as_i64().unwrap();
    assert_eq!(
        reaction,
        json!({"type": "reaction", "room": "lobby", "seq": seq + 1, "id": id, "deleted": true})
    );
    let pin = late.event().await;
    assert_eq!(
        (&pin["type"], &pin["deleted"], pin.get("op")),
        (&json!("pin"), &json!(true), None)
    );
    assert_eq!(late.event().await["type"], "deleted");
}

#[tokio::test]
async fn a_hidden_message_shows_no_reactions_until_it_is_shown_again() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_room("garden").await;
    let (mut hers, mut his) = (anna.enter("garden").await, bert.enter("garden").await);
    let posted = his.post("nettles").await;
    let id = posted["id"].as_str().unwrap();
    react(&mut hers, &posted["id"], "🌿", "add").await;
    let report = format!("/rooms/garden/messages/{id}/report");
    anna.post(&report, &[("reason", "stings")]).await;
    let settle = |outcome| {
        let anna = anna.clone();
        async move {
            anna.post("/rooms/garden/reports/1", &[("outcome", outcome)])
                .await
                .must_be(303)
        }
    };
    settle("hide").await;
    hers.expect("deleted").await;
    let hidden = anna.messages("garden").await.pop().unwrap();
    assert_eq!(
        (&hidden["deleted"], hidden.get("reactions")),
        (&json!(true), None)
    );
    settle("show").await;
    let shown = hers.expect("edited").await;
    assert_eq!(shown["reactions"][0]["emoji"], "🌿");
    let message = anna.messages("garden").await.pop().unwrap();
    assert_eq!(message["reactions"], shown["reactions"]);
}

#[tokio::test]
async fn a_deleted_person_leaves_no_reaction_behind_and_everybody_is_told() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (mut hers, mut his) = (anna.enter("lobby").await, bert.enter("lobby").await);
    let posted = hers.post("tea").await;
    react(&mut hers, &posted["id"], "👍", "add").await;
    react(&mut his, &posted["id"], "👍", "add").await;
    let bert_id = bert.id().await;
    let row = format!("id-{bert_id}");
    let fields = [
        ("action", "delete"),
        (row.as_str(), "1"),
        ("confirmed", "1"),
    ];
    server
        .admin()
        .post("/admin/users", &fields)
        .await
        .must_be(303);
    let gone = hers
        .expect_with("reaction", |event| event["op"] == "remove")
        .await;
    assert_eq!(
        (&gone["count"], &gone["user"]["id"]),
        (&json!(1), &json!(bert_id))
    );
    assert_eq!(
        newest(&anna).await["reactions"][0]["names"],
        json!(["anna"])
    );
}
