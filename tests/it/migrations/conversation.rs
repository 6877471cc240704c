//! The migrations of search, reactions, replies, mentions and emoji, over data of the release before them.

use sqlx::Executor;

use super::of_an_older_release;
use crate::support::{TestServer, database};

#[tokio::test]
async fn messages_of_an_older_database_are_found_after_the_migration_of_search() {
    let mut server = TestServer::stopped(&[]);
    of_an_older_release(
        &server,
        3,
        &[
            "insert into users (id, username, username_folded, username_skeleton, display_name, role, created_at)
             values (1, 'anna', 'anna', 'anna', 'Anna', 'admin', 0)",
            "insert into rooms (id, name, title, kind, head, created_at) values (7, 'ops', 'Ops', 'open', 2500, 0)",
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 2500)
             insert into messages (room_id, seq, place, user_id, body, html, created_at, deleted_at)
             select 7, i, i, 1, iif(i = 9, '', '旧信 number' || i), '<p>x</p>', i, iif(i = 9, 1, null) from n",
            "insert into room_events (room_id, seq, kind, message_id, actor_id, created_at)
             select room_id, seq, 'message', id, user_id, created_at from messages",
        ],
    )
    .await;
    server.command(&["migrate"]).must_succeed();
    assert_eq!(server.command(&["search", "check"]).code, Some(1));
    server
        .command_with_input(&["user", "password", "anna"], "correct horse battery\n")
        .must_succeed();
    server.restart();
    crate::support::eventually("all is indexed", async || {
        server.command(&["search", "check"]).code == Some(0)
    })
    .await;
    let visitor = server.visitor();
    visitor
        .sign_in_with("anna", "correct horse battery")
        .await
        .must_lead_to("/");
    let found = visitor.get("/api/search?q=%E6%97%A7%E4%BF%A1%20number77&before=1970-01-02");
    let found = found.await.must_be(200).json();
    // 77, and 770 to 779.
    let found = found["messages"].as_array().expect("a list");
    assert_eq!((found.len(), &found[10]["id"]), (11, &"77".into()));
    let indexed = server.command(&["search", "check"]).must_succeed();
    assert_eq!(indexed, "2499\n");
}

#[tokio::test]
async fn people_and_mentions_of_an_older_database_are_found_after_the_migration_of_mentions() {
    let mut server = TestServer::stopped(&[]);
    of_an_older_release(
        &server,
        3,
        &[
            "insert into users (id, username, username_folded, username_skeleton, display_name, role, created_at)
             values (1, 'anna', 'anna', 'anna', 'Anna', 'admin', 0), (2, 'ops7', 'ops7', 'ops7', '张三', 'member', 0)",
            "insert into rooms (id, name, title, kind, head, created_at) values (7, 'ops', 'Ops', 'open', 2, 0)",
            "insert into memberships (room_id, user_id, role, last_read, last_own, joined_at)
             values (7, 1, 'owner', 0, 0, 0)",
            "insert into messages (id, room_id, seq, place, user_id, body, html, mentions, mentions_room, created_at)
             values (5, 7, 1, 1, 2, '@anna', '<p>@anna</p>', '[\"1\"]', 0, 0),
                (6, 7, 2, 2, 2, '@room', '<p>@room</p>', null, 1, 0)",
            "insert into mentions (user_id, room_id, seq, message_id) values (1, 7, 1, 5)",
        ],
    )
    .await;
    server
        .command_with_input(&["user", "password", "anna"], "correct horse battery\n")
        .must_succeed();
    server.restart();
    let visitor = server.visitor();
    visitor
        .sign_in_with("anna", "correct horse battery")
        .await
        .must_lead_to("/");
    let found = visitor.get("/api/rooms/ops/people?q=zs").await.json();
    assert_eq!(found["people"][0]["username"], "ops7");
    let mentions = visitor.get("/api/mentions").await.json();
    let messages = mentions["messages"].as_array().expect("a list");
    let ids: Vec<_> = messages
        .iter()
        .map(|message| message["id"].clone())
        .collect();
    assert_eq!(ids, ["6", "5"]);
}

#[tokio::test]
async fn an_older_database_takes_emoji_after_its_migration_and_keeps_what_it_has() {
    let server = TestServer::stopped(&[]);
    of_an_older_release(
        &server,
        7,
        &[
            "insert into users (id, username, username_folded, username_skeleton, display_name, role, created_at)
             values (1, 'anna', 'anna', 'anna', 'Anna', 'admin', 0)",
            "insert into rooms (id, name, title, kind, head, created_at) values (7, 'ops', 'Ops', 'open', 0, 0)",
        ],
    )
    .await;
    server.command(&["migrate"]).must_succeed();
    let pool = database::open(&server).await;
    let insert = "insert into custom_emoji (name, picture, type, version, created_by, created_at)
         values ('oolong', x'89', 'image/png', 'v', 1, 0)";
    pool.execute(insert).await.expect("an emoji");
    pool.execute(insert).await.expect_err("a name stands once");
    pool.close().await;
    let listed = server.command(&["emoji", "list"]).must_succeed();
    assert!(listed.starts_with(":oolong:\tanna\t"), "{listed}");
    let rooms = server.command(&["room", "list"]).must_succeed();
    assert!(rooms.contains("ops"), "{rooms}");
    database::assert_whole(&server).await;
}

