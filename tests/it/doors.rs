//! The door of a socket: every refusal of docs/protocol.md §2, in its order, before the upgrade.

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::Method;
use teahouse::channels::MemoryLayer;
use teahouse::domain::PeerAddress;
use tower::ServiceExt;

use crate::support::handshake::Handshake;
use crate::support::inside::Inside;
use crate::support::visitor::send;
use crate::support::{Answer, SignedIn, Socket, TestServer, encoded};

/// One good handshake of a signed-in person; each test spoils something.
async fn door(server: &TestServer) -> Handshake {
    Handshake::of(server.admin(), "/ws/chat/lobby/")
}

async fn refused(handshake: Handshake, status: u16) -> Answer {
    let answer = handshake.answer().await.must_be(status);
    assert_eq!(answer.header("sec-websocket-accept"), None, "{answer:?}");
    assert!(!answer.body.is_empty(), "a refusal has a sentence");
    answer
}

#[tokio::test]
async fn a_good_handshake_is_upgraded_with_the_protocol_that_was_chosen() {
    let server = TestServer::start().await;
    let seed = door(&server).await.answer().await.must_be(101);
    assert_eq!(
        seed.header("sec-websocket-accept"),
        Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    );
    assert_eq!(seed.header("sec-websocket-protocol"), None);
    let offer = door(&server)
        .await
        .with("Sec-WebSocket-Protocol", "other, chat.v1");
    let chosen = offer.answer().await.must_be(101);
    assert_eq!(chosen.header("sec-websocket-protocol"), Some("chat.v1"));
}

#[tokio::test]
async fn both_slash_forms_and_the_default_room_open() {
    let server = TestServer::start().await;
    server.admin().create_room("茶").await;
    let room = encoded("茶");
    for path in [
        "/ws/chat/".to_owned(),
        "/ws/chat".to_owned(),
        "/ws/chat/lobby/".to_owned(),
        "/ws/chat/lobby".to_owned(),
        format!("/ws/chat/{room}/"),
        format!("/ws/chat/{room}"),
    ] {
        door(&server).await.path(&path).answer().await.must_be(101);
    }
}

#[tokio::test]
async fn a_handshake_for_another_host_is_misdirected_and_told_which_setting_helps() {
    let server = TestServer::start().await;
    let answer = refused(door(&server).await.with("Host", "other.example"), 421).await;
    assert!(answer.body.contains("public"), "{}", answer.body);
    refused(door(&server).await.with("Host", "127.0.0.1:1"), 421).await;
    for name in ["localhost", "[::1]"] {
        let ours = format!("{name}:{}", server.address().port());
        let origin = format!("http://{ours}");
        let handshake = door(&server)
            .await
            .with("Host", &ours)
            .with("Origin", &origin);
        handshake.answer().await.must_be(101);
    }
}

#[tokio::test]
async fn a_handshake_by_another_method_is_not_allowed() {
    let server = TestServer::start().await;
    for method in ["POST", "PUT", "DELETE"] {
        let answer = refused(door(&server).await.method(method), 405).await;
        assert!(answer.header("allow").is_some(), "{method}: {answer:?}");
    }
    let request = server.admin().request(Method::HEAD, "/ws/chat/lobby/");
    let answer = send(request).await.must_be(405);
    assert_eq!(answer.header("allow"), Some("GET"));
}

#[tokio::test]
async fn a_handshake_from_another_origin_or_from_none_is_forbidden() {
    let server = TestServer::start().await;
    let port = server.address().port();
    for origin in [
        "https://other.example".to_owned(),
        "null".to_owned(),
        String::new(),
        format!("https://127.0.0.1:{port}"),
        "http://127.0.0.1".to_owned(),
        format!("http://127.0.0.1:{}", port ^ 1),
        format!("http://127.0.0.1:{port}.other.example"),
        format!("http://127.0.0.1:{port}@other.example"),
        format!("http://127.0.0.1.:{port}"),
        format!("http://127.0.0.1:{port}/x"),
        format!("http://127.0.0.2:{port}"),
    ] {
        let answer = door(&server).await.with("Origin", &origin).answer().await;
        assert_eq!(answer.status, 403, "{origin}");
    }
    refused(door(&server).await.without("Origin"), 403).await;
    let two_opinions = door(&server).await.with("Sec-Fetch-Site", "cross-site");
    refused(two_opinions, 403).await;
    let only_fetch = door(&server)
        .await
        .without("Origin")
        .with("Sec-Fetch-Site", "same-origin");
    only_fetch.answer().await.must_be(101);
}

