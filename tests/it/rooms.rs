//! Rooms: the lobby, the directory, names in any script, and who becomes a member when.

use serde_json::{Value, json};

use crate::support::{TestServer, database, encoded};

/// The room of this name as the API lists it; null when it is not listed.
fn listed(rooms: &Value, name: &str) -> Value {
    let rooms = rooms["rooms"].as_array().expect("a list");
    rooms
        .iter()
        .find(|room| room["name"] == name)
        .cloned()
        .unwrap_or_default()
}

#[tokio::test]
async fn the_lobby_is_there_from_the_first_start_and_is_the_default_room() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.get("/").await.must_lead_to("/rooms/lobby");
    let socket = anna.enter_at("/ws/chat/").await;
    assert_eq!(socket.hello["room"], "lobby");
    let rooms = anna.get("/api/rooms").await.json();
    let lobby = listed(&rooms, "lobby");
    for (key, value) in [
        ("kind", json!("open")),
        ("archived", json!(false)),
        ("joined", json!(true)),
    ] {
        assert_eq!(lobby[key], value, "{key}");
    }
    for key in ["title", "topic", "head", "unread", "mentions"] {
        assert!(lobby.get(key).is_some(), "{key} in {lobby}");
    }
}

#[tokio::test]
async fn anybody_makes_a_room_and_finds_it_in_the_directory() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let fields = [
        ("name", "ops"),
        ("title", "Operations"),
        ("topic", "Who is on duty"),
        ("kind", "open"),
    ];
    anna.post("/rooms", &fields)
        .await
        .must_lead_to("/rooms/ops");
    let directory = bert.get("/rooms").await.must_be(200);
    for text in ["Operations", "Who is on duty", "/rooms/ops"] {
        assert!(directory.body.contains(text), "{text}");
    }
    let rooms = bert.get("/api/rooms").await.json();
    let ops = listed(&rooms, "ops");
    assert_eq!(
        (&ops["title"], &ops["topic"]),
        (&json!("Operations"), &json!("Who is on duty"))
    );
    assert_eq!(ops["joined"], false);
}

#[tokio::test]
async fn a_name_is_made_from_the_title_and_a_title_from_the_name() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let answer = anna
        .post("/rooms", &[("title", "Team Tea!"), ("kind", "open")])
        .await
        .must_be(303);
    let room = answer
        .location()
        .strip_prefix("/rooms/")
        .expect("a room")
        .to_owned();
    let rooms = anna.get("/api/rooms").await.json();
    assert_eq!(listed(&rooms, &room)["title"], "Team Tea!");

    anna.post("/rooms", &[("name", "plain"), ("kind", "open")])
        .await
        .must_lead_to("/rooms/plain");
    anna.post(
        "/rooms",
        &[("name", "blank"), ("title", "  "), ("kind", "open")],
    )
    .await
    .must_be(303);
    let rooms = anna.get("/api/rooms").await.json();
    assert_eq!(listed(&rooms, "plain")["title"], "plain");
    assert_eq!(listed(&rooms, "blank")["title"], "blank");
}

#[tokio::test]
async fn a_room_in_chinese_is_made_opened_and_talked_in() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("李四").await);
    let name = "运维咖啡吧";
    let path = format!("/rooms/{}", encoded(name));
    anna.post("/rooms", &[("title", name), ("kind", "open")])
        .await
        .must_lead_to(&path);
    assert!(bert.get(&path).await.must_be(200).body.contains(name));

    let (mut hers, mut his) = (anna.enter(name).await, bert.enter(name).await);
    assert_eq!(his.hello["room"], name);
    hers.post("大家好").await;
    let message = his.expect("message").await;
    assert_eq!(
        (&message["room"], &message["message"]),
        (&json!(name), &json!("大家好"))
    );
}

#[tokio::test]
async fn another_spelling_is_the_same_room() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.post("/rooms", &[("name", "ＣａＦé"), ("kind", "open")])
        .await
        .must_lead_to(&format!("/rooms/{}", encoded("café")));
    anna.post("/rooms", &[("name", "Cafe\u{301}"), ("kind", "open")])
        .await
        .must_be(409);
    for spelling in ["CAFÉ", "cafe\u{301}", "ｃａｆé"] {
        assert_eq!(
            anna.enter(spelling).await.hello["room"],
            "café",
            "{spelling}"
        );
        let path = format!("/api/rooms/{}/status", encoded(spelling));
        anna.get(&path).await.must_be(204);
    }
}

#[tokio::test]
async fn a_taken_name_is_said_with_the_form_and_what_was_typed() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let fields = [
        ("name", "lobby"),
        ("title", "My own lobby"),
        ("topic", "Tea at five"),
        ("kind", "open"),
    ];
    let answer = anna.post("/rooms", &fields).await.must_be(409);
    for kept in ["My own lobby", "Tea at five", "<form"] {
        assert!(answer.body.contains(kept), "{kept}");
    }
}

