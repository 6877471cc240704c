//! Pins: who keeps what at hand for a room, and what everybody is told of it.

use serde_json::{Value, json};

use crate::support::socket::fresh_nonce;
use crate::support::{SignedIn, Socket, TestServer, database};

async fn pin(socket: &mut Socket, id: &Value, op: &str) -> Value {
    let command = json!({"type": "pin", "nonce": fresh_nonce(), "id": id, "op": op});
    socket.send(command).await;
    socket.expect_any(&["ack", "error"]).await
}

async fn pins(person: &SignedIn, room: &str) -> Vec<Value> {
    let path = format!("/api/rooms/{room}/pins");
    let answer = person.get(&path).await.must_be(200).json();
    answer["messages"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn a_pin_is_an_event_of_the_log_and_the_newest_stands_first() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (mut hers, mut his) = (anna.enter("lobby").await, bert.enter("lobby").await);
    let one = hers.post("one").await;
    let two = hers.post("two").await;
    let ack = pin(&mut his, &two["id"], "add").await;
    let told = hers.expect("pin").await;
    let expected = json!({
        "type": "pin", "room": "lobby", "seq": ack["event"], "id": two["id"], "op": "add",
        "by": bert.id().await,
    });
    assert_eq!(told, expected);
    pin(&mut hers, &one["id"], "add").await;
    let texts = |pins: Vec<Value>| -> Vec<Value> {
        pins.iter()
            .map(|message| message["message"].clone())
            .collect()
    };
    assert_eq!(texts(pins(&bert, "lobby").await), ["one", "two"]);
    let messages = anna.messages("lobby").await;
    assert!(messages.iter().all(|message| message["pinned"] == true));
    let again = pin(&mut his, &one["id"], "add").await;
    assert_eq!(again["dup"], true);
    pin(&mut his, &one["id"], "remove").await;
    assert_eq!(texts(pins(&bert, "lobby").await), ["two"]);
    hers.send(json!({"type": "delete", "nonce": fresh_nonce(), "id": two["id"]}))
        .await;
    hers.expect("ack").await;
    assert!(pins(&bert, "lobby").await.is_empty());
}

#[tokio::test]
async fn only_members_pin_and_what_is_private_is_not_found() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_room("garden").await;
    anna.create_private_room("cellar").await;
    let roses = anna.enter("garden").await.post("roses").await;
    let wine = anna.enter("cellar").await.post("wine").await;
    let mut his = bert.enter("garden").await;
    assert_eq!(
        pin(&mut his, &roses["id"], "add").await["code"],
        "forbidden"
    );
    assert_eq!(pin(&mut his, &wine["id"], "add").await["code"], "not_found");
    let path = |id: &Value, what| format!("/api/messages/{}/{what}", id.as_str().unwrap());
    let add = json!({"op": "add"});
    for what in ["pin", "bookmark", "reactions"] {
        bert.post_json(&path(&wine["id"], what), &add)
            .await
            .must_be(404);
    }
    bert.get("/api/rooms/cellar/pins").await.must_be(404);
    bert.get(&path(&wine["id"], "reactions")).await.must_be(404);
    let pinned = anna.post_json(&path(&wine["id"], "pin"), &add).await;
    assert_eq!(pinned.must_be(200).json()["pinned"], true);
    assert_eq!(pins(&anna, "cellar").await.len(), 1);
}

#[tokio::test]
async fn a_room_keeps_a_hundred_pins_and_says_so() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    let mut ids = Vec::new();
    for number in 0..101 {
        ids.push(socket.post(&format!("note {number}")).await["id"].clone());
    }
    for id in &ids[..100] {
        assert_eq!(pin(&mut socket, id, "add").await["dup"], false);
    }
    let error = pin(&mut socket, &ids[100], "add").await;
    assert_eq!(error["code"], "conflict");
    assert!(error["detail"].as_str().unwrap().contains("100"), "{error}");
    pin(&mut socket, &ids[0], "remove").await;
    assert_eq!(pin(&mut socket, &ids[100], "add").await["dup"], false);
    assert_eq!(pins(&anna, "lobby").await.len(), 100);
    database::assert_whole(&server).await;
}
