//! Bookmarks: what one keeps for oneself, over all rooms, as long as one may read it.

use serde_json::{Value, json};

use crate::support::socket::fresh_nonce;
use crate::support::{SignedIn, TestServer};

async fn keep(person: &SignedIn, id: &Value, op: &str) {
    let path = format!("/api/messages/{}/bookmark", id.as_str().unwrap());
    person
        .post_json(&path, &json!({"op": op}))
        .await
        .must_be(204);
}

async fn kept(person: &SignedIn) -> Vec<String> {
    let page = person.get("/api/bookmarks").await.must_be(200).json();
    let messages = page["messages"].as_array().expect("a list");
    let text = |message: &Value| message["message"].as_str().unwrap().to_owned();
    messages.iter().map(text).collect()
}

#[tokio::test]
async fn a_bookmark_is_told_to_ones_own_windows_and_to_nobody_else() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_room("garden").await;
    let mut here = anna.enter("lobby").await;
    let mut there = anna.enter("garden").await;
    let mut his = bert.enter("lobby").await;
    let posted = here.post("tea at four").await;
    keep(&anna, &posted["id"], "add").await;
    for socket in [&mut here, &mut there] {
        let told = socket.expect("bookmark").await;
        let expected =
            json!({"type": "bookmark", "room": "lobby", "id": posted["id"], "op": "add"});
        assert_eq!(told, expected);
    }
    assert!(
        his.all_until_now()
            .await
            .iter()
            .all(|frame| frame["type"] != "bookmark")
    );
    assert_eq!(anna.messages("lobby").await[0]["bookmarked"], true);
    assert_eq!(bert.messages("lobby").await[0].get("bookmarked"), None);
    assert!(kept(&bert).await.is_empty());
    // What is so already is told to nobody.
    keep(&anna, &posted["id"], "add").await;
    keep(&anna, &posted["id"], "remove").await;
    assert_eq!(here.expect("bookmark").await["op"], "remove");
    assert!(kept(&anna).await.is_empty());
}

#[tokio::test]
async fn what_one_may_no_longer_read_is_not_among_them() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_private_room("cellar").await;
    let fields = [("username", "bert"), ("role", "member")];
    anna.post("/rooms/cellar/members", &fields)
        .await
        .must_be(303);
    let mut hers = anna.enter("cellar").await;
    let (wine, beer) = (hers.post("wine").await, hers.post("beer").await);
    let tea = anna.enter("lobby").await.post("tea").await;
    for message in [&wine, &tea, &beer] {
        keep(&bert, &message["id"], "add").await;
    }
    assert_eq!(
        kept(&bert).await,
        ["beer", "tea", "wine"],
        "what was kept last first"
    );
    hers.send(json!({"type": "delete", "nonce": fresh_nonce(), "id": beer["id"]}))
        .await;
    hers.expect("ack").await;
    assert_eq!(kept(&bert).await, ["tea", "wine"]);
    let path = format!("/rooms/cellar/members/{}", bert.id().await);
    anna.post(&path, &[("action", "remove")]).await.must_be(303);
    assert_eq!(kept(&bert).await, ["tea"]);
    assert!(!bert.get("/bookmarks").await.must_be(200).shows("wine"));
    anna.post("/rooms/cellar/members", &fields)
        .await
        .must_be(303);
    assert_eq!(kept(&bert).await, ["tea", "wine"], "one's own again");
}

#[tokio::test]
async fn bookmarks_are_read_page_by_page_and_the_page_lets_go_of_them() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    let mut newest = Value::Null;
    for number in 0..53 {
        let posted = socket.post(&format!("note {number}.")).await;
        keep(&anna, &posted["id"], "add").await;
        newest = posted["id"].clone();
    }
    let first = anna.get("/api/bookmarks").await.must_be(200).json();
    assert_eq!(first["messages"].as_array().unwrap().len(), 50);
    let cursor = first["cursor"].as_str().expect("more").to_owned();
    let path = format!("/api/bookmarks?cursor={cursor}");
    let second = anna.get(&path).await.must_be(200).json();
    assert_eq!(second["messages"][2]["message"], "note 0.");
    assert_eq!(second["cursor"], Value::Null);
    anna.get("/api/bookmarks?cursor=x").await.must_be(400);

    let page = anna.get("/bookmarks").await.must_be(200);
    assert!(page.shows("note 52.") && !page.shows("note 2."));
    let older = anna
        .get(&format!("/bookmarks?cursor={cursor}"))
        .await
        .must_be(200);
    assert!(older.shows("note 2.") && !older.shows("note 52."));
    let fields = [("id", newest.as_str().unwrap())];
    anna.post("/bookmarks", &fields).await.must_be(303);
    assert!(!anna.get("/bookmarks").await.shows("note 52."));
}
