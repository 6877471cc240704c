//! People among themselves: direct rooms, blocking, reporting, and one's own devices.

use serde_json::{Value, json};

use crate::support::{Answer, SignedIn, Socket, TestServer, database};

/// Opens the direct room with these people; gives its name.
async fn direct(person: &SignedIn, people: &str) -> String {
    let answer = person.post("/direct", &[("people", people)]).await;
    let answer = answer.must_be(303);
    let room = answer.location().strip_prefix("/rooms/").expect("a room");
    room.to_owned()
}

async fn title(person: &SignedIn, room: &str) -> Value {
    let rooms = person.get("/api/rooms").await.must_be(200).json();
    let rooms = rooms["rooms"].as_array().expect("a list").clone();
    let found = rooms.into_iter().find(|found| found["name"] == room);
    found.expect("the room is listed")["title"].clone()
}

async fn block(person: &SignedIn, other: &str, blocked: &str) -> Answer {
    let path = format!("/people/{other}/block");
    person.post(&path, &[("blocked", blocked)]).await
}

async fn refused(socket: &mut Socket, text: &str) -> Value {
    socket
        .send(json!({"type": "message", "message": text}))
        .await;
    socket.expect("error").await
}

#[tokio::test]
async fn a_set_of_people_has_one_direct_room_whoever_asks_and_each_sees_the_others_names() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    let carl = server.register("carl").await;
    let two = direct(&anna, "bert").await;
    assert_eq!(direct(&bert, "@Anna").await, two);
    let three = direct(&anna, "bert, carl").await;
    assert_ne!(three, two);
    assert_eq!(direct(&carl, "bert anna,bert").await, three);
    assert_eq!(title(&anna, &two).await, "bert");
    assert_eq!(title(&bert, &two).await, "anna");
    assert_eq!(title(&anna, &three).await, "bert, carl");
    carl.get(&format!("/rooms/{two}")).await.must_be(404);
    server
        .admin()
        .get(&format!("/rooms/{two}"))
        .await
        .must_be(404);

    let page = anna.get(&format!("/rooms/{two}")).await.must_be(200);
    for absent in ["room-join", "Only people who are added"] {
        assert!(!page.body.contains(absent), "{absent}");
    }
    assert!(
        page.body.contains("id=\"sidebar-direct\">"),
        "{}",
        page.body
    );
    let directory = carl.get("/rooms").await.must_be(200);
    let listed = directory.body.split("class=\"cards\"").nth(1);
    assert!(!listed.expect("the list").contains("direct-"));
}

#[tokio::test]
async fn a_deleted_person_is_named_on_no_page_of_a_direct_room() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let room = direct(&bert, "anna").await;
    anna.post("/account", &[("display_name", "Anna of Old")])
        .await
        .must_be(303);
    let ack = anna.enter(&room).await.post("a wrong word").await;
    let id = ack["id"].as_str().expect("an id");
    let (members, report) = (
        format!("/rooms/{room}/members"),
        format!("/rooms/{room}/messages/{id}/report"),
    );
    bert.post(&report, &[("reason", "wrong")])
        .await
        .must_be(303);
    let page = bert.get(&members).await.must_be(200);
    assert!(page.shows("Anna of Old"), "by the name of now");
    let delete = ["user", "delete", "anna", "--messages", "keep", "--yes"];
    server.command(&delete).must_succeed();
    for page in [
        bert.get(&members).await.must_be(200),
        server.admin().get("/admin/reports").await.must_be(200),
    ] {
        for name in ["Anna of Old", "anna"] {
            assert!(!page.shows(name), "{name}: {}", page.body);
        }
    }
}

#[tokio::test]
async fn who_is_not_there_is_named_in_the_form_and_what_was_typed_is_kept() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    server.register("bert").await;
    server.register("gone").await;
    let pool = database::open(&server).await;
    let switch_off = "update users set deactivated_at = 1 where username = 'gone'";
    sqlx::query(switch_off).execute(&pool).await.expect("a row");
    pool.close().await;
    let typed = [("people", "bert nobody, gone")];
    let answer = anna.post("/direct", &typed).await.must_be(422);
    assert!(answer.shows("There is nobody here called nobody, gone."));
    assert!(answer.shows("value=\"bert nobody, gone\""));
    for people in ["", "anna"] {
        anna.post("/direct", &[("people", people)])
            .await
            .must_be(422);
    }
    anna.get("/people/gone").await.must_be(200);
    anna.get("/people/nobody").await.must_be(404);
}

