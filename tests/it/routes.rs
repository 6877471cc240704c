//! What holds for every route of the router, also for one that is added tomorrow.

use reqwest::Method;

use teahouse::web::Route;

use crate::support::TestServer;
use crate::support::visitor::send;

#[tokio::test]
async fn every_path_answers_with_and_without_its_slash() {
    let server = TestServer::start().await;
    let mut wrong = Vec::new();
    for person in [&server.visitor(), &**server.admin()] {
        for Route { method, path } in teahouse::router::routes() {
            // Both answers must come from the same state: unsafe requests are sent without an origin and refused.
            let path = path.replace("{room}", "lobby").replace("{id}", "1");
            if path.contains('{') || path.len() < 2 {
                continue;
            }
            let bare = path.trim_end_matches('/');
            let plain = send(person.bare_request(method.clone(), bare)).await;
            let slashed = send(person.bare_request(method.clone(), &format!("{bare}/"))).await;
            if plain.status != slashed.status || plain.status == 308 {
                wrong.push(format!(
                    "{method} {bare}: {} and {}",
                    plain.status, slashed.status
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn getting_changes_nothing() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let socket = anna.enter("lobby").await;
    let head = socket.hello["head"].clone();
    for Route { method, path } in teahouse::router::routes() {
        let path = path.replace("{room}", "lobby").replace("{id}", "1");
        if method == Method::GET && !path.contains('{') {
            let answer = anna.get(&path).await;
            assert!(answer.status < 500, "{path}: {answer:?}");
        }
    }
    anna.get("/api/me").await.must_be(200);
    assert_eq!(anna.enter("lobby").await.hello["head"], head);
}
