//! Pages: where they lead, what they say to whom, and what stands in their headers.

use std::io::Read;

use serde_json::json;

use crate::support::visitor::send;
use crate::support::{Answer, TestServer, encoded};
use reqwest::Method;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self'; media-src 'self'; form-action 'self'; frame-ancestors 'none'; \
    base-uri 'none'; manifest-src 'self'; worker-src 'self'";

#[track_caller]
fn assert_secure(what: &str, answer: &Answer) {
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(
            answer.header(name),
            Some(value),
            "{name} of {what} ({})",
            answer.status
        );
    }
    assert!(answer.header("permissions-policy").is_some(), "{what}");
    assert_eq!(answer.header("server"), None, "{what}");
    assert_eq!(
        answer.header("strict-transport-security"),
        None,
        "{what}: this is http"
    );
}

/// The first asset that a page names.
fn asset(page: &Answer) -> String {
    let (_, rest) = page
        .body
        .split_once("\"/static/")
        .expect("a page names its assets");
    format!("/static/{}", rest.split('"').next().unwrap_or_default())
}

#[tokio::test]
async fn a_signed_out_page_request_leads_to_sign_in_and_back() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    for path in ["/rooms", "/rooms/lobby", "/rooms/nowhere", "/account"] {
        let next = format!("/login?next={}", encoded(path));
        visitor.get(path).await.must_lead_to(&next);
    }
    let fields = [
        ("username", "boss"),
        ("password", crate::support::PASSWORD),
        ("next", "/rooms/lobby"),
    ];
    visitor
        .post("/login", &fields)
        .await
        .must_lead_to("/rooms/lobby");
    visitor.get("/login").await.must_lead_to("/");
}

#[tokio::test]
async fn no_such_room_and_a_room_of_others_are_the_same_bytes() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    anna.create_private_room("secret").await;
    let hidden = bert.get("/rooms/secret").await.must_be(404);
    let absent = bert.get("/rooms/absent").await.must_be(404);
    assert_eq!(hidden.body, absent.body);
    let names = |answer: &Answer| {
        answer
            .headers
            .iter()
            .map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&hidden), names(&absent));
}

#[tokio::test]
async fn another_spelling_of_a_room_leads_to_the_folded_one() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let ack = anna.enter("lobby").await.post("here").await;
    let message = format!("messages/{}?x=1", ack["id"].as_str().expect("an id"));
    for (spelling, place) in [
        ("/rooms/LOBBY", "/rooms/lobby"),
        ("/rooms/%EF%BD%8Cobby", "/rooms/lobby"),
        (
            &format!("/rooms/Lobby/{message}"),
            &format!("/rooms/lobby/{message}"),
        ),
    ] {
        let answer = anna.get(spelling).await.must_be(308);
        assert_eq!(answer.location(), place, "{spelling}");
    }
    for part in [
        "settings?saved=1",
        "members?q=x&page=0",
        "invites",
        "reports?closed=1",
        "audit",
    ] {
        let spelling = format!("/rooms/LOBBY/{part}");
        let answer = server.admin().get(&spelling).await.must_be(308);
        assert_eq!(answer.location(), format!("/rooms/lobby/{part}"));
    }
}

#[tokio::test]
async fn the_security_headers_are_on_every_response() {
    let server = TestServer::start().await;
    let (visitor, boss) = (server.visitor(), server.admin());
    let page = visitor.get("/login").await.must_be(200);
    let asset = asset(&page);
    assert_secure("the sign-in page", &page);
    for (path, status) in [
        ("/", 303),
        ("/nowhere", 404),
        ("/logout", 405),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/api/me", 401),
        ("/api/nowhere", 404),
        ("/ws/chat/", 401),
        (&asset, 200),
        ("/static/nothing", 404),
        ("/%ff", 404),
    ] {
        assert_secure(path, &visitor.get(path).await.must_be(status));
    }
    for (path, status) in [
        ("/rooms/lobby", 200),
        ("/rooms/nowhere", 404),
        ("/api/rooms", 200),
        ("/ws/chat/", 426),
    ] {
        assert_secure(path, &boss.get(path).await.must_be(status));
    }
    let strange_host = visitor
        .bare_request(Method::GET, "/login")
        .header("host", "other.example");
    assert_secure("another host", &send(strange_host).await.must_be(421));
    let cross_site = visitor
        .bare_request(Method::POST, "/login")
        .header("origin", "https://other.example");
    assert_secure("another origin", &send(cross_site).await.must_be(403));
    let json = visitor.request(Method::POST, "/login").json(&json!({}));
    assert_secure("another type", &send(json).await.must_be(415));
    let large = visitor
        .request(Method::POST, "/login")
        .form(&[("username", "x".repeat(70_000))]);
    assert_secure("a large body", &send(large).await.must_be(413));
}

