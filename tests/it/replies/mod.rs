//! Replies: what may be answered, what is told of it, and what is left when the answered message changes or goes.

mod history;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::socket::fresh_nonce;
use crate::support::visitor::send;
use crate::support::{Socket, TestServer, Visitor, database};

/// Answers a message over a socket, and returns the ack or the error.
pub async fn reply(socket: &mut Socket, to: &Value, text: &str) -> Value {
    let nonce = fresh_nonce();
    socket
        .send(json!({"type": "message", "nonce": nonce, "message": text, "reply_to": to}))
        .await;
    let is_ours = |frame: &Value| frame["nonce"] == nonce;
    loop {
        let frame = socket.expect_any(&["ack", "error"]).await;
        if is_ours(&frame) {
            return frame;
        }
    }
}

pub async fn edit(socket: &mut Socket, id: &Value, text: &str) {
    let nonce = fresh_nonce();
    socket
        .send(json!({"type": "edit", "nonce": nonce, "id": id, "message": text}))
        .await;
    socket.expect_with("ack", |ack| ack["nonce"] == nonce).await;
}

pub async fn delete(socket: &mut Socket, id: &Value) {
    let nonce = fresh_nonce();
    socket
        .send(json!({"type": "delete", "nonce": nonce, "id": id}))
        .await;
    socket.expect_with("ack", |ack| ack["nonce"] == nonce).await;
}

async fn post_reply(visitor: &Visitor, room: &str, to: &Value) -> crate::support::Answer {
    let body = json!({"message": "by the API", "reply_to": to});
    visitor
        .post_json(&format!("/api/rooms/{room}/messages"), &body)
        .await
}

#[tokio::test]
async fn a_reply_carries_the_quoted_line_and_its_thread_everywhere() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut asks = anna.enter("lobby").await;
    let first = asks.post("**谁** 有 ||钥匙|| 吗?").await;
    let mut answers = bert.enter("lobby").await;
    let since = answers.hello["head"].clone();
    let epoch = answers.hello["epoch"].as_str().unwrap().to_owned();
    let ack = reply(&mut answers, &first["id"], "我有").await;
    assert_eq!(ack["type"], "ack", "{ack}");
    let live = asks
        .expect_with("message", |message| message["id"] == ack["id"])
        .await;
    assert_eq!(live["reply_to"]["id"], first["id"]);
    assert_eq!(live["reply_to"]["user"]["username"], "anna");
    assert_eq!(live["reply_to"]["excerpt"], "谁 有 ▒ 吗?");
    assert_eq!(live["thread"]["id"], first["id"]);
    assert_eq!(live["thread"]["replies"], 1);
    assert_eq!(live["thread"]["last_at"], live["at"]);
    assert!(live.get("mentions").is_none(), "nobody is named: {live}");

    // An answer to the answer is of the same thread.
    let deeper = reply(&mut asks, &ack["id"], "太好了").await;
    let history = bert.messages("lobby").await;
    let [.., asked, _, last] = history.as_slice() else {
        panic!("{history:?}")
    };
    assert_eq!(last["id"], deeper["id"]);
    assert_eq!(last["reply_to"]["id"], ack["id"]);
    assert_eq!(last["reply_to"]["excerpt"], "我有");
    assert_eq!(last["thread"]["id"], first["id"]);
    assert_eq!(asked["thread"]["replies"], 2);
    assert_eq!(asked["thread"]["last_at"], last["at"]);
    assert!(asked.get("reply_to").is_none());

    let path = format!("/ws/chat/lobby/?since={since}&epoch={epoch}");
    let mut late = bert.enter_at(&path).await;
    let replayed = late
        .expect_with("message", |message| message["id"] == deeper["id"])
        .await;
    assert_eq!(replayed["reply_to"], last["reply_to"]);
    assert_eq!(replayed["thread"], last["thread"]);
    let page = bert.get("/rooms/lobby").await.must_be(200);
    assert!(page.shows("谁 有 ▒ 吗?") && page.shows("2 replies"));
    database::assert_whole(&server).await;
}

#[tokio::test]
async fn a_message_is_whole_wherever_it_is_listed() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut bert_socket = bert.enter("lobby").await;
    let mut socket = anna.enter("lobby").await;
    let first = socket.post("tea for @bert").await;
    bert_socket
        .expect_with("message", |message| message["id"] == first["id"])
        .await;
    reply(&mut bert_socket, &first["id"], "thanks").await;
    let id = first["id"].as_str().unwrap();
    let body = json!({"emoji": "🍵", "op": "add"});
    for mark in ["reactions", "pin", "bookmark"] {
        let path = format!("/api/messages/{id}/{mark}");
        let answer = bert.post_json(&path, &body).await;
        assert!(answer.status < 300, "{answer:?}");
    }
    let edited = json!({"message": "green tea for @bert"});
    let path = format!("/api/messages/{id}");
    let kept = anna
        .post_json(&format!("{path}/bookmark"), &json!({}))
        .await;
    kept.must_be(204);
    let answered = send(anna.request(Method::PATCH, &path).json(&edited)).await;
    let is_whole = |message: &Value, place: &str| {
        assert_eq!(message["message"], "green tea for @bert", "{place}");
        assert_eq!(message["reactions"][0]["emoji"], "🍵", "{place}");
        assert_eq!(message["pinned"], true, "{place}");
        assert_eq!(message["bookmarked"], true, "{place}");
        assert_eq!(message["thread"]["replies"], 1, "{place}");
    };
    is_whole(&answered.must_be(200).json(), "the answer to an edit");
    for place in [
        "/api/search?q=green",
        "/api/mentions",
        "/api/bookmarks",
        "/api/rooms/lobby/pins",
        &format!("/api/rooms/lobby/messages?at={id}"),
    ] {
        let list = bert.get(place).await.must_be(200).json();
        let messages = list["messages"].as_array().unwrap();
        let listed = messages.iter().find(|message| message["id"] == id);
        is_whole(listed.unwrap_or(&Value::Null), place);
    }
}