#[tokio::test]
async fn a_handshake_without_a_valid_session_is_unauthorized() {
    let server = TestServer::start().await;
    refused(door(&server).await.without("Cookie"), 401).await;
    for cookie in [
        "sid=",
        "sid=nonsense",
        "other=1",
        "sid=AAAAAAAAAAAAAAAAAAAAAA",
    ] {
        refused(door(&server).await.with("Cookie", cookie), 401).await;
    }
}

#[tokio::test]
async fn a_request_that_is_no_upgrade_or_of_another_version_is_told_to_upgrade() {
    let server = TestServer::start().await;
    refused(door(&server).await.without("Upgrade"), 426).await;
    refused(door(&server).await.without("Connection"), 426).await;
    refused(door(&server).await.with("Upgrade", "h2c"), 426).await;
    refused(door(&server).await.with("Connection", "keep-alive"), 426).await;
    for version in ["8", "12", "14", "x"] {
        let answer = refused(
            door(&server).await.with("Sec-WebSocket-Version", version),
            426,
        )
        .await;
        assert_eq!(answer.header("sec-websocket-version"), Some("13"));
    }
    refused(door(&server).await.without("Sec-WebSocket-Version"), 426).await;
    // Firefox and proxies write lists and other cases.
    let listed = door(&server)
        .await
        .with("Connection", "keep-alive, upgrade");
    listed
        .with("Upgrade", "WebSocket")
        .answer()
        .await
        .must_be(101);
}

#[tokio::test]
async fn a_handshake_without_a_key_or_with_a_bad_since_is_a_bad_request() {
    let server = TestServer::start().await;
    refused(door(&server).await.without("Sec-WebSocket-Key"), 400).await;
    for since in ["-1", "abc", "1.5", "1e3", ""] {
        let path = format!("/ws/chat/lobby/?since={since}");
        let handshake = door(&server)
            .await
            .with("Sec-WebSocket-Protocol", "chat.v1");
        let answer = handshake.path(&path).answer().await;
        assert_eq!(answer.status, 400, "{since}");
    }
}

#[tokio::test]
async fn a_room_that_is_not_there_and_a_room_of_others_are_the_same_not_found() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    server.admin().create_private_room("secret").await;
    let handshake = Handshake::of(&anna, "/ws/chat/secret/");
    let hidden = refused(handshake.clone(), 404).await;
    let absent = refused(handshake.path("/ws/chat/absent/"), 404).await;
    assert_eq!(hidden.body, absent.body);
    door(&server)
        .await
        .path("/ws/chat/secret/")
        .answer()
        .await
        .must_be(101);
}

#[tokio::test]
async fn a_handshake_that_offers_only_unknown_protocols_is_a_bad_request() {
    let server = TestServer::start().await;
    for offer in ["chat.v2", "graphql-ws, mqtt", "Chat.V1"] {
        refused(
            door(&server).await.with("Sec-WebSocket-Protocol", offer),
            400,
        )
        .await;
    }
}

#[tokio::test]
async fn one_socket_too_many_is_told_to_wait_and_the_open_ones_stay() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let mut open = Vec::new();
    for _ in 0..20 {
        open.push(anna.enter("lobby").await);
    }
    let answer = refused(Handshake::of(&anna, "/ws/chat/"), 429).await;
    assert!(answer.header("retry-after").is_some(), "{answer:?}");
    anna.get("/api/rooms/lobby/status").await.must_be(429);
    open[19].post("everybody is still here").await;
    for socket in &mut open {
        assert_eq!(
            socket.expect("message").await["message"],
            "everybody is still here"
        );
    }
    let bert = server.register("bert").await;
    bert.enter("lobby").await;
}

