//! What admins and owners do: bulk actions that ask first, settings that count at once, rooms that end.

use crate::support::{SignedIn, TestServer, database, eventually};

#[tokio::test]
async fn what_is_done_to_many_is_asked_first_with_how_many_and_which() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (first, second) = (
        format!("id-{}", anna.id().await),
        format!("id-{}", bert.id().await),
    );
    let mut socket = anna.enter("lobby").await;
    let admin = server.admin();
    let mut fields = vec![
        ("action", "deactivate"),
        (first.as_str(), "1"),
        (second.as_str(), "1"),
    ];

    let question = admin.post("/admin/users", &fields).await.must_be(200);
    for text in ["these 2 accounts", "anna", "bert"] {
        assert!(question.shows(text), "{text}");
    }
    anna.get("/api/me").await.must_be(200);

    fields.push(("confirmed", "1"));
    let done = admin.post("/admin/users", &fields).await;
    assert_eq!(done.must_be(303).location(), "/admin/users?done=2");
    socket.closes_with(4401).await;
    anna.get("/api/me").await.must_be(401);
    bert.get("/api/me").await.must_be(401);

    fields[0].1 = "activate";
    admin.post("/admin/users", &fields).await.must_be(303);
    server.visitor().sign_in("anna").await.must_lead_to("/");
}

#[tokio::test]
async fn what_cannot_be_done_to_one_is_said_and_done_to_the_others() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let admin = server.admin();
    let (boss, other) = (
        format!("id-{}", admin.id().await),
        format!("id-{}", anna.id().await),
    );
    let fields = [
        ("action", "deactivate"),
        (boss.as_str(), "1"),
        (other.as_str(), "1"),
        ("confirmed", "1"),
    ];
    let answer = admin.post("/admin/users", &fields).await.must_be(409);
    assert!(answer.shows("This is the last admin."), "{}", answer.body);
    anna.get("/api/me").await.must_be(401);
    admin.get("/admin/users").await.must_be(200);

    let nothing = [("action", "deactivate"), ("confirmed", "1")];
    admin.post("/admin/users", &nothing).await.must_be(422);
    let unknown = [("action", "explode"), (other.as_str(), "1")];
    admin.post("/admin/users", &unknown).await.must_be(422);
}

#[tokio::test]
async fn a_deleted_user_leaves_their_words_or_takes_them_along() {
    let server = TestServer::start().await;
    let mut watcher = server.register("watcher").await.enter("lobby").await;
    for (name, action, stays) in [("anna", "delete", true), ("bert", "delete-all", false)] {
        let person = server.register(name).await;
        person
            .enter("lobby")
            .await
            .post(&format!("words of {name}"))
            .await;
        let id = format!("id-{}", person.id().await);
        let fields = [("action", action), (id.as_str(), "1"), ("confirmed", "1")];
        server
            .admin()
            .post("/admin/users", &fields)
            .await
            .must_be(303);
        watcher
            .expect_with("message", |m| m["message"] == format!("words of {name}"))
            .await;
        if !stays {
            watcher.expect("deleted").await;
        }
        person.get("/api/me").await.must_be(401);
        server.visitor().sign_in(name).await.must_be(422);
        let messages = server.admin().messages("lobby").await;
        let text = |m: &serde_json::Value| m["message"] == format!("words of {name}");
        assert_eq!(messages.iter().any(text), stays, "{name}");
        let author = messages
            .iter()
            .find(|m| text(m))
            .map(|m| m["user"]["name"].clone());
        assert_eq!(author, stays.then(|| "Deleted user".into()));
        // The name is free again.
        server.register(name).await;
    }
    database::assert_whole(&server).await;
}