#[tokio::test]
async fn who_is_blocked_opens_no_direct_room_and_writes_in_none_until_that_is_taken_back() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    let room = direct(&bert, "anna").await;
    let mut socket = bert.enter(&room).await;
    let posted = socket.post("before").await;

    block(&anna, "bert", "1").await.must_lead_to("/people/bert");
    assert_eq!(refused(&mut socket, "after").await["code"], "forbidden");
    let edit = json!({"type": "edit", "id": posted["id"], "message": "instead"});
    socket.send(edit).await;
    assert_eq!(socket.expect("error").await["code"], "forbidden");
    let mut other = anna.enter(&room).await;
    let head = |socket: &Socket| socket.hello["head"].as_i64().expect("a seq");
    assert_eq!(head(&other), head(&socket) + 1, "only what was said before");
    bert.post("/direct", &[("people", "anna")])
        .await
        .must_be(403);
    let list = anna.get("/account/blocked").await.must_be(200);
    assert!(list.shows("@bert"));
    let page = anna.get("/people/bert").await.must_be(200);
    assert!(!page.body.contains("action=\"/direct\""), "no way to write");

    block(&anna, "bert", "0").await.must_lead_to("/people/bert");
    socket.post("again").await;
    assert_eq!(other.expect("message").await["message"], "again");
    block(&anna, "bert", "perhaps").await.must_be(422);
    block(&anna, "anna", "1").await.must_be(422);
    block(&anna, "nobody", "1").await.must_be(404);
}

#[tokio::test]
async fn messages_of_somebody_blocked_are_folded_on_the_page_and_one_that_is_asked_for_is_not() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    let posted = bert.enter("lobby").await.post("look at me").await;
    let id = posted["id"].as_str().expect("an id").to_owned();
    block(&anna, "bert", "1").await.must_be(303);
    let page = anna.get("/rooms/lobby").await.must_be(200);
    assert!(page.body.contains(" message-folded"));
    let focused = anna.get(&format!("/rooms/lobby/messages/{id}")).await;
    assert!(!focused.body.contains(" message-folded"));
    let own = bert.get("/rooms/lobby").await.must_be(200);
    assert!(!own.body.contains(" message-folded"));
}

#[tokio::test]
async fn words_of_somebody_blocked_are_folded_also_where_they_are_quoted_listed_or_kept() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert, carl) = (
        server.register("anna").await,
        server.register("bert").await,
        server.register("carl").await,
    );
    let first = anna.enter("lobby").await.post("who has tea?").await["id"].clone();
    let mut bert_here = bert.enter("lobby").await;
    let answer =
        json!({"type": "message", "message": "a sharp word", "reply_to": first, "nonce": "n1"});
    bert_here.send(answer).await;
    let sharp = bert_here.expect("ack").await["id"].clone();
    let mut carl_here = carl.enter("lobby").await;
    let quoting = json!({"type": "message", "message": "well", "reply_to": sharp, "nonce": "n2"});
    carl_here.send(quoting).await;
    carl_here.expect("ack").await;
    let id = sharp.as_str().expect("an id");
    let keep = format!("/rooms/lobby/messages/{id}/bookmark");
    anna.post(&keep, &[("op", "add")]).await.must_be(303);
    let shown = async |page: &str| anna.get(page).await.must_be(200).body;
    let quoting = "message-quote-text\">";
    let room = shown("/rooms/lobby").await;
    assert!(room.contains(&format!("{quoting}a sharp word")), "{room}");
    assert!(!shown("/bookmarks").await.contains("<summary>Message"));
    block(&anna, "bert", "1").await.must_be(303);
    let room = shown("/rooms/lobby").await;
    assert!(!room.contains(&format!("{quoting}a sharp word")), "{room}");
    assert!(room.contains(&format!("{quoting}Message of somebody you blocked")));
    let kept = shown("/bookmarks").await;
    assert!(
        kept.contains("<summary>Message of somebody you blocked"),
        "{kept}"
    );
    let threads = shown("/threads").await;
    assert!(
        threads.contains("who has tea?") && threads.contains("well"),
        "{threads}"
    );
    let again = json!({"type": "message", "message": "another sharp word", "reply_to": first, "nonce": "n3"});
    bert_here.send(again).await;
    bert_here.expect("ack").await;
    let threads = shown("/threads").await;
    assert!(
        !threads.contains("sharp word") && threads.contains("somebody you blocked"),
        "{threads}"
    );
}

#[tokio::test]
async fn a_reader_reports_a_message_with_a_reason_and_is_led_back_to_it() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    let posted = bert.enter("lobby").await.post("buy my tea").await;
    let id = posted["id"].as_str().expect("an id").to_owned();
    let path = format!("/rooms/lobby/messages/{id}/report");
    let form = anna.get(&path).await.must_be(200);
    assert!(form.shows("buy my tea"));

    let long = "x".repeat(501);
    let again = anna.post(&path, &[("reason", &long)]).await.must_be(422);
    assert!(again.shows(&long) && again.shows("500"));
    let back = format!("/rooms/lobby/messages/{id}?reported=1");
    anna.post(&path, &[("reason", "it is an advert")])
        .await
        .must_lead_to(&back);
    assert!(anna.get(&back).await.must_be(200).shows("Reported."));
    let waiting =
        "select count(*) from reports where reason = 'it is an advert' and closed_at is null";
    assert_eq!(database::number(&server, waiting).await, 1);

    let messages = format!("/api/messages/{id}");
    let deleting = bert.request(reqwest::Method::DELETE, &messages);
    assert_eq!(deleting.send().await.expect("an answer").status(), 204);
    anna.get(&path).await.must_be(404);
    anna.post(&path, &[("reason", "late")]).await.must_be(404);
}

