//! A resend does not double: the nonce, its ack, and what happens when the link is cut between.

use serde_json::json;

use crate::support::socket::fresh_nonce;
use crate::support::{TestServer, database};

#[tokio::test]
async fn a_resend_stores_nothing_and_is_answered_by_the_first_ack() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (mut hers, mut his) = (anna.enter("lobby").await, bert.enter("lobby").await);
    let nonce = fresh_nonce();
    let first = hers.post_as("the first text", &nonce).await;
    let second = hers.post_as("another text", &nonce).await;
    assert_eq!(
        (&first["dup"], &second["dup"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(
        (&first["id"], &first["event"]),
        (&second["id"], &second["event"])
    );
    hers.post("the end").await;
    assert_eq!(his.event().await["message"], "the first text");
    assert_eq!(
        his.event().await["message"],
        "the end",
        "the resend reached nobody"
    );
    assert_eq!(anna.messages("lobby").await.len(), 2);
}

#[tokio::test]
async fn a_nonce_holds_over_a_restart_and_over_protocols() {
    let mut server = TestServer::start().await;
    let anna = server.register("anna").await;
    let first = anna.enter("lobby").await.post_as("once", "n-restart").await;
    server.kill();
    server.restart();
    let again = anna.enter("lobby").await.post_as("once", "n-restart").await;
    assert_eq!(
        (&again["dup"], &again["id"], &again["event"]),
        (&json!(true), &first["id"], &first["event"])
    );
    let body = json!({"message": "once", "nonce": "n-restart"});
    let answer = anna
        .post_json("/api/rooms/lobby/messages", &body)
        .await
        .must_be(200);
    assert_eq!(answer.json()["id"], first["id"]);
    assert_eq!(anna.messages("lobby").await.len(), 1);
}

#[tokio::test]
async fn the_same_nonce_on_several_sockets_at_once_is_one_message() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    let mut sockets = Vec::new();
    for _ in 0..4 {
        sockets.push(anna.enter("lobby").await);
    }
    for round in 0..25 {
        let nonce = format!("race-{round}");
        let command =
            json!({"type": "message", "nonce": nonce, "message": format!("round {round}")});
        for socket in &mut sockets {
            socket.send(command.clone()).await;
        }
        let mut acks = Vec::new();
        for socket in &mut sockets {
            acks.push(
                socket
                    .expect_with("ack", |ack| ack["nonce"] == nonce.as_str())
                    .await,
            );
        }
        assert!(
            acks.iter()
                .all(|ack| ack["id"] == acks[0]["id"] && ack["event"] == acks[0]["event"]),
            "{acks:?}"
        );
        assert_eq!(
            acks.iter().filter(|ack| ack["dup"] == false).count(),
            1,
            "{acks:?}"
        );
    }
    assert_eq!(database::messages(&server).await.len(), 25);
}

#[tokio::test]
async fn a_link_cut_before_the_ack_and_a_resend_are_one_message() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    for round in 0..25 {
        let nonce = format!("cut-{round}");
        let command = json!({"type": "message", "nonce": nonce, "message": format!("cut {round}")});
        let mut cut = anna.enter("lobby").await;
        cut.send(command).await;
        // Dropped without a word, as when a lid closes.
        drop(cut);
        anna.enter("lobby")
            .await
            .post_as(&format!("cut {round}"), &nonce)
            .await;
    }
    let stored = database::messages(&server).await;
    assert_eq!(stored.len(), 25);
    database::assert_whole(&server).await;
}

#[tokio::test]
async fn a_nonce_is_of_one_user_and_one_room() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_room("ops").await;
    for (person, room) in [(&anna, "lobby"), (&bert, "lobby"), (&anna, "ops")] {
        let ack = person.enter(room).await.post_as("mine", "the-same").await;
        assert_eq!(ack["dup"], false, "{room}");
    }
}

#[tokio::test]
async fn a_resend_costs_nothing_of_the_rate() {
    let server = TestServer::start_with(&["--limit-message-burst", "2"]).await;
    let mut socket = server.register("anna").await.enter("lobby").await;
    for _ in 0..15 {
        socket.post_as("again and again", "patient").await;
    }
    socket.post("and a new one").await;
}

#[tokio::test]
async fn a_nonce_is_shown_in_the_live_event_and_nowhere_else() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    let epoch = socket.hello["epoch"].as_str().expect("an epoch").to_owned();
    let head = socket.hello["head"].as_i64().expect("a head");
    socket.post_as("whose nonce is this", "only-live").await;
    assert_eq!(socket.event().await["nonce"], "only-live");
    assert_eq!(anna.messages("lobby").await[0].get("nonce"), None);
    let path = format!("/ws/chat/?since={head}&epoch={epoch}");
    let replayed = anna.enter_at(&path).await.event().await;
    assert_eq!(
        (&replayed["message"], replayed.get("nonce")),
        (&json!("whose nonce is this"), None)
    );
}
