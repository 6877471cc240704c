//! The migrations of unread counts and of access, over data of the release before each.

use super::of_an_older_release;
use crate::support::{TestServer, database};

#[tokio::test]
async fn unread_counts_of_an_older_database_are_right_after_its_migration() {
    let mut server = TestServer::stopped(&[]);
    of_an_older_release(
        &server,
        1,
        &[
            "insert into users (id, username, username_folded, username_skeleton, display_name, role, created_at)
             values (1, 'anna', 'anna', 'anna', 'Anna', 'member', 0), (2, 'bert', 'bert', 'bert', 'Bert', 'member', 0)",
            "insert into rooms (id, name, title, kind, head, created_at)
             values (7, 'ops', 'Ops', 'open', 12, 0), (8, 'tea', 'Tea', 'open', 2, 0), (9, 'mute', 'Mute', 'open', 0, 0)",
            // Seqs 1 and 4 of ops are no messages; 6 of it is deleted, 9 and 12 are anna's own.
            "insert into messages (room_id, seq, user_id, body, html, created_at, deleted_at)
             select 7, value, iif(value in (9, 12), 1, 2), 'text', '<p>text</p>', 0, iif(value = 6, 1, null)
             from json_each('[2,3,5,6,7,8,9,10,11,12]')",
            "insert into messages (room_id, seq, user_id, body, html, created_at)
             values (8, 2, 2, 'late', '<p>late</p>', 0), (8, 1, 2, 'early', '<p>early</p>', 0)",
            "insert into memberships (room_id, user_id, role, last_read, joined_at)
             values (7, 1, 'member', 3, 0), (8, 1, 'member', 0, 0), (9, 1, 'member', 0, 0)",
        ],
    )
    .await;
    server.command(&["migrate"]).must_succeed();
    let places = "select count(*) from messages m where place <> (select count(*) from messages o
         where o.room_id = m.room_id and o.seq <= m.seq)";
    assert_eq!(database::number(&server, places).await, 0);
    server
        .command_with_input(&["user", "password", "anna"], "correct horse battery\n")
        .must_succeed();
    server.restart();
    let visitor = server.visitor();
    visitor
        .sign_in_with("anna", "correct horse battery")
        .await
        .must_lead_to("/");
    let rooms = visitor.get("/api/rooms").await.json();
    let unread = |name: &str| {
        let rooms = rooms["rooms"].as_array().expect("a list");
        let room = rooms.iter().find(|room| room["name"] == name);
        room.expect("the room")["unread"].clone()
    };
    // 5, 7, 8, 10 and 11 of ops; both of tea
    assert_eq!([unread("ops"), unread("tea"), unread("mute")], [5, 2, 0]);
}

#[tokio::test]
async fn invites_rooms_and_sessions_of_an_older_database_go_on_after_the_migration_of_access() {
    let mut server = TestServer::stopped(&[]);
    of_an_older_release(
        &server,
        2,
        &[
            "insert into users (id, username, username_folded, username_skeleton, display_name, role, created_at)
             values (1, 'anna', 'anna', 'anna', 'Anna', 'admin', 0), (2, 'bert', 'bert', 'bert', 'Bert', 'member', 0)",
            "insert into rooms (id, name, title, kind, head, created_at, archived_at)
             values (7, 'ops', 'Ops', 'private', 2, 0, null), (8, 'old', 'Old', 'open', 0, 0, 5)",
            "insert into memberships (room_id, user_id, role, last_read, last_own, joined_at)
             values (7, 1, 'owner', 2, 2, 0)",
            "insert into messages (room_id, seq, place, user_id, body, html, created_at)
             values (7, 2, 1, 1, 'kept', '<p>kept</p>', 0)",
            "insert into room_events (room_id, seq, kind, message_id, actor_id, subject_id, data, created_at)
             values (7, 1, 'member', null, 1, 1, '{\"op\":\"joined\",\"role\":\"owner\"}', 0),
                (7, 2, 'message', 1, 1, null, null, 0)",
            "insert into invites (code_hash, uses_left, created_by, created_at, expires_at)
             values (x'00', 3, 1, 0, 9000000000000000)",
        ],
    )
    .await;
    server.command(&["migrate"]).must_succeed();
    let listed = server.command(&["invite", "list"]).must_succeed();
    assert!(
        listed.contains("open") && listed.contains("3/3"),
        "{listed}"
    );
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
    assert_eq!(page.json()["messages"][0]["message"], "kept");
    visitor.get("/rooms/ops/settings").await.must_be(200);
    let added = visitor.post("/rooms/ops/members", &[("username", "bert")]);
    added.await.must_be(303);
    let restored = visitor.post("/rooms/old/archive", &[("archived", "0")]);
    restored.await.must_be(303);
    server.command(&["audit", "verify"]).must_succeed();
    database::assert_whole(&server).await;
}