#[tokio::test]
async fn a_deleted_user_is_called_so_in_the_language_of_each_reader_whoever_deleted_them() {
    let server = TestServer::start().await;
    let (admin, anna) = (server.admin(), server.register("anna").await);
    let chinese = [("display_name", "boss"), ("locale", "zh-Hans")];
    admin.post("/account", &chinese).await.must_be(303);
    let bert = server.register("bert").await;
    let said = bert.enter("lobby").await.post("words of bert").await;
    let reply = serde_json::json!({ "message": "why", "reply_to": said["id"] });
    let replied = anna.post_json("/api/rooms/lobby/messages", &reply).await;
    replied.must_be(201);
    let id = format!("id-{}", bert.id().await);
    let fields = [("action", "delete"), (id.as_str(), "1"), ("confirmed", "1")];
    admin.post("/admin/users", &fields).await.must_be(303);

    let (english, chinese) = ("Deleted user", "已删除的用户");
    for (reader, is, is_not) in [(&anna, english, chinese), (admin, chinese, english)] {
        for path in ["/rooms/lobby", "/search?q=words", "/people/deleted~3"] {
            let path = path.replace("~3", &format!("~{}", &id[3..]));
            let page = reader.get(&path).await.must_be(200);
            assert!(
                page.body.contains(&format!(">{is}<")),
                "{path}: {}",
                page.body
            );
            assert!(!page.body.contains(&format!(">{is_not}<")), "{path}");
        }
        let page = reader.get("/rooms/lobby").await;
        let quoted = format!("message-quote-author\">{is}<");
        assert!(page.body.contains(&quoted), "{}", page.body);
        // A program hears one name, whoever asks.
        let messages = reader.messages("lobby").await;
        let author = |message: &&serde_json::Value| message["message"] == "words of bert";
        let found = messages.iter().find(author).expect("the message");
        assert_eq!(found["user"]["name"], english);
    }
    let list = admin.get("/admin/users").await.must_be(200);
    assert!(list.shows(chinese) && !list.shows(english), "{}", list.body);
    let file = admin.get("/admin/users?form=csv").await.must_be(200);
    let line = format!("deleted~{},{chinese},", &id[3..]);
    assert!(file.body.contains(&line), "{}", file.body);
}

#[tokio::test]
async fn a_setting_counts_at_once_and_says_who_changed_it() {
    let server = TestServer::stopped(&[]);
    server.create_user(&["boss", "--admin"]);
    let mut server = server;
    server.restart();
    let admin = SignedIn::by_login(&server.visitor(), "boss").await;
    server.visitor().get("/register").await.must_be(403);
    let fields = [
        ("registration", "open"),
        ("site_name", "茶馆"),
        ("create_rooms", "admins"),
        ("limit_text_characters", "5"),
    ];
    admin.post("/admin/settings", &fields).await.must_be(303);
    let anna = server.register("anna").await;
    let page = anna.get("/rooms").await;
    assert!(page.shows("茶馆") && !page.body.contains("create-form"));
    anna.post("/rooms", &[("title", "mine")]).await.must_be(403);
    let long = serde_json::json!({ "message": "123456" });
    let answer = anna.post_json("/api/rooms/lobby/messages", &long).await;
    assert_eq!((answer.status, answer.code()), (422, "too_long".to_owned()));
    let page = admin.get("/admin/settings").await;
    assert!(page.shows("Changed by boss"), "{}", page.body);

    // They are stored, and what is no value changes nothing.
    let wrong = [("registration", "nobody"), ("site_name", "Other")];
    let answer = admin.post("/admin/settings", &wrong).await.must_be(422);
    assert!(answer.shows("open, invite") || answer.body.contains("field-error"));
    server.restart();
    let page = server.visitor().get("/login").await;
    assert!(page.shows("茶馆"), "{}", page.body);
}

#[tokio::test]
async fn a_number_beyond_its_bounds_is_answered_with_them_and_changes_nothing() {
    let server = TestServer::start().await;
    let admin = server.admin();
    for (name, value) in [
        ("limit_text_characters", "1000000000000000000"),
        ("limit_messages_per_second", "1000000000000"),
        ("limit_message_burst", "1000001"),
        ("limit_sockets_per_user", "99999999999999999999999"),
    ] {
        let fields = [(name, value)];
        let answer = admin.post("/admin/settings", &fields).await.must_be(422);
        let bounds = "must be a whole number from 0 to 1000000.";
        assert!(answer.shows(bounds), "{name}: {}", answer.body);
        assert!(answer.body.contains(&format!("value=\"{value}\"")));
    }
    let page = admin.get("/admin/settings").await.must_be(200);
    assert!(page.body.contains("value=\"4000\""), "{}", page.body);
    let most = [("limit_text_characters", "1000000")];
    admin.post("/admin/settings", &most).await.must_be(303);
}

#[tokio::test]
async fn what_the_operator_gave_is_changed_by_nobody_else() {
    let server = TestServer::start_with(&["--site-name", "Given"]).await;
    let page = server.admin().get("/admin/settings").await.must_be(200);
    assert!(page.shows("given when the server was started"));
    let fields = [("site_name", "Other"), ("limit_text_characters", "100")];
    server
        .admin()
        .post("/admin/settings", &fields)
        .await
        .must_be(303);
    let page = server.visitor().get("/login").await;
    assert!(page.shows("Given") && !page.shows("Other"));
}