#[tokio::test]
async fn messages_of_an_older_database_are_answered_and_edited_after_the_migration_of_replies() {
    let mut server = TestServer::stopped(&[]);
    of_an_older_release(
        &server,
        3,
        &[
            "insert into users (id, username, username_folded, username_skeleton, display_name, role, created_at)
             values (1, 'anna', 'anna', 'anna', 'Anna', 'admin', 0)",
            "insert into rooms (id, name, title, kind, head, created_at)
             values (7, 'ops', 'Ops', 'open', 3, 0)",
            "insert into memberships (room_id, user_id, role, last_read, last_own, joined_at)
             values (7, 1, 'owner', 3, 2, 0)",
            "insert into messages (id, room_id, seq, place, user_id, body, html, created_at, edited_at)
             values (1, 7, 2, 1, 1, 'kept', '<p>kept</p>', 0, 5)",
            "insert into room_events (room_id, seq, kind, message_id, actor_id, subject_id, data, created_at)
             values (7, 1, 'member', null, 1, 1, '{\"op\":\"joined\",\"role\":\"owner\"}', 0),
                (7, 2, 'message', 1, 1, null, null, 0), (7, 3, 'edited', 1, 1, null, null, 5)",
        ],
    )
    .await;
    server.command(&["migrate"]).must_succeed();
    server
        .command_with_input(&["user", "password", "anna"], "correct horse battery\n")
        .must_succeed();
    server.restart();
    let visitor = server.visitor();
    visitor
        .sign_in_with("anna", "correct horse battery")
        .await
        .must_lead_to("/");
    let page = visitor.get("/api/rooms/ops/messages").await.must_be(200);
    assert!(page.json()["messages"][0].get("thread").is_none());
    // What was edited before has no text before it: nobody kept one.
    let history = visitor.get("/api/messages/1/history").await.must_be(200);
    assert_eq!(history.json()["versions"].as_array().map(Vec::len), Some(1));
    let body = serde_json::json!({"message": "an answer", "reply_to": "1"});
    visitor
        .post_json("/api/rooms/ops/messages", &body)
        .await
        .must_be(201);
    let thread = visitor.get("/api/messages/1/thread").await.must_be(200);
    assert_eq!(thread.json()["first"]["thread"]["replies"], 1);
    database::assert_whole(&server).await;
}

#[tokio::test]
async fn messages_of_an_older_database_can_be_answered_pinned_and_kept() {
    let mut server = TestServer::stopped(&[]);
    of_an_older_release(
        &server,
        3,
        &[
            "insert into users (id, username, username_folded, username_skeleton, display_name, role, created_at)
             values (1, 'anna', 'anna', 'anna', 'Anna', 'admin', 0)",
            "insert into rooms (id, name, title, kind, head, created_at) values (7, 'ops', 'Ops', 'open', 2, 0)",
            "insert into memberships (room_id, user_id, role, last_read, last_own, joined_at)
             values (7, 1, 'owner', 2, 2, 0)",
            "insert into messages (room_id, seq, place, user_id, body, html, created_at)
             values (7, 2, 1, 1, 'kept', '<p>kept</p>', 0)",
            "insert into room_events (room_id, seq, kind, message_id, actor_id, subject_id, data, created_at)
             values (7, 1, 'member', null, 1, 1, '{\"op\":\"joined\",\"role\":\"owner\"}', 0),
                (7, 2, 'message', 1, 1, null, null, 0)",
        ],
    )
    .await;
    server.command(&["migrate"]).must_succeed();
    server
        .command_with_input(&["user", "password", "anna"], "correct horse battery\n")
        .must_succeed();
    server.restart();
    let anna = server.visitor();
    anna.sign_in_with("anna", "correct horse battery")
        .await
        .must_lead_to("/");
    let body = serde_json::json!({ "emoji": "👍", "op": "add" });
    for (what, status) in [("reactions", 200), ("pin", 200), ("bookmark", 204)] {
        let path = format!("/api/messages/1/{what}");
        anna.post_json(&path, &body).await.must_be(status);
    }
    let page = anna.get("/api/rooms/ops/messages").await.must_be(200);
    let message = page.json()["messages"][0].clone();
    assert_eq!(message["message"], "kept");
    assert_eq!(message["reactions"][0]["names"][0], "Anna");
    assert_eq!(
        (&message["pinned"], &message["bookmarked"]),
        (&true.into(), &true.into())
    );
    database::assert_whole(&server).await;
}