#[tokio::test]
async fn what_the_signed_in_see_is_never_kept_by_a_cache_and_assets_always_are() {
    let server = TestServer::start().await;
    let boss = server.admin();
    for path in [
        "/",
        "/rooms",
        "/rooms/lobby",
        "/account",
        "/api/me",
        "/api/rooms",
        "/nowhere",
    ] {
        let answer = boss.get(path).await;
        let caching = answer.header("cache-control").unwrap_or_default();
        assert!(caching.contains("no-store"), "{path}: {caching}");
    }
    let path = asset(&boss.get("/rooms/lobby").await);
    let answer = boss.get(&path).await.must_be(200);
    let caching = answer.header("cache-control").expect("caching");
    assert!(caching.contains("immutable"), "{path}: {caching}");
}

#[tokio::test]
async fn an_asset_under_an_old_hash_is_not_kept_for_ever() {
    let server = TestServer::start().await;
    let path = asset(&server.visitor().get("/login").await);
    let mut parts: Vec<&str> = path.split('/').collect();
    parts[2] = "0000000000";
    let answer = server.visitor().get(&parts.join("/")).await;
    let caching = answer.header("cache-control").unwrap_or_default();
    assert!(!caching.contains("immutable"), "{answer:?}");
}

#[tokio::test]
async fn pages_speak_the_language_of_the_browser() {
    let server = TestServer::start().await;
    for (wish, tag, word) in [
        ("en-GB,en;q=0.8", "en", "Sign in"),
        ("zh-CN,zh;q=0.9,en;q=0.5", "zh-Hans", "登录"),
    ] {
        let request = server
            .visitor()
            .request(Method::GET, "/login")
            .header("accept-language", wish);
        let page = send(request).await.must_be(200);
        assert!(page.body.contains(&format!("lang=\"{tag}\"")), "{tag}");
        assert!(page.body.contains(word), "{word}");
    }
}

#[tokio::test]
async fn the_chat_page_has_the_elements_of_the_tutorial() {
    let server = TestServer::start().await;
    let page = server.admin().get("/rooms/lobby").await.must_be(200);
    for id in ["chat-log", "chat-message-input", "chat-message-submit"] {
        assert!(page.body.contains(&format!("id=\"{id}\"")), "{id}");
    }
    assert!(page.body.contains("role=\"log\""));
}

#[tokio::test]
async fn posting_works_by_a_plain_form() {
    let server = TestServer::start_with(&["--limit-message-burst", "3"]).await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut socket = bert.enter("lobby").await;
    let post = async |text: &str, nonce: &str| {
        let fields = [("message", text), ("nonce", nonce)];
        anna.post("/rooms/lobby/messages", &fields).await
    };
    let answer = post("<b>tea</b> & cake", "form-1").await.must_be(303);
    assert!(
        answer.location().starts_with("/rooms/lobby"),
        "{}",
        answer.location()
    );
    post("<b>tea</b> & cake", "form-1").await.must_be(303);
    assert_eq!(
        socket.expect("message").await["message"],
        "<b>tea</b> & cake"
    );
    let page = anna.get("/rooms/lobby").await.must_be(200);
    assert!(page.shows("<b>tea</b> & cake"), "{}", page.body);
    assert_eq!(
        anna.messages("lobby").await.len(),
        1,
        "the same nonce is the same message"
    );

    let blank = post(" \n\t ", "form-2").await.must_be(422);
    assert!(blank.body.contains("<form"));
    let long = "x".repeat(4_001);
    let answer = post(&long, "form-3").await.must_be(422);
    assert!(answer.body.contains(&long), "what was typed is kept");
    for number in 4..20 {
        let answer = post("fast", &format!("form-{number}")).await;
        if answer.status == 429 {
            assert!(answer.body.contains("fast") && answer.body.contains("<form"));
            return;
        }
    }
    panic!("a form is never too fast");
}

