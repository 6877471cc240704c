//! The migration of followed threads, over data of the one before it.

use serde_json::json;

use super::of_an_older_release;
use crate::support::{TestServer, database};

#[tokio::test]
async fn threads_of_an_older_database_are_unread_after_the_migration_where_they_were_before() {
    let mut server = TestServer::stopped(&[]);
    of_an_older_release(
        &server,
        8,
        &[
            "insert into users (id, username, username_folded, username_skeleton, display_name, role, created_at)
             values (1, 'anna', 'anna', 'anna', 'Anna', 'admin', 0), (2, 'bert', 'bert', 'bert', 'Bert', 'member', 0)",
            "insert into rooms (id, name, title, kind, head, created_at) values (7, 'ops', 'Ops', 'open', 8, 0)",
            "insert into memberships (room_id, user_id, role, last_read, last_own, joined_at)
             values (7, 1, 'owner', 8, 8, 0), (7, 2, 'member', 8, 7, 0)",
            // Four threads of anna: with an unread reply; read; its reply deleted; with a reply of her own.
            "insert into messages (id, room_id, seq, place, user_id, body, html, created_at, deleted_at, reply_to, thread)
             values (1, 7, 1, 1, 1, 'a', 'a', 0, null, null, null), (2, 7, 2, 2, 1, 'b', 'b', 0, null, null, null),
                (3, 7, 3, 3, 1, 'c', 'c', 0, null, null, null), (4, 7, 4, 4, 1, 'd', 'd', 0, null, null, null),
                (5, 7, 5, 5, 2, 'e', 'e', 0, null, 1, 1), (6, 7, 6, 6, 2, 'f', 'f', 0, null, 2, 2),
                (7, 7, 7, 7, 2, '', '', 0, 1, 3, 3), (8, 7, 8, 8, 1, 'h', 'h', 0, null, 4, 4)",
            "insert into room_events (room_id, seq, kind, message_id, actor_id, created_at)
             select room_id, seq, 'message', id, user_id, created_at from messages",
            "insert into thread_reads (user_id, thread_id, last_read)
             values (1, 1, 1), (1, 2, 6), (1, 3, 3), (1, 4, 4), (2, 1, 5), (2, 2, 6), (2, 3, 7)",
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
    let unread = async || anna.get("/api/rooms").await.must_be(200).json()["threads"].clone();
    assert_eq!(unread().await, json!([{"id": "1", "unread": 1}]));
    let page = anna.get("/threads").await.must_be(200);
    assert!(page.shows("1 thread with new replies"), "{}", page.body);
    let back = json!({"upto": 2, "back": true});
    let read = anna.post_json("/api/messages/2/thread/read", &back).await;
    read.must_be(204);
    assert_eq!(unread().await.as_array().map(Vec::len), Some(2));
    database::assert_whole(&server).await;
}