#[tokio::test]
async fn a_reply_is_whole_in_its_thread() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    let first = socket.post("tea?").await["id"].clone();
    let ack = reply(&mut socket, &first, "**yes**").await;
    for id in [&first, &ack["id"]] {
        for mark in ["reactions", "pin", "bookmark"] {
            let path = format!("/api/messages/{}/{mark}", id.as_str().unwrap());
            let marked = anna.post_json(&path, &json!({"emoji": "🍵"})).await;
            assert!(marked.status < 300, "{marked:?}");
        }
    }
    let path = format!("/api/messages/{}/thread", first.as_str().unwrap());
    let thread = anna.get(&path).await.must_be(200).json();
    for message in [&thread["first"], &thread["messages"][0]] {
        assert_eq!(message["reactions"][0]["emoji"], "🍵", "{message}");
        assert_eq!(message["pinned"], true, "{message}");
        assert_eq!(message["bookmarked"], true, "{message}");
        assert_eq!(message["thread"]["replies"], 1, "{message}");
    }
    let path = format!("/rooms/lobby/threads/{}", first.as_str().unwrap());
    let page = anna.get(&path).await.must_be(200).body;
    assert_eq!(
        page.matches("class=\"message-pinned\">").count(),
        2,
        "{page}"
    );
    assert_eq!(page.matches("class=\"message-kept\">").count(), 2, "{page}");
}

#[tokio::test]
async fn a_page_of_the_tutorial_sees_a_reply_as_an_ordinary_line_and_writes_none() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut seed = server.admin().seed("/ws/chat/lobby/").await;
    let mut socket = anna.enter("lobby").await;
    let first = socket.post("one").await;
    reply(&mut socket, &first["id"], "two").await;
    assert_eq!(seed.next().await.unwrap(), json!({"message": "anna: one"}));
    assert_eq!(seed.next().await.unwrap(), json!({"message": "anna: two"}));
    seed.send(json!({"message": "three", "reply_to": 7})).await;
    assert_eq!(
        seed.next().await.unwrap(),
        json!({"message": "boss: three"})
    );
    let last = anna.messages("lobby").await.pop().unwrap();
    assert!(last.get("reply_to").is_none(), "{last}");
}

#[tokio::test]
async fn what_is_answered_must_be_a_living_message_of_the_same_room() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.create_private_room("den").await;
    let elsewhere = anna.enter("den").await.post("private").await["id"].clone();
    let mut socket = anna.enter("lobby").await;
    let gone = socket.post("gone").await["id"].clone();
    delete(&mut socket, &gone).await;
    for to in [
        &gone,
        &elsewhere,
        &json!("999999"),
        &json!("0"),
        &json!("x"),
    ] {
        assert_eq!(
            reply(&mut socket, to, "x").await["code"],
            "not_found",
            "{to}"
        );
        let answer = post_reply(&anna, "lobby", to).await.must_be(404);
        assert_eq!(answer.code(), "not_found");
    }
    for to in [json!(7), json!(true), json!([]), json!({"id": "1"})] {
        assert_eq!(
            reply(&mut socket, &to, "x").await["code"],
            "bad_request",
            "{to}"
        );
        let answer = post_reply(&anna, "lobby", &to).await.must_be(400);
        assert_eq!(answer.code(), "bad_request");
    }
    let stored = anna.messages("lobby").await;
    assert_eq!(stored.len(), 1, "{stored:?}");
    // Nothing is answered with null.
    post_reply(&anna, "lobby", &Value::Null).await.must_be(201);
}

#[tokio::test]
async fn a_reply_sent_again_is_one_even_when_what_it_answers_is_gone() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    let first = socket.post("one").await;
    let command =
        json!({"type": "message", "nonce": "r-1", "message": "two", "reply_to": first["id"]});
    socket.send(command.clone()).await;
    let ack = socket.expect("ack").await;
    delete(&mut socket, &first["id"]).await;
    socket.send(command).await;
    let again = socket.expect("ack").await;
    assert_eq!((&again["id"], &again["dup"]), (&ack["id"], &json!(true)));
    assert_eq!(anna.messages("lobby").await.len(), 2);
}