#[tokio::test]
async fn a_topic_has_250_characters_at_most_and_a_title_80() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let (topic, title) = ("茶".repeat(250), "茶".repeat(80));
    let long_topic = format!("{topic}茶");
    let long_title = format!("{title}茶");
    for fields in [
        [
            ("name", "one"),
            ("title", "One"),
            ("topic", long_topic.as_str()),
        ],
        [
            ("name", "two"),
            ("title", long_title.as_str()),
            ("topic", ""),
        ],
        [("name", "spoilt\u{7}"), ("title", "Three"), ("topic", "")],
    ] {
        let fields = [&fields[..], &[("kind", "open")]].concat();
        anna.post("/rooms", &fields).await.must_be(422);
    }
    anna.post("/rooms", &[("name", "four"), ("kind", "secret")])
        .await
        .must_be(422);
    let fields = [
        ("name", "five"),
        ("title", title.as_str()),
        ("topic", topic.as_str()),
        ("kind", "open"),
    ];
    anna.post("/rooms", &fields)
        .await
        .must_lead_to("/rooms/five");
}

#[tokio::test]
async fn a_private_room_does_not_exist_for_strangers() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_private_room("secret").await;
    anna.get("/rooms/secret").await.must_be(200);
    assert!(!bert.get("/rooms").await.body.contains("secret"));
    assert_eq!(
        listed(&bert.get("/api/rooms").await.json(), "secret"),
        Value::Null
    );
    for path in [
        "/rooms/secret",
        "/api/rooms/secret/status",
        "/api/rooms/secret/messages",
    ] {
        let hidden = bert.get(path).await.must_be(404);
        let absent = bert
            .get(&path.replace("secret", "nowhere"))
            .await
            .must_be(404);
        assert_eq!(hidden.body, absent.body, "{path}");
    }
    let body = json!({"message": "let me in"});
    bert.post_json("/api/rooms/secret/messages", &body)
        .await
        .must_be(404);
    bert.post("/rooms/secret/messages", &[("message", "let me in")])
        .await
        .must_be(404);
    assert_eq!(anna.messages("secret").await.len(), 0);
}

#[tokio::test]
async fn connecting_makes_nobody_a_member_and_the_first_post_does() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_room("ops").await;
    let mut watching = anna.enter("ops").await;
    let mut socket = bert.enter("ops").await;
    assert_eq!(watching.hello["role"], "owner", "who makes a room owns it");
    assert_eq!(
        listed(&bert.get("/api/rooms").await.json(), "ops")["joined"],
        false
    );

    let head = watching.hello["head"].as_i64().expect("a number");
    socket.post("hello").await;
    let (joined, message) = (watching.event().await, watching.event().await);
    assert_eq!(
        (&joined["type"], &joined["op"], &joined["role"]),
        (&json!("member"), &json!("joined"), &json!("member"))
    );
    assert_eq!(joined["user"]["username"], "bert");
    assert_eq!(
        (&message["type"], &message["message"]),
        (&json!("message"), &json!("hello"))
    );
    assert_eq!(
        (joined["seq"].as_i64(), message["seq"].as_i64()),
        (Some(head + 1), Some(head + 2))
    );
    assert_eq!(
        listed(&bert.get("/api/rooms").await.json(), "ops")["joined"],
        true
    );

    socket.post("again").await;
    assert_eq!(watching.event().await["type"], "message", "one joins once");
}

#[tokio::test]
async fn the_first_page_is_the_room_one_was_in_last() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.create_room("ops").await;
    anna.get("/rooms/ops").await.must_be(200);
    anna.get("/").await.must_lead_to("/rooms/ops");
    anna.get("/rooms/lobby").await.must_be(200);
    anna.get("/").await.must_lead_to("/rooms/lobby");
}

#[tokio::test]
async fn where_only_admins_make_rooms_others_are_told_so() {
    let server = TestServer::start_with(&["--create-rooms", "admins"]).await;
    let anna = server.register("anna").await;
    for name in ["ops", "no/name"] {
        let form = [("name", name), ("kind", "open")];
        let answer = anna.post("/rooms", &form).await.must_be(403);
        assert!(!answer.body.contains("name=\"title\""), "{name}: no form");
    }
    server.admin().create_room("ops").await;
    anna.get("/rooms/ops").await.must_be(200);
}

#[tokio::test]
async fn who_makes_rooms_is_asked_by_the_write_and_not_of_what_the_server_remembers() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    // Stored, and not yet read back: as between the two halves of an admin's change.
    let pool = database::open(&server).await;
    let change =
        "insert into settings (name, value, changed_at) values ('create_rooms', 'admins', 1)";
    sqlx::query(change).execute(&pool).await.expect("a row");
    pool.close().await;
    let page = anna.get("/rooms").await.must_be(200);
    assert!(page.body.contains("name=\"title\""), "the form is there");
    let answer = anna.post("/rooms", &[("name", "ops")]).await.must_be(403);
    assert!(answer.shows("Only admins create rooms here."));
    anna.get("/rooms/ops").await.must_be(404);
    server.admin().create_room("ops").await;
}

#[tokio::test]
async fn rooms_do_not_hear_each_other() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.create_room("ops").await;
    let (mut lobby, mut ops) = (anna.enter("lobby").await, anna.enter("ops").await);
    lobby.post("for the lobby").await;
    ops.post("for ops").await;
    assert_eq!(lobby.expect("message").await["message"], "for the lobby");
    assert_eq!(ops.expect("message").await["message"], "for ops");
    for socket in [&mut lobby, &mut ops] {
        let rest = socket.all_until_now().await;
        assert!(
            rest.iter().all(|frame| frame.get("seq").is_none()),
            "{rest:?}"
        );
    }
}
