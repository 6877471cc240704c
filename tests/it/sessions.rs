//! Sessions: the cookie, rotation, expiry, and what signing out closes.

use std::time::Instant;

use serde_json::json;

use crate::support::handshake::Handshake;
use crate::support::raw::Raw;
use crate::support::{A_SECOND, PASSWORD, SignedIn, Socket, TestServer, database, eventually};

#[tokio::test]
async fn a_session_id_chosen_by_somebody_else_is_never_taken_over() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    let chosen = "sid=AAAAAAAAAAAAAAAAAAAAAA";
    visitor.plant_cookie(chosen);
    visitor.sign_in("boss").await.must_lead_to("/");
    assert!(!visitor.cookie().contains(chosen), "{}", visitor.cookie());

    let stranger = server.visitor();
    stranger.plant_cookie(chosen);
    stranger.get("/api/me").await.must_be(401);
}

#[tokio::test]
async fn signing_in_again_makes_the_old_session_id_dead() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let old = server.visitor();
    old.plant_cookie(&anna.cookie());
    old.get("/api/me").await.must_be(200);
    anna.sign_in("anna").await.must_be(303);
    anna.get("/api/me").await.must_be(200);
    old.get("/api/me").await.must_be(401);
}

#[tokio::test]
async fn signing_out_ends_the_session_and_its_sockets_within_a_second() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let elsewhere = SignedIn::by_login(&server.visitor(), "anna").await;
    let mut modern = anna.enter("lobby").await;
    let mut seed = anna.seed("/ws/chat/").await;
    let mut other = elsewhere.enter("lobby").await;
    let stolen = server.visitor();
    stolen.plant_cookie(&anna.cookie());

    anna.get("/logout").await.must_be(405);
    let since = Instant::now();
    anna.post("/logout", &[]).await.must_lead_to("/login");
    modern.closes_with(4401).await;
    let (frames, closed) = seed.ending().await;
    assert_eq!(
        (frames.len(), closed.code),
        (0, Some(4401)),
        "a seed socket gets no bye"
    );
    println!("closed after {:?}", since.elapsed());
    assert!(since.elapsed() < A_SECOND, "{:?}", since.elapsed());

    stolen.get("/api/me").await.must_be(401);
    stolen.get("/rooms").await.must_be(303);
    assert_eq!(
        other.all_until_now().await.len(),
        0,
        "the other browser stays"
    );
}

#[tokio::test]
async fn visitors_without_a_session_leave_no_row_and_get_no_cookie() {
    let server = TestServer::empty(&[]);
    server.create_user(&["boss", "--admin"]);
    for path in ["/", "/login", "/rooms", "/register", "/healthz", "/nowhere"] {
        let answer = server.visitor().get(path).await;
        assert_eq!(answer.header("set-cookie"), None, "{path}");
    }
    server
        .visitor()
        .sign_in_with("boss", "wrong password")
        .await
        .must_be(422);
    assert_eq!(
        database::number(&server, "select count(*) from sessions").await,
        0
    );
}

#[tokio::test]
async fn the_cookie_on_loopback_is_plain_lax_and_closed_to_scripts() {
    let server = TestServer::start().await;
    let answer = server.visitor().sign_in("boss").await;
    let cookie = answer.header("set-cookie").expect("a session cookie");
    assert!(cookie.starts_with("sid="), "{cookie}");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    assert!(
        !cookie.contains("Secure"),
        "http has no secure cookies: {cookie}"
    );
}

#[tokio::test]
async fn the_cookie_behind_https_is_secure_and_bound_to_the_host() {
    let server = TestServer::empty(&["--public-url", "https://chat.example"]);
    server.create_user(&["boss", "--admin"]);
    let visitor = server.visitor();
    let request = visitor
        .bare_request(reqwest::Method::POST, "/login")
        .header("host", "chat.example")
        .header("origin", "https://chat.example")
        .form(&[("username", "boss"), ("password", PASSWORD)]);
    let answer = crate::support::visitor::send(request).await.must_be(303);
    let cookie = answer.header("set-cookie").expect("a session cookie");
    assert!(cookie.starts_with("__Host-sid="), "{cookie}");
    for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    assert!(answer.header("strict-transport-security").is_some());
}

#[tokio::test]
async fn the_session_id_itself_is_nowhere_in_the_data() {
    let server = TestServer::start().await;
    let cookie = server.admin().cookie();
    let id = cookie.split(['=', ';']).nth(1).expect("a value");
    for entry in std::fs::read_dir(server.directory().join("data"))
        .unwrap()
        .flatten()
    {
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        let found = bytes.windows(id.len()).any(|part| part == id.as_bytes());
        assert!(!found, "{:?}", entry.path());
    }
    assert!(!server.logged().contains(id));
}

