//! What is done to many rows of a list at once: the question names each, and the answer is done to all.

use crate::support::TestServer;

/// The form that does this to these.
fn form<'a>(
    action: &'a str,
    ids: &'a [String],
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let ids = ids.iter().map(|id| (id.as_str(), "1"));
    [("action", action)]
        .into_iter()
        .chain(ids)
        .chain(more.iter().copied())
        .collect()
}

const CONFIRMED: (&str, &str) = ("confirmed", "1");

#[tokio::test]
async fn a_whole_page_of_messages_is_deleted_at_once_also_in_an_archived_room() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.create_room("hall").await;
    // More than one person may write in a row, by the rate that holds for an admin's deeds if any does.
    for name in ["bert", "carl", "dora"] {
        let mut socket = server.register(name).await.enter("hall").await;
        for _ in 0..17 {
            socket.post("a word too much").await;
        }
    }
    let archived = [("archived", "1")];
    anna.post("/rooms/hall/archive", &archived)
        .await
        .must_be(303);
    let admin = server.admin();
    let list = admin.get("/admin/messages").await.must_be(200);
    let parts = list.body.split("name=\"id-").skip(1);
    let ids: Vec<String> = parts
        .filter_map(|part| Some(format!("id-{}", part.split('"').next()?)))
        .collect();
    assert_eq!(ids.len(), 50);
    let done = admin
        .post("/admin/messages", &form("delete", &ids, &[CONFIRMED]))
        .await;
    done.must_lead_to("/admin/messages?done=50");
    let left = anna.messages("hall").await;
    let left = left
        .iter()
        .filter(|message| message.get("message").is_some());
    assert_eq!(left.count(), 1);
    // Each is written down.
    let log = admin.get("/admin/audit").await.must_be(200);
    assert_eq!(log.body.matches("deleted a message").count(), 50);
}

#[tokio::test]
async fn a_hidden_message_is_deleted_for_good_by_the_list_too() {
    let server = TestServer::without_rates(&[]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_room("hall").await;
    let ack = bert.enter("hall").await.post("a word too much").await;
    let id = ack["id"].as_str().expect("an id");
    let report = format!("/rooms/hall/messages/{id}/report");
    anna.post(&report, &[("reason", "")]).await.must_be(303);
    let hide = [("outcome", "hide")];
    anna.post("/rooms/hall/reports/1", &hide).await.must_be(303);
    let ids = [format!("id-{id}")];
    let delete = form("delete", &ids, &[CONFIRMED]);
    let done = server.admin().post("/admin/messages", &delete).await;
    done.must_lead_to("/admin/messages?done=1");
    let show = [("outcome", "show")];
    anna.post("/rooms/hall/reports/1", &show).await.must_be(409);
}