#[tokio::test]
async fn who_comes_while_the_server_stops_is_told_to_come_again_unless_it_is_the_wrong_host() {
    let server = Inside::start(Arc::new(MemoryLayer::default())).await;
    server.shutdown.begin();
    let ask = async |host: &str, language: &str| {
        let peer: SocketAddr = ([127, 0, 0, 1], 1).into();
        let request = axum::http::Request::get("/ws/chat/lobby/")
            .header("host", host)
            .header("accept-language", language)
            .extension(PeerAddress(peer))
            .body(axum::body::Body::empty())
            .expect("a request");
        server
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer")
    };
    // Neither upgrade nor session: 503 stands before all that.
    let ours = server.visitor().host();
    let stopping = ask(&ours, "en").await;
    assert_eq!(stopping.status(), 503);
    assert!(stopping.headers().contains_key("retry-after"));
    assert!(stopping.headers().contains_key("content-security-policy"));
    assert_eq!(ask("other.example", "en").await.status(), 421);
}

#[tokio::test]
async fn refusals_are_decided_in_their_order() {
    let server = TestServer::start_with(&["--limit-sockets-per-user", "1"]).await;
    let crowded = SignedIn::by_login(&server.visitor(), "boss").await;
    let _open = crowded.enter("lobby").await;
    type Spoil = fn(Handshake) -> Handshake;
    let spoils: [(u16, Spoil); 8] = [
        (421, |door| door.with("Host", "other.example")),
        (405, |door| door.method("POST")),
        (403, |door| door.with("Origin", "https://other.example")),
        (401, |door| door.without("Cookie")),
        (426, |door| door.without("Upgrade")),
        (400, |door| door.without("Sec-WebSocket-Key")),
        (404, |door| door.path("/ws/chat/absent/")),
        (400, |door| door.with("Sec-WebSocket-Protocol", "chat.v2")),
    ];
    // Too many sockets is last: the door that everything else leaves whole.
    let door = Handshake::of(&crowded, "/ws/chat/lobby/");
    refused(door.clone(), 429).await;
    for (earlier, (status, spoil)) in spoils.iter().enumerate() {
        refused(spoil(door.clone()), *status).await;
        for (_, later) in &spoils[earlier + 1..] {
            let both = later(spoil(door.clone()));
            let answer = both.answer().await;
            assert_eq!(answer.status, *status, "{both:?}");
        }
    }
}

#[tokio::test]
async fn a_refused_page_asks_the_probe_and_hears_the_same_guard() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    server.admin().create_private_room("secret").await;
    anna.get("/api/rooms/lobby/status").await.must_be(204);
    anna.get("/api/rooms/secret/status").await.must_be(404);
    anna.get("/api/rooms/absent/status").await.must_be(404);
    server
        .visitor()
        .get("/api/rooms/lobby/status")
        .await
        .must_be(401);
}

#[tokio::test]
async fn no_extension_is_agreed_to() {
    let server = TestServer::start().await;
    let offer = "permessage-deflate; client_max_window_bits";
    let answer = door(&server)
        .await
        .with("Sec-WebSocket-Extensions", offer)
        .answer()
        .await
        .must_be(101);
    assert_eq!(answer.header("sec-websocket-extensions"), None);
}

#[tokio::test]
async fn connections_above_the_limit_are_turned_away_and_the_open_ones_stay() {
    let server = TestServer::start_with(&["--limit-connections", "6"]).await;
    let mut open = Vec::new();
    // The browser that registered holds connections of its own, so the limit comes before the sixth socket.
    let refused = loop {
        match Socket::try_open(server.admin(), "/ws/chat/", Some("chat.v1")).await {
            Ok(socket) => open.push(socket),
            Err(status) => break status,
        }
        assert!(open.len() <= 6, "no limit");
    };
    assert_eq!(refused, 503);
    assert!(open.len() >= 2, "{}", open.len());
    for socket in &mut open {
        socket.expect("hello").await;
        socket.post("still open").await;
    }
}
