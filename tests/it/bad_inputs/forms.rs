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
async fn the_eleventh_try_to_sign_in_has_to_wait_whether_the_name_is_known_or_not() {
    let server = TestServer::start().await;
    server.register("anna").await;
    let mut waits = Vec::new();
    for name in ["anna", "nobody-of-this-name"] {
        let stranger = server.visitor();
        for number in 1..=10 {
            let answer = stranger.sign_in_with(name, "a wrong guess").await;
            assert_eq!(answer.status, 422, "{name}, try {number}");
        }
        let answer = stranger.sign_in_with(name, "a wrong guess").await;
        let answer = answer.must_be(429);
        let wait: u64 = answer
            .header("retry-after")
            .and_then(|seconds| seconds.parse().ok())
            .expect("seconds");
        assert!((1..=180).contains(&wait), "within the window: {wait}");
        waits.push(answer.body.replace(name, "").replace(&wait.to_string(), ""));
    }
    assert_eq!(waits[0], waits[1], "the same for both");
}

/// The code of a link that a command prints.
fn code(server: &TestServer, command: &[&str]) -> String {
    let link = server.command(command).must_succeed();
    let (_, code) = link
        .trim_end()
        .rsplit_once('=')
        .expect("a link with a code");
    code.to_owned()
}

#[tokio::test]
async fn a_code_of_another_kind_opens_nothing_and_stays_good_for_its_own() {
    // The file says 404 or 410; the protocol says 403 for a bad invite, and a bad link is answered the same.
    let server = TestServer::empty(&[]);
    let setup = server.setup_token();
    server.create_user(&["boss", "--admin"]);
    server.create_user(&["anna"]);
    let invite = code(&server, &["invite", "create"]);
    let link = code(&server, &["user", "reset-link", "anna"]);
    let visitor = server.visitor();
    let register = async |code: &str| {
        let fields = [
            ("username", "bert"),
            ("password", PASSWORD),
            ("invite", code),
        ];
        server.visitor().post("/register", &fields).await
    };
    let reset = async |code: &str| {
        let fields = [("code", code), ("password", "a quiet green river")];
        server.visitor().post("/reset", &fields).await
    };
    for code in [&setup, &link] {
        visitor
            .get(&format!("/register?invite={code}"))
            .await
            .must_be(403);
        register(code).await.must_be(403);
    }
    for code in [&setup, &invite] {
        visitor
            .get(&format!("/reset?code={code}"))
            .await
            .must_be(403);
        reset(code).await.must_be(403);
    }
    register(&invite).await.must_lead_to("/");
    reset(&link).await.must_lead_to("/");
}
