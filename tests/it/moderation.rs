//! Slow mode, announcements, mutes, reports and renames hold by every path, also for who leaves and comes back.

use serde_json::{Value, json};

use crate::support::socket::fresh_nonce;
use crate::support::{SignedIn, Socket, TestServer, database, eventually};

async fn change(owner: &SignedIn, room: &str, user: &SignedIn, action: &str) {
    let path = format!("/rooms/{room}/members/{}", user.id().await);
    owner.post(&path, &[("action", action)]).await.must_be(303);
}

/// Posts on a socket, and gives the answer: an ack or an error.
async fn tries(socket: &mut Socket, text: &str) -> Value {
    let nonce = fresh_nonce();
    socket
        .send(json!({"type": "message", "nonce": nonce, "message": text}))
        .await;
    let mine = |frame: &Value| frame["nonce"] == nonce && frame["type"] != "message";
    loop {
        let frame = socket.expect_any(&["ack", "error"]).await;
        if mine(&frame) {
            return frame;
        }
    }
}

async fn house() -> (TestServer, SignedIn, SignedIn) {
    let server = TestServer::without_rates(&[]).await;
    let (owner, bob) = (server.register("owner").await, server.register("bob").await);
    owner.create_room("ops").await;
    bob.post("/rooms/ops/join", &[]).await.must_be(303);
    (server, owner, bob)
}

#[tokio::test]
async fn leaving_and_coming_back_lifts_no_mute() {
    let (_server, owner, bob) = house().await;
    change(&owner, "ops", &bob, "mute").await;
    bob.post("/rooms/ops/leave", &[]).await.must_be(303);
    let message = json!({"message": "let me in"});
    let refused = bob.post_json("/api/rooms/ops/messages", &message).await;
    assert_eq!((refused.status, refused.code()), (403, "muted".to_owned()));
    bob.post("/rooms/ops/join", &[]).await.must_be(303);
    let mut socket = bob.enter("ops").await;
    assert!(socket.hello["muted_until"].is_string(), "{}", socket.hello);
    assert_eq!(tries(&mut socket, "again").await["code"], "muted");
    change(&owner, "ops", &bob, "unmute").await;
    assert_eq!(tries(&mut socket, "at last").await["type"], "ack");
}

#[tokio::test]
async fn in_slow_mode_a_member_waits_also_after_leaving_and_moderators_do_not() {
    let (_server, owner, bob) = house().await;
    let slow = [("title", "ops"), ("slow_seconds", "3600")];
    owner.post("/rooms/ops/settings", &slow).await.must_be(303);
    let mut socket = bob.enter("ops").await;
    // Sent at once, so that they may share a commit.
    let nonces = [fresh_nonce(), fresh_nonce(), fresh_nonce()];
    for nonce in &nonces {
        socket
            .send(json!({"type": "message", "nonce": nonce, "message": "hurry"}))
            .await;
    }
    let mut answers = Vec::new();
    for _ in &nonces {
        answers.push(socket.expect_any(&["ack", "error"]).await);
    }
    assert_eq!(answers[0]["type"], "ack");
    for refused in &answers[1..] {
        assert_eq!(refused["code"], "slow_mode", "{refused}");
        let retry = refused["retry_ms"].as_u64().expect("a time");
        assert!((3_000_000..=3_600_000).contains(&retry), "{retry}");
    }
    bob.post("/rooms/ops/leave", &[]).await.must_be(303);
    assert_eq!(
        tries(&mut socket, "as a stranger").await["code"],
        "slow_mode"
    );
    let mut boss = owner.enter("ops").await;
    for text in ["one", "two"] {
        assert_eq!(tries(&mut boss, text).await["type"], "ack");
    }
}

#[tokio::test]
async fn in_a_room_for_announcements_members_write_nothing_and_rewrite_nothing() {
    let (_server, owner, bob) = house().await;
    let mut socket = bob.enter("ops").await;
    let id = socket.post("before").await["id"].clone();
    let only = [("title", "ops"), ("announcements", "1")];
    owner.post("/rooms/ops/settings", &only).await.must_be(303);
    assert_eq!(tries(&mut socket, "news").await["code"], "forbidden");
    socket
        .send(json!({"type": "edit", "nonce": fresh_nonce(), "id": id, "message": "news"}))
        .await;
    assert_eq!(socket.expect("error").await["code"], "forbidden");
    let mut boss = owner.enter("ops").await;
    assert_eq!(tries(&mut boss, "the news").await["type"], "ack");
    change(&owner, "ops", &bob, "role-moderator").await;
    assert_eq!(tries(&mut socket, "more news").await["type"], "ack");
}