#[tokio::test]
async fn one_sees_where_one_is_signed_in_and_ends_it_with_the_sockets_there() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let bert = server.register("bert").await;
    let phone = SignedIn::by_login(&server.visitor(), "anna").await;
    let mut socket = phone.enter("lobby").await;
    let page = anna.get("/account/sessions").await.must_be(200);
    assert_eq!(page.body.matches("name=\"session\"").count(), 1);
    assert!(page.shows("this one") && page.shows("127.0.0.1"));
    let (_, rest) = page
        .body
        .split_once("name=\"session\" value=\"")
        .expect("a form");
    let number = rest.split('"').next().expect("a number").to_owned();

    let end = [("session", number.as_str())];
    bert.post("/account/sessions", &end).await.must_be(404);
    anna.post("/account/sessions", &end)
        .await
        .must_lead_to("/account/sessions?saved=1");
    socket.closes_with(4401).await;
    phone.get("/account/sessions").await.must_be(303);

    let others = [
        SignedIn::by_login(&server.visitor(), "anna").await,
        SignedIn::by_login(&server.visitor(), "anna").await,
    ];
    anna.post("/account/sessions", &[("others", "1")])
        .await
        .must_be(303);
    for other in others {
        other.get("/account/sessions").await.must_be(303);
    }
    anna.get("/account/sessions").await.must_be(200);
    anna.post("/account/sessions", &[]).await.must_be(422);
}

#[tokio::test]
async fn who_leaves_a_room_is_no_member_and_nobody_leaves_a_direct_one() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    server.register("bert").await;
    anna.create_private_room("den").await;
    anna.create_room("hall").await;
    anna.get("/rooms/hall").await.must_be(200);
    anna.post("/rooms/hall/leave", &[]).await.must_lead_to("/");
    anna.get("/").await.must_lead_to("/rooms/lobby");
    let mut socket = anna.enter("den").await;
    anna.post("/rooms/den/leave", &[]).await.must_lead_to("/");
    socket.closes_with(4403).await;
    anna.get("/rooms/den").await.must_be(404);
    let room = direct(&anna, "bert").await;
    anna.post(&format!("/rooms/{room}/leave"), &[])
        .await
        .must_be(403);
}

#[tokio::test]
async fn the_page_says_at_load_why_one_cannot_write_and_how_slowly_one_may() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.create_room("hall").await;
    let bert = server.register("bert").await;
    bert.post("/rooms/hall/join", &[]).await.must_be(303);
    let pool = database::open(&server).await;
    for (change, sentence) in [
        (
            "update memberships set muted_until = 4102444800000000 where role = 'member'",
            "You are muted here until 2100-01-01 00:00 UTC.",
        ),
        (
            "update memberships set muted_until = 9223372036854775807 where role = 'member'",
            "You are muted here until somebody",
        ),
        (
            "update memberships set muted_until = 5 where role = 'member'",
            "",
        ),
        (
            "update rooms set announcements = 1 where name = 'hall'",
            "Only those who look after this room",
        ),
        (
            "update rooms set archived_at = 1 where name = 'hall'",
            "This room is archived.",
        ),
    ] {
        sqlx::query(change).execute(&pool).await.expect("a change");
        let page = bert.get("/rooms/hall").await.must_be(200);
        let (_, rest) = page.body.split_once("id=\"composer-closed\"").expect("it");
        let (tag, rest) = rest.split_once('>').expect("a tag");
        let said = rest.split('<').next().expect("a sentence");
        assert!(said.starts_with(sentence), "{change}: {said}");
        assert_eq!(tag.contains("hidden"), sentence.is_empty(), "{change}");
        let hidden = page.body.contains("action=\"/rooms/hall/messages\" hidden");
        assert_eq!(hidden, !sentence.is_empty(), "{change}");
    }
    let owners = anna.get("/rooms/hall").await.must_be(200);
    assert!(owners.body.contains("href=\"/rooms/hall/settings\">"));
    let slow = "update rooms set archived_at = null, announcements = 0, slow_seconds = 90 where name = 'hall'";
    sqlx::query(slow).execute(&pool).await.expect("a change");
    pool.close().await;
    let page = bert.get("/rooms/hall").await.must_be(200);
    assert!(page.shows("Slow mode: one message every 90 s"));
    let owners = anna.get("/rooms/hall").await.must_be(200);
    assert!(!owners.shows("every 90 s</span>"));
}