#[tokio::test]
async fn an_expired_session_is_no_session() {
    let server = TestServer::start().await;
    let idle = server.register("idle").await;
    let old = server.register("old").await;
    let pool = database::open(&server).await;
    for query in [
        "update sessions set expires_at = 1 where user_id = (select id from users where username = 'idle')",
        "update sessions set absolute_expires_at = 1 where user_id = (select id from users where username = 'old')",
    ] {
        sqlx::query(query).execute(&pool).await.unwrap();
    }
    pool.close().await;
    for person in [&idle, &old] {
        person.get("/api/me").await.must_be(401);
        person
            .get("/rooms")
            .await
            .must_lead_to("/login?next=%2Frooms");
        let answer = Handshake::of(person, "/ws/chat/").answer().await;
        assert_eq!(answer.status, 401);
    }
}

#[tokio::test]
async fn a_session_that_reaches_its_end_closes_its_open_sockets_and_no_other() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let (mut hers, mut his) = (anna.enter("lobby").await, bert.enter("lobby").await);
    let over = "update sessions set expires_at = 1 where user_id = (select id from users where username = 'anna')";
    let pool = database::open(&server).await;
    sqlx::query(over).execute(&pool).await.unwrap();
    pool.close().await;
    let since = Instant::now();
    hers.closes_with(4401).await;
    println!("closed after {:?}", since.elapsed());
    assert!(since.elapsed() < A_SECOND, "{:?}", since.elapsed());
    his.post("still here").await;
}

#[tokio::test]
async fn sessions_survive_a_restart() {
    let mut server = TestServer::start().await;
    let anna = server.register("anna").await;
    server.restart();
    anna.get("/api/me").await.must_be(200);
    anna.enter("lobby").await.post("still here").await;
}

#[tokio::test]
async fn a_session_knows_its_user_its_browser_and_when_it_was_used() {
    let server = TestServer::start().await;
    let query =
        "select count(*) from sessions s join users u on u.id = s.user_id where u.username = 'boss'
        and s.address = '127.0.0.1' and s.created_at > 0 and s.last_seen_at >= s.created_at
        and s.absolute_expires_at > s.created_at and s.expires_at <= s.absolute_expires_at";
    assert_eq!(database::number(&server, query).await, 1);
}

#[tokio::test]
async fn every_browser_of_a_user_hears_what_the_user_does_in_another() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let phone = SignedIn::by_login(&server.visitor(), "anna").await;
    let (mut here, mut there) = (anna.enter("lobby").await, phone.enter("lobby").await);
    here.send(json!({"type": "message", "message": "from the desk"}))
        .await;
    assert_eq!(there.event().await["message"], "from the desk");
    assert_eq!(here.event().await["message"], "from the desk");
}

#[tokio::test]
async fn a_socket_that_is_gone_frees_its_place() {
    let server = TestServer::start_with(&["--limit-sockets-per-user", "2"]).await;
    let anna = server.register("anna").await;
    let (first, _second) = (anna.enter("lobby").await, anna.enter("lobby").await);
    let refused = Socket::try_open(&anna, "/ws/chat/", Some("chat.v1")).await;
    assert_eq!(refused.err(), Some(429));
    first.leave().await;
    eventually("the place is free", async || {
        Socket::try_open(&anna, "/ws/chat/", Some("chat.v1"))
            .await
            .is_ok()
    })
    .await;
}

/// Asks for something of which only the head is there, up to where the server wants the rest.
async fn begin(server: &TestServer, cookie: &str, path: &str, body: &str) -> Raw {
    let (host, length) = (server.host(), body.len());
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\ncookie: {cookie}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\
         expect: 100-continue\r\nconnection: close\r\n\r\n"
    );
    let mut raw = Raw::connect(&host).await;
    raw.send(head.as_bytes()).await;
    let wanted = raw.answer().await.expect("a word of the server");
    wanted.must_be(100);
    raw
}

#[tokio::test]
async fn a_request_whose_end_comes_after_its_session_has_ended_does_nothing() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let elsewhere = SignedIn::by_login(&server.visitor(), "anna").await;
    let room = "name=late&title=Late&kind=open";
    let message = "message=too+late";
    let mut form = begin(&server, &elsewhere.cookie(), "/rooms", room).await;
    let path = "/rooms/lobby/messages";
    let mut post = begin(&server, &elsewhere.cookie(), path, message).await;
    let others = [("others", "1")];
    anna.post("/account/sessions", &others).await.must_be(303);
    form.send(room.as_bytes()).await;
    post.send(message.as_bytes()).await;
    for mut raw in [form, post] {
        let answer = raw.answer().await.expect("an answer");
        answer.must_lead_to("/login");
    }
    anna.get("/rooms/late").await.must_be(404);
    assert_eq!(anna.messages("lobby").await.len(), 0);
}
