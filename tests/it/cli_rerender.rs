//! `teahouse rerender`: the HTML is made of the text, beside a running server, and nobody sees anything that is old.

use serde_json::json;
use sqlx::AssertSqlSafe;

use crate::support::operator::done;
use crate::support::{TestServer, database};

/// Changes the file behind the server's back.
async fn spoil(server: &TestServer, statement: String) {
    let pool = database::open(server).await;
    let spoilt = sqlx::query(AssertSqlSafe(statement)).execute(&pool).await;
    spoilt.expect("a change");
    pool.close().await;
}

#[tokio::test]
async fn every_message_is_rendered_anew_from_its_text_beside_a_running_server() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    for number in 0..450 {
        socket.post(&format!("**tea** {number}")).await;
    }
    socket.post("@anna @bert @room").await;
    let page = anna.get("/rooms/lobby").await.must_be(200).body;
    assert!(page.contains("<strong>tea</strong> 449"));
    // As an older version had rendered them; bert came later.
    server.register("bert").await;
    let old = "update messages set html = '<p>old</p>' where id % 3 = 0 or body like '@%'";
    spoil(&server, old.to_owned()).await;
    let changed = "select count(*) from messages where html = '<p>old</p>'";
    let changed = database::number(&server, changed).await;
    assert_eq!(
        done(&server, "rerender"),
        format!("451\t{changed}\n"),
        "what was looked at, and what was changed"
    );
    assert_eq!(done(&server, "rerender"), "451\t0\n", "and nothing twice");
    let page = anna.get("/rooms/lobby").await.must_be(200).body;
    assert!(!page.contains("<p>old</p>"), "no page that was kept is old");
    let newest = anna.messages("lobby").await.pop().expect("the newest");
    let id = anna.id().await;
    let called =
        format!("<p><span class=\"mention\" data-user=\"{id}\">@anna</span> @bert @room</p>");
    assert_eq!(newest["html"], called, "whom it calls is as it was");
    assert_eq!(newest["mentions"], json!([id]));
    assert_eq!(newest["edited_at"], json!(null));
    let heard = socket.all_until_now().await;
    assert!(
        heard.iter().all(|frame| frame["type"] != "edited"),
        "{heard:?}"
    );
}

#[tokio::test]
async fn what_is_hidden_is_rendered_anew_too_and_what_is_deleted_stays_gone() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    let hidden = socket.post("**hidden**").await["id"].clone();
    let deleted = socket.post("**deleted**").await["id"].clone();
    let remove = json!({"type": "delete", "nonce": "d", "id": deleted});
    socket.send(remove).await;
    socket.expect("deleted").await;
    let hidden = hidden.as_str().expect("an id");
    let report = [("reason", "it is rude")];
    let admin = server.admin();
    admin
        .post(&format!("/rooms/lobby/messages/{hidden}/report"), &report)
        .await
        .must_be(303);
    let number = database::number(&server, "select max(id) from reports").await;
    let settle = format!("/rooms/lobby/reports/{number}");
    admin
        .post(&settle, &[("outcome", "hide")])
        .await
        .must_be(303);
    spoil(
        &server,
        "update hidden_messages set html = '<p>old</p>'".to_owned(),
    )
    .await;
    assert_eq!(done(&server, "rerender"), "1\t1\n");
    let left = "select count(*) from messages where html <> ''";
    assert_eq!(database::number(&server, left).await, 0);
    admin
        .post(&settle, &[("outcome", "show")])
        .await
        .must_be(303);
    let shown = &anna.messages("lobby").await[0];
    assert_eq!(shown["html"], "<p><strong>hidden</strong></p>");
}
