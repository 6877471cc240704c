//! `teahouse user delete`: an account goes beside a running server, with what it wrote or without it.

use serde_json::json;

use crate::support::operator::{done, fields, misused, refused};
use crate::support::{SignedIn, TestServer, database, eventually};

#[tokio::test]
async fn a_deleted_account_is_out_at_once_and_its_words_stay_under_no_name() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    socket.post("here I was").await;
    let mut watching = server.admin().enter("lobby").await;
    done(&server, "user delete anna --messages keep --yes");
    socket.closes_with(4401).await;
    anna.get("/api/me").await.must_be(401);
    let left = watching
        .expect_with("member", |event| event["op"] == "removed")
        .await;
    assert_eq!(left["user"]["name"], "Deleted user");
    server.visitor().sign_in("anna").await.must_be(422);
    let messages = server.admin().messages("lobby").await;
    assert_eq!(messages.len(), 1);
    assert_eq!(
        (&messages[0]["message"], &messages[0]["user"]["name"]),
        (&json!("here I was"), &json!("Deleted user"))
    );
    assert!(!done(&server, "user list").contains("anna\t"));
    let audit = done(&server, "audit list --limit 1");
    assert_eq!(
        fields(&audit)[0][2..],
        [
            "operator",
            "command",
            "-",
            "user.deleted",
            "-",
            "anna",
            r#"{"name":"anna","role":"member"}"#,
            r#"{"messages":"kept"}"#
        ],
        "{audit}"
    );
    // The name is free again.
    server.register("anna").await;
    database::assert_whole(&server).await;
}

#[tokio::test]
async fn what_a_deleted_account_wrote_goes_with_it_where_that_is_wished() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut watching = server.admin().enter("lobby").await;
    let mut socket = anna.enter("lobby").await;
    let ack = socket.post("a secret of mine").await;
    done(&server, "user delete anna --messages remove --yes");
    socket.closes_with(4401).await;
    watching
        .expect_with("deleted", |event| event["id"] == ack["id"])
        .await;
    eventually("no word is left", async || {
        let left = "select count(*) from messages where body like '%secret%'";
        database::number(&server, left).await == 0
    })
    .await;
    let audit = done(&server, "audit list --limit 1");
    assert_eq!(fields(&audit)[0][9], r#"{"messages":"removed"}"#, "{audit}");
}

#[tokio::test]
async fn an_account_is_deleted_only_when_its_name_is_typed_again() {
    let server = TestServer::stopped(&[]);
    server.create_user(&["anna"]);
    let delete = ["user", "delete", "anna", "--messages", "keep"];
    for typed in ["", "\n", "bert\n", "ann\n", "yes\n"] {
        let sentence = server.command_with_input(&delete, typed).must_be_refused();
        assert!(sentence.contains("--yes"), "{sentence}");
    }
    assert!(done(&server, "user list").contains("anna\t"));
    server
        .command_with_input(&delete, " Anna\r\n")
        .must_succeed();
    assert!(!done(&server, "user list").contains("anna\t"));
}

#[tokio::test]
async fn who_cannot_be_deleted_is_said_in_one_sentence() {
    let server = TestServer::start().await;
    let sentence = refused(&server, "user delete nobody --messages keep --yes");
    assert!(sentence.contains("nobody"), "{sentence}");
    let mut socket = server.admin().enter("lobby").await;
    refused(&server, "user delete boss --messages remove --yes");
    socket.post("still here").await;
    server.create_user(&["anna"]);
    done(&server, "user delete anna --messages keep --yes");
    refused(&server, "user delete anna --messages keep --yes");
    for line in [
        "user delete boss --yes",
        "user delete boss --messages some --yes",
        "user delete --messages keep --yes",
    ] {
        misused(&server, line);
    }
    SignedIn::by_login(&server.visitor(), "boss").await;
}
