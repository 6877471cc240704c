//! What a message said before each edit: kept, shown to its readers, gone with the message.

use serde_json::{Value, json};

use super::{delete, edit};
use crate::support::visitor::send;
use crate::support::{SignedIn, TestServer, database};

async fn versions(reader: &SignedIn, id: &Value) -> crate::support::Answer {
    let path = format!("/api/messages/{}/history", id.as_str().unwrap());
    reader.get(&path).await
}

#[tokio::test]
async fn each_edit_keeps_the_text_before_it_for_those_who_can_read_the_message() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut socket = anna.enter("lobby").await;
    let id = socket.post("今天下午三点开会").await["id"].clone();
    edit(&mut socket, &id, "今天下午四点开会").await;
    let mut admin = server.admin().enter("lobby").await;
    edit(&mut admin, &id, "明天下午四点开会").await;
    let all = versions(&bert, &id).await.must_be(200).json();
    let texts: Vec<&Value> = all["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| &version["message"])
        .collect();
    assert_eq!(
        texts,
        ["今天下午三点开会", "今天下午四点开会", "明天下午四点开会"]
    );
    let second = &all["versions"][1];
    assert_eq!(second["by"]["username"], "anna");
    assert_eq!(
        second["changes"],
        json!([
            {"op": "same", "text": "今天下午"}, {"op": "removed", "text": "三"},
            {"op": "added", "text": "四"}, {"op": "same", "text": "点开会"},
        ])
    );
    assert_eq!(all["versions"][2]["by"]["username"], "boss");
    let path = format!("/rooms/lobby/messages/{}/history", id.as_str().unwrap());
    let page = bert.get(&path).await.must_be(200);
    assert!(page.body.contains("<del>") && page.body.contains("<ins>"));
    let member = format!("/rooms/lobby/members/{}", bert.id().await);
    bert.post("/rooms/lobby/join", &[]).await.must_be(303);
    server
        .admin()
        .post(&member, &[("action", "ban")])
        .await
        .must_be(303);
    versions(&bert, &id).await.must_be(403);
    bert.get(&path).await.must_be(403);
}

#[tokio::test]
async fn what_a_message_said_before_goes_with_it() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut socket = anna.enter("lobby").await;
    let id = socket.post("a secret").await["id"].clone();
    edit(&mut socket, &id, "a harmless word").await;
    // Hidden: nobody is told, and shown again it is as it was.
    let report = format!("/rooms/lobby/messages/{}/report", id.as_str().unwrap());
    bert.post(&report, &[("reason", "hm")]).await.must_be(303);
    let settle = "/rooms/lobby/reports/1";
    let settle = async |outcome: &str| {
        let fields = [("outcome", outcome)];
        server.admin().post(settle, &fields).await.must_be(303);
    };
    settle("hide").await;
    versions(&anna, &id).await.must_be(404);
    settle("show").await;
    let all = versions(&anna, &id).await.must_be(200).json();
    assert_eq!(all["versions"][0]["message"], "a secret");
    delete(&mut socket, &id).await;
    versions(&anna, &id).await.must_be(404);
    let kept = "select count(*) from message_revisions";
    assert_eq!(database::number(&server, kept).await, 0);
    // Hidden and then deleted, or erased with its writer: the same.
    for last in ["delete", "erase"] {
        let id = socket.post("a secret").await["id"].clone();
        edit(&mut socket, &id, "a harmless word").await;
        let report = format!("/rooms/lobby/messages/{}/report", id.as_str().unwrap());
        bert.post(&report, &[]).await.must_be(303);
        let number = database::number(&server, "select max(id) from reports").await;
        let settle = format!("/rooms/lobby/reports/{number}");
        let admin = server.admin();
        admin
            .post(&settle, &[("outcome", "hide")])
            .await
            .must_be(303);
        if last == "delete" {
            let fields = [("outcome", "delete")];
            admin.post(&settle, &fields).await.must_be(303);
        } else {
            let user = format!("id-{}", anna.id().await);
            let fields = [
                ("action", "delete-all"),
                (user.as_str(), "1"),
                ("confirmed", "1"),
            ];
            admin.post("/admin/users", &fields).await.must_be(303);
        }
        assert_eq!(database::number(&server, kept).await, 0, "{last}");
    }
}

#[tokio::test]
async fn of_many_edits_the_first_text_and_the_newest_are_kept() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    let id = socket.post("the first text").await["id"].clone();
    for number in 1..=70 {
        edit(&mut socket, &id, &format!("text {number}")).await;
    }
    let all = versions(&anna, &id).await.must_be(200).json();
    let texts: Vec<&str> = all["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| version["message"].as_str().unwrap())
        .collect();
    assert_eq!(texts.len(), 52, "{texts:?}");
    assert_eq!(texts[..2], ["the first text", "text 20"]);
    assert_eq!(texts[51], "text 70");
}

#[tokio::test]
async fn the_history_of_a_message_elsewhere_is_not_found() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_private_room("den").await;
    let id = anna.enter("den").await.post("private").await["id"].clone();
    versions(&bert, &id).await.must_be(404);
    versions(&bert, &json!("x")).await.must_be(404);
    let id = id.as_str().unwrap();
    bert.get(&format!("/rooms/den/messages/{id}/history"))
        .await
        .must_be(404);
    bert.get(&format!("/rooms/lobby/messages/{id}/history"))
        .await
        .must_be(404);
    let thread = format!("/api/messages/{id}/thread");
    bert.get(&thread).await.must_be(404);
    let read = bert.request(reqwest::Method::POST, &format!("{thread}/read"));
    send(read.json(&json!({"upto": 1}))).await.must_be(404);
}