#[tokio::test]
async fn the_page_shows_the_newest_fifty_and_opens_at_a_message() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    let mut first = String::new();
    for number in 0..60 {
        let ack = socket.post(&format!("line {number:03}")).await;
        if number == 0 {
            ack["id"].as_str().expect("an id").clone_into(&mut first);
        }
    }
    let page = anna.get("/rooms/lobby").await.must_be(200);
    assert!(page.body.contains("line 059") && page.body.contains("line 010"));
    assert!(!page.body.contains("line 009"), "fifty and no more");
    let old = anna
        .get(&format!("/rooms/lobby/messages/{first}"))
        .await
        .must_be(200);
    assert!(old.body.contains("line 000"));
    anna.get("/rooms/lobby/messages/999999").await.must_be(404);
}

#[tokio::test]
async fn a_page_that_was_shown_before_shows_every_change_since() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut socket = anna.enter("lobby").await;
    let page = async || {
        bert.get("/rooms/lobby").await.must_be(200);
        bert.get("/rooms/lobby").await.must_be(200)
    };
    let ack = socket.post("first words").await;
    assert!(page().await.shows("first words"));
    let edit = json!({"type": "edit", "id": ack["id"], "message": "other words", "nonce": "e-1"});
    socket.send(edit).await;
    socket.expect("ack").await;
    let edited = page().await;
    assert!(edited.shows("other words") && !edited.shows("first words"));
    let profile = [
        ("display_name", "Anna Karenina"),
        ("locale", ""),
        ("theme", "system"),
    ];
    anna.post("/account", &profile).await.must_be(303);
    assert!(page().await.shows("Anna Karenina"));
    server.register("carl").await;
    assert!(
        page().await.body.contains("data-members=\"4\""),
        "boss, anna, bert and carl"
    );
    socket
        .send(json!({"type": "delete", "id": ack["id"], "nonce": "d-1"}))
        .await;
    socket.expect("ack").await;
    assert!(!page().await.shows("other words"));
    let command = ["send", "lobby", "from the command line"];
    server.command(&command).must_succeed();
    assert!(page().await.shows("from the command line"));
}

#[tokio::test]
async fn a_bad_form_names_the_field_keeps_what_was_typed_and_never_a_password() {
    let server = TestServer::start().await;
    let fields = [
        ("username", "a/b"),
        ("display_name", "Anna of the <Tea>"),
        ("password", "a long enough password"),
    ];
    let page = server
        .visitor()
        .post("/register", &fields)
        .await
        .must_be(422);
    assert!(
        page.shows("a/b") && page.shows("Anna of the <Tea>"),
        "{}",
        page.body
    );
    assert!(!page.body.contains("a long enough password"));
    assert!(
        page.body.contains("aria-invalid=\"true\""),
        "the field is marked"
    );
}

#[tokio::test]
async fn health_is_told_to_anybody() {
    let server = TestServer::empty(&[]);
    server.visitor().get("/healthz").await.must_be(200);
    server.visitor().get("/readyz").await.must_be(200);
}

#[tokio::test]
async fn admin_pages_do_not_exist_for_others() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let admin = anna.get("/admin").await.must_be(404);
    let nowhere = anna.get("/nowhere").await.must_be(404);
    assert_eq!(admin.body, nowhere.body);
}

#[tokio::test]
async fn the_rooms_page_is_packed_for_who_takes_it_so_and_no_page_with_a_secret_is() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let asked = |method, path, codings: &'static str| {
        let request = anna.request(method, path);
        request.header("accept-encoding", codings).send()
    };
    let plain = asked(Method::GET, "/rooms/lobby", "br").await.unwrap();
    assert_eq!(plain.headers().get("content-encoding"), None);
    let packed = asked(Method::GET, "/rooms/lobby", "gzip, br")
        .await
        .unwrap();
    for (name, value) in [
        ("content-encoding", "gzip"),
        ("vary", "accept-encoding"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(packed.headers()[name], value, "{name}");
    }
    let bytes = packed.bytes().await.unwrap();
    let mut page = String::new();
    let mut decoder = flate2::read::GzDecoder::new(&bytes[..]);
    decoder.read_to_string(&mut page).unwrap();
    assert!(page.contains("id=\"chat-log\"") && bytes.len() < page.len());
    let head = asked(Method::HEAD, "/rooms/lobby", "gzip").await.unwrap();
    assert_eq!(head.headers().get("content-encoding"), None);
    for path in ["/account", "/rooms/lobby/members", "/mentions"] {
        let page = asked(Method::GET, path, "gzip").await.unwrap();
        assert_eq!(page.headers().get("content-encoding"), None, "{path}");
    }
}