#[tokio::test]
async fn old_names_of_a_room_lead_to_it_and_nobody_else_takes_them() {
    let (_server, owner, bob) = house().await;
    owner.enter("ops").await.post("kept").await;
    let rename = [("title", "ops"), ("name", "运维")];
    owner
        .post("/rooms/ops/settings", &rename)
        .await
        .must_be(303);
    let page = bob.get("/rooms/ops?before=9").await.must_be(308);
    assert_eq!(page.location(), "/rooms/%E8%BF%90%E7%BB%B4?before=9");
    assert_eq!(bob.messages("ops").await.len(), 1);
    let socket = bob.enter("ops").await;
    assert_eq!(socket.hello["room"], "运维");
    bob.post("/rooms", &[("title", "mine"), ("name", "OPS")])
        .await
        .must_be(409);
    // Its own old name it takes back.
    let back = [("title", "ops"), ("name", "ops")];
    owner.post("/rooms/运维/settings", &back).await.must_be(303);
    bob.get("/rooms/ops").await.must_be(200);
    bob.get("/rooms/运维").await.must_be(308);
}

#[tokio::test]
async fn two_who_change_a_room_at_once_undo_nothing_of_each_other() {
    let (_server, owner, bob) = house().await;
    change(&owner, "ops", &bob, "role-moderator").await;
    for round in 0..5 {
        let (title, topic) = (format!("title {round}"), format!("topic {round}"));
        let before = owner.get("/api/rooms").await.json();
        let ops = |rooms: &Value| {
            let rooms = rooms["rooms"].as_array().expect("a list").clone();
            rooms
                .into_iter()
                .find(|room| room["name"] == "ops")
                .expect("ops")
        };
        let seen = ops(&before);
        let (old_title, old_topic) = (
            seen["title"].as_str().expect("a title").to_owned(),
            seen["topic"].as_str().expect("a topic").to_owned(),
        );
        let titled = [("title", title.as_str()), ("topic", old_topic.as_str())];
        let told = [("title", old_title.as_str()), ("topic", topic.as_str())];
        let (first, second) = tokio::join!(
            owner.post("/rooms/ops/settings", &titled),
            bob.post("/rooms/ops/settings", &told)
        );
        first.must_be(303);
        second.must_be(303);
        let after = ops(&owner.get("/api/rooms").await.json());
        // The second form may have been filled in before the first was stored: then what it left alone stays.
        assert!(
            after["title"] == title || after["topic"] == topic,
            "{after}"
        );
    }
}

/// Whether the queue of reports leads to the message, and whether it does where the link is followed.
async fn leads(person: &SignedIn, queue: &str, link: &str) -> bool {
    let shown = person.get(queue).await.must_be(200);
    assert!(
        shown.shows("the secret plan") && shown.shows("not nice"),
        "{}",
        shown.body
    );
    let has = shown.body.contains(&format!("href=\"{link}\""));
    let status = person.get(link).await.status;
    assert_eq!(has, status == 200, "{queue}: the link answers {status}");
    has
}

#[tokio::test]
async fn who_may_not_read_a_room_sees_of_a_report_what_was_reported_and_no_link_into_the_room() {
    let server = TestServer::without_rates(&[]).await;
    let (owner, bob) = (server.register("owner").await, server.register("bob").await);
    owner.create_private_room("ops").await;
    let add = [("username", "bob")];
    owner.post("/rooms/ops/members", &add).await.must_be(303);
    let mut socket = bob.enter("ops").await;
    socket.post("what stands beside it").await;
    let ack = socket.post("the secret plan").await;
    let id = ack["id"].as_str().expect("an id");
    reported(&server, &owner, id, "not nice").await;
    let link = format!("/rooms/ops/messages/{id}");
    let admin = server.admin();
    for queue in ["/admin/reports", "/rooms/ops/reports"] {
        assert!(!leads(admin, queue, &link).await);
        assert!(
            admin
                .get(queue)
                .await
                .shows("You are not a member of this room")
        );
        assert!(!admin.get(queue).await.shows("what stands beside it"));
    }
    assert!(leads(&owner, "/rooms/ops/reports", &link).await);
    let add = [("username", "boss")];
    owner.post("/rooms/ops/members", &add).await.must_be(303);
    assert!(leads(admin, "/admin/reports", &link).await);
}

async fn reported(server: &TestServer, reader: &SignedIn, id: &str, reason: &str) -> i64 {
    let path = format!("/rooms/ops/messages/{id}/report");
    reader.post(&path, &[("reason", reason)]).await.must_be(303);
    database::number(
        server,
        "select max(id) from reports where closed_at is null",
    )
    .await
}

