//! The JSON API: who one is, the rooms, reading and posting, and errors as machines read them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::visitor::send;
use crate::support::{Answer, TestServer};

#[track_caller]
fn assert_error(answer: &Answer, status: u16, code: &str) {
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (status, code),
        "{answer:?}"
    );
    let error = &answer.json()["error"];
    assert!(
        error["detail"]
            .as_str()
            .is_some_and(|detail| !detail.is_empty()),
        "{answer:?}"
    );
    let kind = answer.header("content-type").unwrap_or_default();
    assert!(kind.starts_with("application/json"), "{kind}");
}

#[tokio::test]
async fn me_is_the_user_of_the_session() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let me = anna.get("/api/me").await.must_be(200).json();
    let id = me["user"]["id"]
        .as_str()
        .expect("ids are strings")
        .to_owned();
    assert!(id.parse::<u64>().is_ok(), "{me}");
    assert_eq!(
        (&me["user"]["username"], &me["user"]["name"]),
        (&json!("anna"), &json!("anna"))
    );
}

#[tokio::test]
async fn without_a_session_every_call_is_unauthorized() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    for path in [
        "/api/me",
        "/api/rooms",
        "/api/rooms/lobby/status",
        "/api/rooms/lobby/messages",
        "/api/rooms/nowhere/messages",
    ] {
        assert_error(&visitor.get(path).await, 401, "unauthorized");
    }
    let body = json!({"message": "x"});
    assert_error(
        &visitor.post_json("/api/rooms/lobby/messages", &body).await,
        401,
        "unauthorized",
    );
}

#[tokio::test]
async fn a_post_answers_with_the_stored_message_and_everybody_hears_it() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let mut socket = bert.enter("lobby").await;
    let body = json!({"message": " by the API ", "nonce": "api-1"});
    let message = anna
        .post_json("/api/rooms/lobby/messages", &body)
        .await
        .must_be(201)
        .json();
    assert_eq!(
        (&message["message"], &message["html"]),
        (&json!("by the API"), &json!("<p>by the API</p>"))
    );
    assert_eq!(
        (&message["user"]["username"], &message["room"]),
        (&json!("anna"), &json!("lobby"))
    );
    assert_eq!(
        (message.get("type"), message.get("nonce")),
        (None, None),
        "{message}"
    );
    let heard = socket.expect("message").await;
    for key in ["id", "seq", "message", "html", "at", "user", "room"] {
        assert_eq!(heard[key], message[key], "{key}");
    }
    assert_eq!(heard["nonce"], "api-1");

    let again = anna
        .post_json("/api/rooms/lobby/messages", &body)
        .await
        .must_be(200)
        .json();
    assert_eq!(again, message);
}

#[tokio::test]
async fn a_bad_post_is_answered_with_its_code() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    let path = "/api/rooms/lobby/messages";
    let post = async |body: String| {
        let request = anna
            .request(Method::POST, path)
            .header("content-type", "application/json");
        send(request.body(body)).await
    };
    for (body, status, code) in [
        ("", 400, "bad_json"),
        ("{", 400, "bad_json"),
        ("[]", 400, "not_an_object"),
        ("\"x\"", 400, "not_an_object"),
        ("{}", 400, "missing_message"),
        ("{\"message\":7}", 400, "message_not_a_string"),
        ("{\"message\":\"x\",\"nonce\":\"a b\"}", 400, "bad_nonce"),
        ("{\"message\":\" \"}", 422, "empty"),
    ] {
        assert_error(&post(body.to_owned()).await, status, code);
    }
    let text = |length| json!({"message": "茶".repeat(length)}).to_string();
    assert_error(&post(text(4_001)).await, 422, "too_long");
    let large = json!({"message": "x".repeat(200_000)}).to_string();
    assert_error(&post(large).await, 413, "too_large");
    let form = anna.request(Method::POST, path).form(&[("message", "x")]);
    assert_error(&send(form).await, 415, "unsupported_media_type");
    assert_eq!(anna.messages("lobby").await.len(), 0);
    assert_eq!(post(text(4_000)).await.status, 201);
}

#[tokio::test]
async fn a_path_or_method_that_is_not_there_is_said_as_json() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    assert_error(&anna.get("/api/nowhere").await, 404, "not_found");
    assert_error(
        &anna.get("/api/rooms/nowhere/messages").await,
        404,
        "not_found",
    );
    assert_error(
        &anna.get("/api/rooms/nowhere/status").await,
        404,
        "not_found",
    );
    assert_error(
        &send(anna.request(Method::DELETE, "/api/me")).await,
        405,
        "method_not_allowed",
    );
}

#[tokio::test]
async fn a_request_from_another_origin_or_host_is_said_as_json() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let request = anna
        .bare_request(Method::POST, "/api/rooms/lobby/messages")
        .header("origin", "https://other.example")
        .json(&json!({"message": "x"}));
    assert_error(&send(request).await, 403, "forbidden");
}

#[tokio::test]
async fn a_sentence_is_in_the_language_of_the_caller_and_a_code_never() {
    let server = TestServer::start().await;
    let request = server
        .visitor()
        .request(Method::GET, "/api/me")
        .header("accept-language", "zh-CN");
    let answer = send(request).await;
    assert_error(&answer, 401, "unauthorized");
    let detail = answer.json()["error"]["detail"]
        .as_str()
        .expect("a sentence")
        .to_owned();
    assert!(
        detail
            .chars()
            .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
        "{detail}"
    );
}

#[tokio::test]
async fn unread_is_what_others_wrote_since_one_wrote_last() {
    let server = TestServer::start().await;
    let (anna, bert) = (server.register("anna").await, server.register("bert").await);
    let unread = async || {
        let rooms = anna.get("/api/rooms").await.must_be(200).json();
        let lobby = rooms["rooms"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|room| room["name"] == "lobby");
        lobby
            .map(|room| room["unread"].clone())
            .unwrap_or(Value::Null)
    };
    assert_eq!(unread().await, 0);
    let (mut hers, mut his) = (anna.enter("lobby").await, bert.enter("lobby").await);
    his.post("one").await;
    his.post("two").await;
    assert_eq!(unread().await, 2);
    hers.post("I have seen them").await;
    assert_eq!(unread().await, 0);
}