#[tokio::test]
async fn an_invite_of_a_room_brings_people_straight_into_it_until_it_is_revoked() {
    let mut server = TestServer::stopped(&[]);
    server.create_user(&["boss", "--admin"]);
    server.restart();
    let admin = SignedIn::by_login(&server.visitor(), "boss").await;
    admin.create_private_room("den").await;
    let made = admin
        .post("/rooms/den/invites", &[("uses", "2"), ("days", "1")])
        .await
        .must_be(200);
    let link = made.body.split("register?invite=").nth(1).expect("a link");
    let code = link.split('<').next().expect("a code").to_owned();
    let register = async |name: &'static str| {
        let fields = [
            ("username", name),
            ("password", crate::support::PASSWORD),
            ("invite", code.as_str()),
        ];
        let visitor = server.visitor();
        (visitor.post("/register", &fields).await.status, visitor)
    };
    let (status, anna) = register("anna").await;
    assert_eq!(status, 303);
    anna.get("/rooms/den").await.must_be(200);
    let id = database::number(&server, "select max(id) from invites").await;
    let revoke = format!("/rooms/den/invites/{id}/revoke");
    admin.post(&revoke, &[]).await.must_be(303);
    assert_eq!(register("bert").await.0, 403);
    admin.post(&revoke, &[]).await.must_be(404);
}

#[tokio::test]
async fn what_was_said_in_a_deleted_room_is_taken_from_the_database() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    anna.create_room("ops").await;
    let mut socket = anna.enter("ops").await;
    let nonces: Vec<String> = (0..700)
        .map(|_| crate::support::socket::fresh_nonce())
        .collect();
    for nonce in &nonces {
        let frame = serde_json::json!({"type": "message", "nonce": nonce, "message": "a secret"});
        socket.send(frame).await;
    }
    for nonce in &nonces {
        socket
            .expect_with("ack", |ack| ack["nonce"] == *nonce)
            .await;
    }
    anna.post("/rooms/ops/delete", &[("name", "other")])
        .await
        .must_be(422);
    anna.get("/rooms/ops").await.must_be(200);
    anna.post("/rooms/ops/delete", &[("name", "ops")])
        .await
        .must_be(303);
    // The name is free at once.
    anna.create_room("ops").await;
    assert_eq!(anna.messages("ops").await.len(), 0);
    eventually("nothing is left", async || {
        let left = "select (select count(*) from messages where body = 'a secret')
            + (select count(*) from rooms where deleted_at is not null)";
        database::number(&server, left).await == 0
    })
    .await;
    database::assert_whole(&server).await;
}

#[tokio::test]
async fn a_room_that_an_admin_makes_a_default_is_joined_by_everybody_who_comes_after() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.create_room("news").await;
    let default = [("title", "News"), ("may_default", "1"), ("default", "1")];
    anna.post("/rooms/news/settings", &default)
        .await
        .must_be(403);
    server
        .admin()
        .post("/rooms/news/settings", &default)
        .await
        .must_be(303);
    let joined = async |person: &SignedIn| {
        let rooms = person.get("/api/rooms").await.json();
        let rooms = rooms["rooms"].as_array().expect("a list").clone();
        let news = rooms.iter().find(|room| room["name"] == "news");
        news.is_some_and(|room| room["joined"] == true)
    };
    assert!(joined(&server.register("bert").await).await);
    // A private room is nobody's by registering.
    let private = [("title", "News"), ("kind", "private")];
    anna.post("/rooms/news/settings", &private)
        .await
        .must_be(303);
    assert!(!joined(&server.register("carl").await).await);
    // Opened, and everybody's, in one step.
    let opened = [&default[..], &[("kind", "open")]].concat();
    anna.post("/rooms/news/settings", &opened)
        .await
        .must_be(403);
    server
        .admin()
        .post("/rooms/news/settings", &opened)
        .await
        .must_be(303);
    assert!(joined(&server.register("dora").await).await);
}

#[tokio::test]
async fn messages_of_private_rooms_are_read_by_members_only_also_in_the_admins_list() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.create_private_room("den").await;
    anna.enter("den").await.post("among us").await;
    anna.enter("lobby").await.post("for all").await;
    let page = server.admin().get("/admin/messages").await;
    assert!(page.shows("for all") && !page.shows("among us"));
    let file = server.admin().get("/admin/messages?form=csv").await;
    assert!(!file.body.contains("among us"));
    let admin = [("username", "boss")];
    anna.post("/rooms/den/members", &admin).await.must_be(303);
    let page = server.admin().get("/admin/messages").await;
    assert!(page.shows("among us"));
}