#[tokio::test]
async fn a_hidden_message_counts_as_gone_until_it_is_shown_again() {
    let (server, owner, bob) = house().await;
    let reader = server.register("reader").await;
    reader.post("/rooms/ops/join", &[]).await.must_be(303);
    let mut watching = reader.enter("ops").await;
    let ack = bob.enter("ops").await.post("@reader rude").await;
    let id = ack["id"].as_str().expect("an id").to_owned();
    let unread = async || {
        let rooms = reader.get("/api/rooms").await.json();
        let rooms = rooms["rooms"].as_array().expect("a list").clone();
        let ops = rooms
            .into_iter()
            .find(|room| room["name"] == "ops")
            .expect("ops");
        (ops["unread"].clone(), ops["mentions"].clone())
    };
    assert_eq!(unread().await, (json!(1), json!(1)));
    let report = reported(&server, &reader, &id, "rude\nand loud").await;
    let queue = owner.get("/rooms/ops/reports").await.must_be(200);
    assert!(queue.shows("@reader rude") && queue.shows("rude and loud"));

    let settle = format!("/rooms/ops/reports/{report}");
    owner
        .post(&settle, &[("outcome", "hide")])
        .await
        .must_be(303);
    watching.expect("deleted").await;
    assert_eq!(unread().await, (json!(0), json!(0)));
    assert!(
        reader
            .messages("ops")
            .await
            .iter()
            .all(|m| m.get("message").is_none())
    );

    owner
        .post(&settle, &[("outcome", "show")])
        .await
        .must_be(303);
    assert_eq!(watching.expect("edited").await["message"], "@reader rude");
    assert_eq!(unread().await, (json!(1), json!(1)));
    let settled = owner.get("/rooms/ops/reports?closed=1").await;
    assert!(settled.must_be(200).shows("@reader rude"));

    owner
        .post(&settle, &[("outcome", "delete")])
        .await
        .must_be(303);
    watching.expect("deleted").await;
    let left = "select count(*) from reports where body like '%rude%'";
    assert_eq!(database::number(&server, left).await, 0);
    database::assert_whole(&server).await;
}

#[tokio::test]
async fn what_was_reported_is_seen_as_it_was_and_can_be_reported_again() {
    let (server, owner, bob) = house().await;
    let mut socket = bob.enter("ops").await;
    let id = socket.post("an insult").await["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let reader = server.register("reader").await;
    let report = reported(&server, &reader, &id, "insulting").await;
    socket
        .send(json!({"type": "edit", "nonce": fresh_nonce(), "id": id, "message": "a nice day"}))
        .await;
    socket.expect("ack").await;
    let queue = owner.get("/rooms/ops/reports").await;
    assert!(queue.shows("an insult"), "{}", queue.body);
    let settle = format!("/rooms/ops/reports/{report}");
    owner
        .post(&settle, &[("outcome", "dismiss")])
        .await
        .must_be(303);
    assert!(!owner.get("/rooms/ops/reports").await.shows("a nice day"));
    reported(&server, &reader, &id, "still").await;
    assert!(owner.get("/rooms/ops/reports").await.shows("a nice day"));
}

#[tokio::test]
async fn with_a_person_goes_what_was_hidden_of_their_words() {
    let (server, owner, bob) = house().await;
    let ack = bob.enter("ops").await.post("hidden words").await;
    let id = ack["id"].as_str().expect("an id").to_owned();
    let reader = server.register("reader").await;
    let report = reported(&server, &reader, &id, "").await;
    let settle = format!("/rooms/ops/reports/{report}");
    owner
        .post(&settle, &[("outcome", "hide")])
        .await
        .must_be(303);
    let user = format!("id-{}", bob.id().await);
    let fields = [
        ("action", "delete-all"),
        (user.as_str(), "1"),
        ("confirmed", "1"),
    ];
    server
        .admin()
        .post("/admin/users", &fields)
        .await
        .must_be(303);
    owner
        .post(&settle, &[("outcome", "show")])
        .await
        .must_be(409);
    eventually("nothing is left", async || {
        let left = "select (select count(*) from hidden_messages) + (select count(*) from users where erasing = 1)
            + (select count(*) from reports where body <> '')";
        database::number(&server, left).await == 0
    })
    .await;
}

#[tokio::test]
async fn no_moderator_acts_on_an_admin_and_no_admin_is_banned() {
    let (server, owner, _bob) = house().await;
    let admin = server.admin();
    admin.post("/rooms/ops/join", &[]).await.must_be(303);
    let path = format!("/rooms/ops/members/{}", admin.id().await);
    for action in ["mute", "remove", "ban", "role-moderator"] {
        owner.post(&path, &[("action", action)]).await.must_be(403);
    }
    server
        .command(&["room", "ban", "ops", "boss"])
        .must_be_refused();
    admin.get("/rooms/ops").await.must_be(200);
}
