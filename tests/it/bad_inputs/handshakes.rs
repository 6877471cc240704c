//! Handshakes that are wrong in one point.

use super::{Case, Witness, group};
use crate::support::handshake::Handshake;
use crate::support::{SignedIn, TestServer, database, encoded};

/// Where docs/protocol.md is stricter than the file, and why.
fn protocol_says(case: &Case) -> Option<Vec<u16>> {
    Some(match case.id.as_str() {
        // One order of refusals: another Host is 421 and nothing else.
        "handshake-21" => vec![421],
        // Not an upgrade is told to upgrade; 400 is for a missing key.
        "handshake-27" | "handshake-31" => vec![426],
        // The open sockets stay, so only 429 is left.
        "handshake-35" => vec![429],
        // X-Forwarded-For of a peer that is no trusted proxy is not read.
        "handshake-25" => vec![101],
        _ => return None,
    })
}

/// The handshake of a case, made from a good one.
async fn spoilt(server: &TestServer, anna: &SignedIn, case: &Case) -> Handshake {
    let request = &case.value["request"];
    let room = request["room"].as_str().unwrap_or("lobby");
    let mut handshake = Handshake::of(anna, &format!("/ws/chat/{}/", encoded(room)));
    match request.get("cookie").map(|cookie| cookie.as_str()) {
        Some(None) => handshake = handshake.without("Cookie"),
        Some(Some(whose)) => handshake = handshake.with("Cookie", &cookie_of(server, whose).await),
        None => {}
    }
    match request.get("host").map(|host| host.as_str()) {
        Some(None) => handshake = handshake.without("Host"),
        Some(Some(host)) => handshake = handshake.with("Host", host),
        None => {}
    }
    if let Some(origin) = request["origin"].as_str() {
        handshake = handshake.with("Origin", &origin.replace("{{host}}", "127.0.0.1"));
    }
    for (name, value) in request["headers"].as_object().into_iter().flatten() {
        handshake = match value.as_str() {
            Some(value) => handshake.with(name, value),
            None => handshake.without(name),
        };
    }
    handshake
}

/// The cookie of somebody whose session or account has ended.
async fn cookie_of(server: &TestServer, whose: &str) -> String {
    let person = server.register(whose).await;
    let end = match whose {
        "expired" => {
            "update sessions set expires_at = 1 where user_id = (select id from users where username = 'expired')"
        }
        "deactivated" => "update users set deactivated_at = 1 where username = 'deactivated'",
        other => panic!("an unknown cookie: {other}"),
    };
    let pool = database::open(server).await;
    sqlx::query(end).execute(&pool).await.expect("an update");
    pool.close().await;
    person.cookie()
}

#[tokio::test]
async fn a_bad_handshake_is_refused_before_the_upgrade() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut witness = Witness::of(&server).await;
    for case in group("handshake") {
        let sockets = case.value["request"]["sockets"].as_u64().unwrap_or(1);
        let mut open = Vec::new();
        for _ in 1..sockets {
            open.push(anna.enter("lobby").await);
        }
        let answer = spoilt(&server, &anna, &case).await.answer().await;
        let allowed = protocol_says(&case).unwrap_or_else(|| case.expected_numbers());
        assert!(allowed.contains(&answer.status), "{case:?}: {answer:?}");
        assert_eq!(answer.header("sec-websocket-extensions"), None);
        for socket in &mut open {
            socket.all_until_now().await;
        }
        witness.sees_nothing(&case).await;
    }
}

#[tokio::test]
async fn a_forged_forwarding_header_changes_no_address() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    let fields = [("username", "boss"), ("password", crate::support::PASSWORD)];
    let mut request = visitor
        .request(reqwest::Method::POST, "/login")
        .form(&fields);
    for name in ["x-forwarded-for", "x-real-ip", "forwarded"] {
        request = request.header(name, "for=10.0.0.1");
    }
    crate::support::visitor::send(request).await.must_be(303);
    let query = "select count(*) from sessions where address <> '127.0.0.1'";
    assert_eq!(database::number(&server, query).await, 0);
}
