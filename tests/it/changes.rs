//! Editing and deleting: who may, what everybody is told, and what is left for those who come later.

use serde_json::{Value, json};

use crate::support::socket::fresh_nonce;
use crate::support::{Socket, TestServer};

async fn edit(socket: &mut Socket, id: &Value, text: &str) -> Value {
    let nonce = fresh_nonce();
    socket
        .send(json!({"type": "edit", "nonce": nonce, "id": id, "message": text}))
        .await;
    socket.expect_any(&["ack", "error"]).await
}

async fn delete(socket: &mut Socket, id: &Value) -> Value {
    let nonce = fresh_nonce();
    socket
        .send(json!({"type": "delete", "nonce": nonce, "id": id}))
        .await;
    socket.expect_any(&["ack", "error"]).await
}

#[tokio::test]
async fn an_edit_is_an_event_of_the_log_and_history_has_the_present_text() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    let mut writer = anna.enter("lobby").await;
    let mut reader = bert.enter("lobby").await;
    let posted = writer.post("teh kettle").await;
    let ack = edit(&mut writer, &posted["id"], "the `kettle`").await;
    let edited = reader.expect("edited").await;
    assert_eq!(ack["event"], edited["seq"]);
    assert_eq!(
        edited["seq"].as_i64(),
        posted["event"].as_i64().map(|seq| seq + 1)
    );
    assert_eq!(
        (
            &edited["id"],
            &edited["message"],
            &edited["html"],
            &edited["by"]
        ),
        (
            &posted["id"],
            &json!("the `kettle`"),
            &json!("<p>the <code>kettle</code></p>"),
            &json!(anna.id().await)
        )
    );
    let stored = bert.messages("lobby").await.pop().expect("a message");
    assert_eq!(stored["message"], "the `kettle`");
    assert_eq!(stored["edited_at"], edited["at"]);
    assert_eq!(stored["seq"], posted["event"]);
}

#[tokio::test]
async fn a_deleted_message_is_a_tombstone_everywhere_and_its_text_nowhere() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    let mut writer = anna.enter("lobby").await;
    let mut reader = bert.enter("lobby").await;
    let since = reader.hello["head"].clone();
    let epoch = reader.hello["epoch"].as_str().expect("an epoch").to_owned();
    let posted = writer.post("a secret").await;
    edit(&mut writer, &posted["id"], "a better secret").await;
    delete(&mut writer, &posted["id"]).await;
    let deleted = reader.expect("deleted").await;
    assert_eq!(deleted["id"], posted["id"]);

    let stored = bert.messages("lobby").await.pop().expect("a tombstone");
    assert_eq!(stored["deleted"], true);
    assert_eq!((stored.get("message"), stored.get("html")), (None, None));

    let path = format!("/ws/chat/lobby/?since={since}&epoch={epoch}");
    let mut late = bert.enter_at(&path).await;
    let events = [late.event().await, late.event().await, late.event().await];
    let kinds: Vec<&Value> = events.iter().map(|event| &event["type"]).collect();
    assert_eq!(kinds, ["message", "edited", "deleted"]);
    for tombstone in &events[..2] {
        assert_eq!(tombstone["deleted"], true, "{tombstone}");
        assert!(!tombstone.to_string().contains("secret"), "{tombstone}");
    }
    let file = std::fs::read(server.database_file()).expect("the database");
    let wal = std::fs::read(server.database_file().with_extension("db-wal")).unwrap_or_default();
    let page = bert.get("/rooms/lobby").await.body;
    assert!(!page.contains("secret"));
    assert!(!file.is_empty() && !wal.is_empty());
}

#[tokio::test]
async fn others_may_not_change_a_message_and_admins_may() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    let posted = anna.enter("lobby").await.post("mine").await;
    let mut stranger = bert.enter("lobby").await;
    assert_eq!(
        edit(&mut stranger, &posted["id"], "yours").await["code"],
        "forbidden"
    );
    assert_eq!(
        delete(&mut stranger, &posted["id"]).await["code"],
        "forbidden"
    );
    let mut admin = server.admin().enter("lobby").await;
    assert_eq!(
        edit(&mut admin, &posted["id"], "kept tidy").await["type"],
        "ack"
    );
    let stored = bert.messages("lobby").await.pop().expect("a message");
    assert_eq!(stored["message"], "kept tidy");
    assert_eq!(stored["user"]["username"], "anna");
}

#[tokio::test]
async fn a_message_of_another_room_or_a_deleted_one_is_not_found() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.create_room("kitchen").await;
    let elsewhere = anna.enter("kitchen").await.post("hidden").await;
    let mut socket = anna.enter("lobby").await;
    assert_eq!(
        edit(&mut socket, &elsewhere["id"], "x").await["code"],
        "not_found"
    );
    assert_eq!(
        edit(&mut socket, &json!("999999"), "x").await["code"],
        "not_found"
    );
    let posted = socket.post("gone").await;
    delete(&mut socket, &posted["id"]).await;
    assert_eq!(
        edit(&mut socket, &posted["id"], "back").await["code"],
        "not_found"
    );
    assert_eq!(
        delete(&mut socket, &posted["id"]).await["code"],
        "not_found"
    );
}

#[tokio::test]
async fn a_resent_edit_changes_nothing_and_its_nonce_is_no_other_commands() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    let posted = socket.post("one").await;
    let command = json!({"type": "edit", "nonce": "e-1", "id": posted["id"], "message": "two"});
    socket.send(command.clone()).await;
    let first = socket.expect("ack").await;
    edit(&mut socket, &posted["id"], "three").await;
    socket.send(command).await;
    let again = socket.expect("ack").await;
    assert_eq!(
        (&again["event"], &again["dup"]),
        (&first["event"], &json!(true))
    );
    socket
        .send(json!({"type": "delete", "nonce": "e-1", "id": posted["id"]}))
        .await;
    assert_eq!(socket.expect("error").await["code"], "conflict");
    let stored = anna.messages("lobby").await.pop().expect("a message");
    assert_eq!(stored["message"], "three");
}

#[tokio::test]
async fn the_api_edits_and_deletes_by_the_same_rules() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    let posted = anna.enter("lobby").await.post("draft").await;
    let path = format!("/api/messages/{}", posted["id"].as_str().expect("an id"));
    let body = json!({"message": "final"});
    let patch = |visitor: &crate::support::Visitor| {
        let request = visitor.request(reqwest::Method::PATCH, &path).json(&body);
        crate::support::visitor::send(request)
    };
    assert_eq!(patch(&bert).await.must_be(403).code(), "forbidden");
    assert_eq!(patch(&anna).await.must_be(200).json()["message"], "final");
    let remove = || crate::support::visitor::send(anna.request(reqwest::Method::DELETE, &path));
    remove().await.must_be(204);
    assert_eq!(remove().await.must_be(404).code(), "not_found");
}