#[tokio::test]
async fn the_quoted_line_is_the_present_one_and_empty_when_the_message_is_gone() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut socket = anna.enter("lobby").await;
    let first = socket.post("teh kettle").await;
    let mut other = bert.enter("lobby").await;
    let answered = reply(&mut other, &first["id"], "it whistles").await;
    let quoted = async || {
        let messages = bert.messages("lobby").await;
        let reply = messages.iter().find(|m| m["id"] == answered["id"]).cloned();
        let page = bert.get("/rooms/lobby").await.must_be(200);
        (reply.unwrap()["reply_to"]["excerpt"].clone(), page)
    };
    edit(&mut socket, &first["id"], "the kettle").await;
    assert_eq!(other.expect("edited").await["excerpt"], "the kettle");
    let (excerpt, page) = quoted().await;
    assert_eq!(excerpt, "the kettle");
    assert!(!page.shows("teh kettle"));
    delete(&mut socket, &first["id"]).await;
    let (excerpt, page) = quoted().await;
    assert_eq!(excerpt, "");
    assert!(!page.shows("kettle"), "{}", page.body);
    // The answer itself is a tombstone without a word of either.
    delete(&mut other, &answered["id"]).await;
    let tombstone = bert.messages("lobby").await.pop().unwrap();
    assert!(tombstone.get("reply_to").is_none() && tombstone.get("thread").is_none());
}

#[tokio::test]
async fn who_may_not_write_may_not_reply() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_room("ops").await;
    let id = anna.enter("ops").await.post("read me").await["id"].clone();
    bert.post("/rooms/ops/join", &[]).await.must_be(303);
    let member = format!("/rooms/ops/members/{}", bert.id().await);
    let settings = [("title", "ops"), ("announcements", "1")];
    anna.post("/rooms/ops/settings", &settings)
        .await
        .must_be(303);
    let code = async || post_reply(&bert, "ops", &id).await.code();
    assert_eq!(code().await, "forbidden", "only announcements");
    let settings = [("title", "ops"), ("slow_seconds", "60")];
    anna.post("/rooms/ops/settings", &settings)
        .await
        .must_be(303);
    post_reply(&bert, "ops", &id).await.must_be(201);
    assert_eq!(code().await, "slow_mode");
    anna.post("/rooms/ops/settings", &[("title", "ops")])
        .await
        .must_be(303);
    anna.post(&member, &[("action", "mute"), ("until", "hour")])
        .await
        .must_be(303);
    assert_eq!(code().await, "muted");
    anna.post(&member, &[("action", "unmute")])
        .await
        .must_be(303);
    anna.post(&member, &[("action", "ban")]).await.must_be(303);
    assert_eq!(code().await, "forbidden", "banned");
    server
        .command(&["room", "unban", "ops", "bert"])
        .must_succeed();
    server.command(&["room", "archive", "ops"]).must_succeed();
    assert_eq!(code().await, "archived");
    anna.create_private_room("den").await;
    let den = anna.enter("den").await.post("private").await["id"].clone();
    let answer = post_reply(&bert, "den", &den).await.must_be(404);
    assert_eq!(answer.code(), "not_found");
}

#[tokio::test]
async fn a_page_without_scripts_replies_and_loses_no_text_when_the_message_goes() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    let id = socket.post("who waters the plants?").await["id"].clone();
    let id = id.as_str().unwrap();
    let page = anna.get(&format!("/rooms/lobby?reply_to={id}")).await;
    assert!(page.shows(&format!("name=\"reply_to\" value=\"{id}\"")));
    let send = async |nonce: &str| {
        let fields = [("message", "I do"), ("nonce", nonce), ("reply_to", id)];
        anna.post("/rooms/lobby/messages", &fields).await
    };
    send("f-1").await.must_lead_to("/rooms/lobby");
    let last = anna.messages("lobby").await.pop().unwrap();
    assert_eq!(last["reply_to"]["id"], id);
    delete(&mut socket, &json!(id)).await;
    let page = send("f-2").await.must_be(404);
    assert!(page.shows("I do") && page.shows("no longer there"));
    assert!(page.shows("name=\"reply_to\" value=\"\""));
    anna.get(&format!("/rooms/lobby?reply_to={id}"))
        .await
        .must_be(404);
    anna.get("/rooms/lobby?reply_to=x").await.must_be(404);
}

#[tokio::test]
async fn a_page_of_the_room_opens_around_a_message_by_its_id() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.create_private_room("den").await;
    let elsewhere = anna.enter("den").await.post("private").await["id"].clone();
    let mut socket = anna.enter("lobby").await;
    let id = socket.post("here").await["id"].clone();
    let at = async |id: &Value| {
        let path = format!("/api/rooms/lobby/messages?at={}", id.as_str().unwrap());
        anna.get(&path).await
    };
    assert_eq!(at(&id).await.must_be(200).json()["messages"][0]["id"], id);
    at(&elsewhere).await.must_be(404);
    at(&json!("x")).await.must_be(404);
    let both = "/api/rooms/lobby/messages?at=1&before=2";
    assert_eq!(anna.get(both).await.must_be(400).code(), "bad_request");
}
