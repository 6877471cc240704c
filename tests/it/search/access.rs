//! Who finds what: only what one may read now, and nothing tells of the rest.

use reqwest::Method;

use super::{ask_with, found, say};
use crate::support::operator::done;
use crate::support::visitor::send;
use crate::support::{TestServer, eventually};

#[tokio::test]
async fn a_private_room_is_found_by_its_members_as_long_as_they_are() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_private_room("den").await;
    say(&anna, "den", "the secret recipe").await;
    assert_eq!(found(&anna, "secret").await.len(), 1);
    let nothing = ask_with(&bert, "secret", "").await;
    assert_eq!(nothing.body, ask_with(&bert, "unsaid", "").await.body);
    assert_eq!(found(&bert, "secret in:den").await.len(), 0);
    // Nor does the way the pages are cut tell of it.
    for _ in 0..3 {
        say(&anna, "den", "the secret recipe").await;
    }
    assert_eq!(ask_with(&bert, "recipe", "").await.body, nothing.body);

    done(&server, "room add den bert");
    assert_eq!(found(&bert, "secret").await.len(), 4);
    done(&server, "room remove den bert");
    assert_eq!(found(&bert, "secret").await.len(), 0);
    assert_eq!(found(server.admin(), "secret").await.len(), 0);
}

#[tokio::test]
async fn an_open_room_is_found_by_all_but_those_who_are_kept_out() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_room("hall").await;
    say(&anna, "hall", "a lantern").await;
    assert_eq!(found(&bert, "lantern").await.len(), 1);
    done(&server, "room ban hall bert");
    assert_eq!(found(&bert, "lantern").await.len(), 0);
    assert_eq!(found(&bert, "lantern in:hall").await.len(), 0);
    assert_eq!(ask_with(&bert, "lantern", "&room=hall").await.status, 403);
    done(&server, "room unban hall bert");
    done(&server, "room archive hall");
    assert_eq!(found(&bert, "lantern").await.len(), 1);
    done(&server, "room delete hall");
    assert_eq!(found(&anna, "lantern").await.len(), 0);
    eventually("the room is taken away", async || {
        server.command(&["search", "check"]).code == Some(0)
            && crate::support::database::number(&server, "select count(*) from search_docsize")
                .await
                == 0
    })
    .await;
}

#[tokio::test]
async fn what_is_edited_deleted_hidden_or_shown_again_is_found_as_it_is_now() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let id = say(&anna, "lobby", "first words 旧字").await;
    let path = format!("/api/messages/{id}");
    let body = serde_json::json!({ "message": "second words 新字" });
    send(anna.request(Method::PATCH, &path).json(&body))
        .await
        .must_be(200);
    for (line, count) in [
        ("first", 0),
        ("旧字", 0),
        ("second", 1),
        ("新字", 1),
        ("words", 1),
    ] {
        assert_eq!(found(&bert, line).await.len(), count, "{line}");
    }

    let report = format!("/rooms/lobby/messages/{id}/report");
    bert.post(&report, &[("reason", "x")]).await.must_be(303);
    let settle = async |outcome: &str| {
        let fields = [("outcome", outcome)];
        let settled = server.admin().post("/admin/reports/1", &fields);
        settled.await.must_be(303);
    };
    settle("hide").await;
    assert_eq!(found(&anna, "second").await.len(), 0);
    settle("show").await;
    assert_eq!(found(&anna, "second").await.len(), 1);

    send(anna.request(Method::DELETE, &path)).await.must_be(204);
    assert_eq!(found(&anna, "second").await.len(), 0);
    assert_eq!(found(&anna, "from:anna").await.len(), 0);
    server.command(&["search", "check"]).must_succeed();
}

#[tokio::test]
async fn what_somebody_wrote_whom_the_reader_has_blocked_is_one_quiet_line_on_the_page() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    say(&bert, "lobby", "a lantern").await;
    let folded = async || {
        let page = anna.get("/search?q=lantern").await.must_be(200);
        page.body.contains(" message-folded")
    };
    assert!(!folded().await);
    let blocked = anna.post("/people/bert/block", &[("blocked", "1")]).await;
    blocked.must_be(303);
    assert!(folded().await);
}
