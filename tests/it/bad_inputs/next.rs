//! Where signing in may lead, and where it may not.

use super::{Witness, group};
use crate::support::{PASSWORD, TestServer, encoded};

#[tokio::test]
async fn signing_in_never_leads_to_another_site() {
    let server = TestServer::start_with(&["--limit-logins-per-name", "0"]).await;
    let mut witness = Witness::of(&server).await;
    for case in group("next_url") {
        let next = case.text().replace("{{host}}", &server.host());
        let visitor = server.visitor();
        visitor
            .get(&format!("/login?next={}", encoded(&next)))
            .await
            .must_be(200);
        let fields = [
            ("username", "boss"),
            ("password", PASSWORD),
            ("next", next.as_str()),
        ];
        let answer = visitor.post("/login", &fields).await.must_be(303);
        let expected = match case.expectation() {
            "" => "/",
            _ => next.as_str(),
        };
        assert_eq!(answer.location(), expected, "{case:?}");
        // It is signed in all the same, and the header was not split.
        visitor.get("/api/me").await.must_be(200);
        let cookies = answer
            .headers
            .iter()
            .filter(|(name, value)| name == "set-cookie" && value.starts_with("a="));
        assert_eq!(cookies.count(), 0, "{case:?}");
        witness.sees_nothing(&case).await;
    }
}
