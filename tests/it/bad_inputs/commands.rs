//! Text frames that are no command, and texts that look dangerous and are only text.

use serde_json::{Value, json};

use super::{Case, Witness, group};
use crate::support::{TestServer, rendered};

/// The file's frames say `text`; the protocol's field is `message`.
fn frame(case: &Case) -> String {
    case.text().replace("\"text\":", "\"message\":")
}

/// Frames that the protocol accepts, with what is then stored, and why.
fn accepted(case: &Case) -> Option<(&'static str, &'static str)> {
    Some(match case.id.as_str() {
        "message_bad-11" => ("a", "without a type it is a message"),
        "message_bad-19" => ("ab", "control characters are removed"),
        "message_bad-37" => (
            "x",
            "unknown keys are ignored: the socket's room is the room",
        ),
        "message_bad-39" => ("x", "unknown keys are ignored: the time is the server's"),
        _ => return None,
    })
}

#[tokio::test]
async fn a_bad_command_is_answered_by_an_error_on_a_socket_that_stays_open() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    server.admin().create_private_room("secret").await;
    let mut witness = Witness::of(&server).await;
    let theirs = server.admin().enter("lobby").await.post("not hers").await;
    witness.sees_nothing(&group("message_bad")[0]).await;
    let mut socket = anna.enter("lobby").await;
    for (number, case) in group("message_bad").into_iter().enumerate() {
        if number % 10 == 9 {
            // The twentieth error would close it.
            socket = anna.enter("lobby").await;
        }
        let text = frame(&case)
            .replace("{{private_room}}", "secret")
            .replace("{{other_message}}", theirs["id"].as_str().expect("an id"));
        socket.send_text(&text).await;
        let answer = socket.expect_any(&["error", "message"]).await;
        let heard: Vec<Value> = witness.sees_nothing(&case).await;
        let heard: Vec<_> = heard
            .iter()
            .filter(|frame| frame.get("seq").is_some())
            .collect();
        match accepted(&case) {
            Some((stored, reason)) => {
                assert_eq!(
                    (&answer["message"], &answer["room"]),
                    (&json!(stored), &json!("lobby")),
                    "{case:?}: {reason}"
                );
                assert!(
                    !answer["at"].as_str().expect("a moment").starts_with("1999"),
                    "{reason}"
                );
                assert_eq!(heard.len(), 1, "{case:?}");
            }
            None => {
                assert_eq!(answer["type"], "error", "{case:?}: {answer}");
                assert!(
                    answer["code"].is_string() && answer["detail"].is_string(),
                    "{answer}"
                );
                assert_eq!(heard.len(), 0, "{case:?}: {heard:?}");
            }
        }
        socket.send(json!({"type": "ping", "n": number})).await;
        assert_eq!(socket.expect("pong").await["n"], number);
    }
    assert_eq!(server.admin().messages("secret").await.len(), 0);
}

#[tokio::test]
async fn a_text_that_looks_dangerous_comes_back_as_it_was_and_harmless() {
    let server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    let mut socket = anna.enter("lobby").await;
    let mut witness = Witness::of(&server).await;
    for case in group("message_hostile_ok") {
        let text = case.text();
        socket.post(&text).await;
        let message = socket.expect("message").await;
        // Only the ends are trimmed.
        assert_eq!(message["message"], text.trim(), "{case:?}");
        rendered::must_be_sound(text.trim(), message["html"].as_str().expect("html"));
        witness.sees_nothing(&case).await;
    }
    let page = anna.get("/rooms/lobby").await.must_be(200).body;
    assert!(
        !page.contains("<script>alert")
            && !page.contains("<svg/onload")
            && !page.contains("<meta http-equiv=refresh")
    );
}
