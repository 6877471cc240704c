//! What a deleted person wrote goes bit by bit, apart from whoever deleted them, and none of it comes back. The server
//! runs inside of the test, so that the test says when it goes.

use std::sync::Arc;

use serde_json::json;
use teahouse::channels::MemoryLayer;

use crate::replies::edit;
use crate::support::inside::Inside;
use crate::support::operator::done;
use crate::support::{SignedIn, database};

/// Its `bert` is an admin.
async fn house() -> (Inside, SignedIn, SignedIn) {
    let server = Inside::start(Arc::new(MemoryLayer::default())).await;
    done(&server.data, "user promote bert");
    let (anna, bert) = (server.person("anna").await, server.person("bert").await);
    (server, anna, bert)
}

async fn delete_with_messages(admin: &SignedIn, user: &SignedIn) {
    let field = format!("id-{}", user.id().await);
    let fields = [
        ("action", "delete-all"),
        (field.as_str(), "1"),
        ("confirmed", "1"),
    ];
    admin.post("/admin/users", &fields).await.must_be(303);
}

async fn words_left(server: &Inside) -> i64 {
    let left = "select (select count(*) from messages where body like '%secret%')
        + (select count(*) from hidden_messages) + (select count(*) from message_revisions)";
    database::number(&server.data, left).await
}

#[tokio::test]
async fn who_deletes_somebody_need_not_wait_for_all_their_words_to_go() {
    let (server, anna, bert) = house().await;
    let mut socket = anna.enter("lobby").await;
    for number in 0..250 {
        socket.post(&format!("secret {number}")).await;
    }
    let said = bert.enter("lobby").await.post("harmless").await;
    let marks = format!("/api/messages/{}/reactions", said["id"].as_str().unwrap());
    let mark = json!({"emoji": "🍵", "op": "add"});
    assert_eq!(anna.post_json(&marks, &mark).await.status, 200);
    delete_with_messages(&bert, &anna).await;
    anna.get("/api/me").await.must_be(401);
    assert_eq!(words_left(&server).await, 250);

    server.chat.erase_messages().await.expect("all is erased");
    assert_eq!(words_left(&server).await, 0);
    let left =
        "select (select count(*) from reactions) + (select sum(erasing + unreacting) from users)";
    assert_eq!(database::number(&server.data, left).await, 0);
    database::assert_whole(&server.data).await;
}

#[tokio::test]
async fn what_is_hidden_before_its_turn_comes_goes_too_and_is_shown_to_nobody_again() {
    let (server, anna, bert) = house().await;
    let mut socket = anna.enter("lobby").await;
    let id = socket.post("a first secret").await["id"].clone();
    edit(&mut socket, &id, "a second secret").await;
    let report = format!("/rooms/lobby/messages/{}/report", id.as_str().unwrap());
    bert.post(&report, &[]).await.must_be(303);
    delete_with_messages(&bert, &anna).await;
    let settle = async |outcome: &str| {
        let fields = [("outcome", outcome)];
        bert.post("/rooms/lobby/reports/1", &fields).await
    };
    settle("hide").await.must_be(303);
    assert_eq!(words_left(&server).await, 2, "kept aside");

    server.chat.erase_messages().await.expect("all is erased");
    settle("show").await.must_be(409);
    assert_eq!(words_left(&server).await, 0);
}
