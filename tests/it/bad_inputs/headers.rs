//! Requests that break HTTP, and cookies that are none of ours.

use std::time::Duration;

use super::{Case, Witness, group};
use crate::support::raw::{Raw, ask};
use crate::support::{Answer, SignedIn, TestServer};

/// Every header block ends so.
const END: &str = "Connection: close\r\n\r\n";

/// What a case writes on the wire.
fn request(server: &TestServer, boss: &SignedIn, case: &Case) -> String {
    let host = format!("Host: {}\r\n", server.host());
    let value = |key: &str| case.value[key].as_str();
    let generated = value("gen").and_then(|recipe| recipe.split_once(':'));
    let count = generated
        .and_then(|(_, count)| count.parse().ok())
        .unwrap_or(0_usize);
    let with_cookie =
        |cookie: &str| format!("GET /api/me HTTP/1.1\r\n{host}Cookie: {cookie}\r\n{END}");
    match (generated.map(|(what, _)| what), value("cookie")) {
        (Some("headers"), _) => {
            let many: String = (0..count)
                .map(|number| format!("X-{number}: 1\r\n"))
                .collect();
            return format!("GET /login HTTP/1.1\r\n{host}{many}{END}");
        }
        (Some("method"), _) => {
            return format!("{} /login HTTP/1.1\r\n{host}{END}", "M".repeat(count));
        }
        (Some("cookie"), _) => return with_cookie(&format!("sid={}", "x".repeat(count))),
        (Some("cookies"), _) => {
            let many: Vec<String> = (0..count).map(|number| format!("c{number}=1")).collect();
            return with_cookie(&format!("{}; {}", many.join("; "), boss.cookie()));
        }
        (_, Some("flip")) => {
            let cookie = boss.cookie();
            let (start, last) = cookie.split_at(cookie.len() - 1);
            return with_cookie(&format!("{start}{}", if last == "A" { "Q" } else { "A" }));
        }
        (_, Some("chosen")) => return with_cookie("sid=chosen-by-somebody-else"),
        (_, Some(twice)) => {
            let cookie = twice.replace("__Host-sid={{sid}}", &boss.cookie());
            return with_cookie(&cookie.replace("__Host-sid=", "sid="));
        }
        _ => {}
    }
    let method = value("method").unwrap_or("POST");
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    if let Some(raw) = value("raw") {
        return raw.replace("\r\n\r\n", &format!("\r\n{host}\r\n"));
    }
    if let Some(body) = value("raw_body") {
        return format!(
            "POST /login HTTP/1.1\r\n{host}{form}Transfer-Encoding: chunked\r\n{END}{body}"
        );
    }
    let header = value("raw_header")
        .map(|header| format!("{header}\r\n"))
        .unwrap_or_default();
    format!("{method} /login HTTP/1.1\r\n{host}{form}{header}{END}")
}

/// Where docs/protocol.md leaves a case more room than the file, and why.
fn protocol_says(case: &Case) -> Option<Vec<u16>> {
    Some(match case.id.as_str() {
        // The first cookie of the name is ours, and it is good; a second one may be planted by a sibling domain.
        "headers_cookies-23" => vec![200, 401],
        // The login case is `a_session_id_chosen_by_somebody_else_is_never_taken_over`; here it is simply unknown.
        "headers_cookies-29" => vec![401],
        // Two hundred cookies fit into the 32 KiB of headers, so they work.
        "headers_cookies-31" => vec![200],
        _ => return None,
    })
}

#[tokio::test]
async fn a_request_that_breaks_http_gets_its_status_and_carries_nothing_back() {
    let server = TestServer::start().await;
    let boss = server.admin().clone();
    let mut witness = Witness::of(&server).await;
    for case in group("headers_cookies") {
        if case.id == "headers_cookies-21" {
            // Slow headers: `a_peer_that_sends_its_headers_too_slowly_is_cut`.
            continue;
        }
        let bytes = request(&server, &boss, &case).into_bytes();
        let answer: Option<Answer> = ask(&server.host(), &bytes).await;
        let answer = answer.unwrap_or_else(|| panic!("cut without an answer: {case:?}"));
        let mut allowed = protocol_says(&case).unwrap_or_else(|| case.expected_numbers());
        if allowed.is_empty() {
            allowed.push(400);
        }
        assert!(allowed.contains(&answer.status), "{case:?}: {answer:?}");
        for (name, value) in &answer.headers {
            let ours =
                !value.contains("X-A") && !value.contains("NoColon") && !value.contains("chosen");
            assert!(ours, "{case:?}: {name}: {value}");
        }
        witness.sees_nothing(&case).await;
    }
}

#[tokio::test]
async fn half_a_request_and_then_silence_holds_nobody_up() {
    let server = TestServer::start().await;
    let mut held = Vec::new();
    for _ in 0..50 {
        let mut raw = Raw::connect(&server.host()).await;
        raw.send(b"POST /login HTTP/1.1\r\n").await;
        held.push(raw);
    }
    let asked = tokio::time::timeout(Duration::from_secs(5), server.visitor().get("/login")).await;
    assert_eq!(asked.expect("in time").status, 200);
}
