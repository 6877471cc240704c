//! Cross-site requests change nothing: every unsafe route of the router times every way to come from elsewhere.

use reqwest::Method;

use crate::support::visitor::send;
use crate::support::{SignedIn, TestServer};

/// Every route that may change something, with its placeholders filled.
fn unsafe_routes() -> Vec<(Method, String)> {
    let safe = [Method::GET, Method::HEAD, Method::OPTIONS];
    let mut routes: Vec<_> = teahouse::router::routes()
        .into_iter()
        .filter(|route| !safe.contains(&route.method))
        .map(|route| {
            let path = route.path.replace("{room}", "lobby");
            let filled: Vec<&str> = path
                .split('/')
                .map(|part| if part.starts_with('{') { "1" } else { part })
                .collect();
            (route.method, filled.join("/"))
        })
        .collect();
    routes.sort_by_key(|(method, path)| (path.clone(), method.to_string()));
    routes
}

#[tokio::test]
async fn an_unsafe_request_from_elsewhere_is_refused_on_every_route() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let (ours, port) = (anna.origin(), server.address().port());
    let neighbour = format!("http://127.0.0.1:{}", port ^ 1);
    let foreign: [(&str, &[(&str, &str)]); 8] = [
        ("with neither header", &[]),
        ("from another site", &[("origin", "https://other.example")]),
        ("from an opaque origin", &[("origin", "null")]),
        ("from another port", &[("origin", &neighbour)]),
        ("fetched cross-site", &[("sec-fetch-site", "cross-site")]),
        (
            "fetched by a sibling",
            &[("sec-fetch-site", "same-site"), ("origin", &ours)],
        ),
        ("typed or from a bookmark", &[("sec-fetch-site", "none")]),
        (
            "with two opinions",
            &[
                ("sec-fetch-site", "same-origin"),
                ("origin", "https://other.example"),
            ],
        ),
    ];
    let routes = unsafe_routes();
    assert!(routes.len() >= 8, "the router tells its routes: {routes:?}");
    let mut let_in = Vec::new();
    for (method, path) in &routes {
        for (what, headers) in foreign {
            let mut request = anna.bare_request(method.clone(), path);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let answer = send(request).await;
            if answer.status != 403 {
                let_in.push(format!("{method} {path} {what}: {}", answer.status));
            }
        }
    }
    assert!(let_in.is_empty(), "{let_in:#?}");
    anna.get("/api/me").await.must_be(200);
}

#[tokio::test]
async fn an_unsafe_request_of_our_own_pages_passes_the_origin_check_on_every_route() {
    let server = TestServer::start_with(&["--limit-logins-per-name", "0"]).await;
    server.register("anna").await;
    let mut kept_out = Vec::new();
    for (method, path) in unsafe_routes() {
        // A session of its own for each, because some of these end it.
        let anna = SignedIn::by_login(&server.visitor(), "anna").await;
        let foreign = anna
            .bare_request(method.clone(), &path)
            .header("origin", "null");
        let refusal = send(foreign).await;
        for headers in [
            vec![("origin", anna.origin())],
            vec![("sec-fetch-site", "same-origin".to_owned())],
            vec![
                ("sec-fetch-site", "same-origin".to_owned()),
                ("origin", anna.origin()),
            ],
        ] {
            let anna = SignedIn::by_login(&server.visitor(), "anna").await;
            let mut request = anna.bare_request(method.clone(), &path);
            for (name, value) in &headers {
                request = request.header(*name, value);
            }
            let answer = send(request).await;
            if answer.status == 403 && answer.body == refusal.body {
                kept_out.push(format!("{method} {path} with {headers:?}"));
            }
        }
    }
    assert!(kept_out.is_empty(), "{kept_out:#?}");
}

#[tokio::test]
async fn a_visitor_without_a_cookie_needs_no_origin() {
    let server = TestServer::start().await;
    let fields = [("username", "boss"), ("password", crate::support::PASSWORD)];
    let request = server
        .visitor()
        .bare_request(Method::POST, "/login")
        .form(&fields);
    send(request).await.must_lead_to("/");
}

#[tokio::test]
async fn signing_in_from_another_site_is_refused_too() {
    let server = TestServer::start().await;
    let fields = [("username", "boss"), ("password", crate::support::PASSWORD)];
    let request = server
        .visitor()
        .bare_request(Method::POST, "/login")
        .form(&fields);
    send(request.header("origin", "https://other.example"))
        .await
        .must_be(403);
}

#[tokio::test]
async fn where_a_public_url_is_set_it_is_the_only_origin() {
    let server = TestServer::empty(&["--public-url", "https://chat.example"]);
    server.create_user(&["boss", "--admin"]);
    for (host, origin, status) in [
        ("chat.example", "https://chat.example", 303),
        ("chat.example", "http://chat.example", 403),
        ("chat.example", "https://chat.example:8443", 403),
        ("other.example", "https://chat.example", 421),
    ] {
        let request = server
            .visitor()
            .bare_request(Method::POST, "/login")
            .header("host", host)
            .header("origin", origin)
            .form(&[("username", "boss"), ("password", crate::support::PASSWORD)]);
        let answer = send(request).await;
        assert_eq!(answer.status, status, "{host} {origin}");
    }
}
