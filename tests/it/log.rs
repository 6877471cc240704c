//! What the log never says, however much is asked of it.

use serde_json::json;

use crate::support::{PASSWORD, TestServer};

#[tokio::test]
async fn what_people_write_and_their_secrets_are_in_no_log_at_any_level() {
    let mut server = TestServer::stopped(&["--registration", "open"]);
    server.run_by(&["env", "RUST_LOG=trace"]);
    server.restart();
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    let posted = socket.post("oolong under the **bridge**").await;
    let body = json!({"message": "lapsang at noon"});
    anna.post_json("/api/rooms/lobby/messages", &body)
        .await
        .must_be(201);
    let path = format!("/api/messages/{}", posted["id"].as_str().unwrap());
    let edit = anna.request(reqwest::Method::PATCH, &path);
    crate::support::visitor::send(edit.json(&json!({"message": "pu'er instead"})))
        .await
        .must_be(200);
    anna.get("/api/search?q=sencha").await.must_be(200);
    let logged = server.logged();
    assert!(logged.contains("serving"), "{logged}");
    let cookie = anna.cookie();
    let id = cookie.split(['=', ';']).nth(1).expect("a value");
    for secret in [
        "oolong", "bridge", "lapsang", "instead", "sencha", PASSWORD, id,
    ] {
        let line = logged.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
}
