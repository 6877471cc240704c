//! Who is told that somebody writes, and of whom nobody is.

use serde_json::{Value, json};

use crate::support::{SignedIn, Socket, TestServer};

/// Says that one writes, and waits until the server has dealt with it.
async fn types(socket: &mut Socket) {
    socket.send(json!({"type": "typing", "on": true})).await;
    let told = socket.all_until_now().await;
    assert!(told.iter().all(|frame| frame["type"] != "error"));
}

/// Whom a socket has heard writing since it was last asked.
async fn heard(socket: &mut Socket) -> Vec<Value> {
    // What is told goes another way than the answer to a ping: the second one is surely behind it.
    let mut frames = socket.all_until_now().await;
    frames.extend(socket.all_until_now().await);
    frames.retain(|frame| frame["type"] == "typing");
    let name = |frame: Value| frame["user"]["username"].clone();
    frames.into_iter().map(name).collect()
}

async fn change(owner: &SignedIn, user: &SignedIn, action: &str) {
    let path = format!("/rooms/ops/members/{}", user.id().await);
    owner.post(&path, &[("action", action)]).await.must_be(303);
}

async fn block(person: &SignedIn, other: &str, blocked: &str) {
    let path = format!("/people/{other}/block");
    let answer = person.post(&path, &[("blocked", blocked)]).await;
    answer.must_be(303);
}

async fn house() -> (TestServer, SignedIn, SignedIn) {
    let server = TestServer::start().await;
    let (owner, bob) = (server.register("owner").await, server.register("bob").await);
    owner.create_room("ops").await;
    bob.post("/rooms/ops/join", &[]).await.must_be(303);
    (server, owner, bob)
}

#[tokio::test]
async fn nobody_is_told_that_somebody_writes_who_is_muted() {
    let (_server, owner, bob) = house().await;
    let (mut his, mut hers) = (bob.enter("ops").await, owner.enter("ops").await);
    change(&owner, &bob, "mute").await;
    types(&mut his).await;
    assert_eq!(heard(&mut hers).await, [""; 0]);
    change(&owner, &bob, "unmute").await;
    types(&mut his).await;
    assert_eq!(heard(&mut hers).await, ["bob"]);
}

#[tokio::test]
async fn only_those_who_may_write_announcements_are_told_to_write_them() {
    let (_server, owner, bob) = house().await;
    let (mut his, mut hers) = (bob.enter("ops").await, owner.enter("ops").await);
    let fields = [("title", "ops"), ("announcements", "1")];
    let changed = owner.post("/rooms/ops/settings", &fields).await;
    changed.must_be(303);
    types(&mut his).await;
    assert_eq!(heard(&mut hers).await, [""; 0]);
    types(&mut hers).await;
    assert_eq!(heard(&mut his).await, ["owner"]);
}

#[tokio::test]
async fn who_has_blocked_somebody_is_not_told_that_they_write_and_the_others_are() {
    let (server, owner, bob) = house().await;
    let carl = server.register("carl").await;
    let (mut his, mut hers) = (bob.enter("ops").await, owner.enter("ops").await);
    let mut others = carl.enter("ops").await;
    block(&owner, "bob", "1").await;
    types(&mut his).await;
    assert_eq!(heard(&mut others).await, ["bob"]);
    assert_eq!(heard(&mut hers).await, [""; 0]);
    types(&mut hers).await;
    assert_eq!(heard(&mut his).await, ["owner"], "it is one's own affair");
    block(&owner, "bob", "0").await;
    types(&mut his).await;
    assert_eq!(heard(&mut hers).await, ["bob"]);
}

#[tokio::test]
async fn in_a_direct_room_with_a_block_nobody_is_told_to_write() {
    let (_server, owner, bob) = house().await;
    let opened = bob.post("/direct", &[("people", "owner")]).await;
    let opened = opened.must_be(303);
    let room = opened.location().strip_prefix("/rooms/").expect("a room");
    let (mut his, mut hers) = (bob.enter(room).await, owner.enter(room).await);
    block(&owner, "bob", "1").await;
    types(&mut his).await;
    types(&mut hers).await;
    assert_eq!(heard(&mut his).await, [""; 0]);
    assert_eq!(heard(&mut hers).await, [""; 0]);
}
