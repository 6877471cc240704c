//! What becomes of a text: its limits, what is cleaned away, and how it is rendered.

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::support::TestServer;

#[tokio::test]
async fn a_text_at_its_limit_is_stored_and_a_frame_at_its_limit_is_read() {
    let server = TestServer::start().await;
    let mut socket = server.register("anna").await.enter("lobby").await;
    for text in ["x".repeat(4_000), "茶".repeat(4_000), "🫖".repeat(4_000)] {
        socket.post(&text).await;
        assert_eq!(socket.expect("message").await["message"], text);
    }
    // Spaces around it are not counted, so only the frame has its limit here.
    let room = 65_536 - json!({"message": ""}).to_string().len();
    let padded = format!("{:width$}", "tea", width = room);
    let frame = json!({"message": padded}).to_string();
    assert_eq!(frame.len(), 65_536);
    socket.send_text(&frame).await;
    assert_eq!(socket.expect("message").await["message"], "tea");
}

#[tokio::test]
async fn limits_follow_the_settings_and_hello_tells_them() {
    let flags = [
        "--limit-text-characters",
        "10",
        "--limit-frame-bytes",
        "2048",
        "--heartbeat-seconds",
        "7",
    ];
    let server = TestServer::start_with(&flags).await;
    let mut socket = server.admin().enter("lobby").await;
    assert_eq!(
        socket.hello["limits"],
        json!({"text_chars": 10, "frame_bytes": 2_048})
    );
    assert_eq!(socket.hello["heartbeat_ms"], 7_000);
    socket.post("ten chars!").await;
    socket.send(json!({"message": "eleven char"})).await;
    let error = socket.expect("error").await;
    assert_eq!(error["code"], "too_long");
    assert!(
        error["detail"].as_str().expect("a sentence").contains("10"),
        "{error}"
    );
    let _ = socket.try_send(Message::text("x".repeat(2_049))).await;
    socket.closes_with(1009).await;
}

#[tokio::test]
async fn text_is_trimmed_and_cleaned_and_nothing_else() {
    let server = TestServer::start().await;
    let mut socket = server.register("anna").await.enter("lobby").await;
    for (sent, stored) in [
        ("  tea \n\t", "tea"),
        ("\u{3000}茶\u{3000}", "茶"),
        ("one\r\ntwo\ttabs", "one\ntwo\ttabs"),
        ("bell\u{7} and\u{0} nul", "bell and nul"),
        ("Z\u{351}\u{36b}\u{343}", "Z\u{351}\u{36b}\u{343}"),
        ("a  b", "a  b"),
        ("👩\u{200d}👩\u{200d}👧", "👩\u{200d}👩\u{200d}👧"),
    ] {
        socket.post(sent).await;
        assert_eq!(
            socket.expect("message").await["message"],
            stored,
            "{sent:?}"
        );
    }
}

#[tokio::test]
async fn html_is_what_markdown_makes_of_the_text_with_the_people_there_are() {
    let server = TestServer::start().await;
    let mut socket = server.register("anna").await.enter("lobby").await;
    let bert = server.register("bert").await;
    let called = format!(
        "<span class=\"mention\" data-user=\"{}\">@Bert</span>",
        bert.id().await
    );
    for (text, expected) in [
        ("大家好 **all**", "<p>大家好 <strong>all</strong></p>"),
        ("谢谢@Bert了 @nobody", called.as_str()),
        // An ordinary member calls nobody with it.
        ("@room tea", "<p>@room tea</p>"),
        ("a < b & \"c\"", "a &lt; b &amp; "),
        ("one\ntwo", "<br"),
        ("one\n\ntwo", "</p><p>"),
        (
            "see https://tea.example/x?a=1&b=2",
            "href=\"https://tea.example/x?a=1&amp;b=2\"",
        ),
        ("run `rm -rf <dir>`", "<code>rm -rf &lt;dir&gt;</code>"),
    ] {
        socket.post(text).await;
        let html = socket.expect("message").await["html"]
            .as_str()
            .expect("html")
            .replace('\n', "");
        assert!(html.contains(expected), "{text:?} became {html}");
        assert!(!html.contains("<dir>"), "{html}");
    }
    socket
        .post("javascript:alert(1) <script>alert(1)</script>")
        .await;
    let html = socket.expect("message").await["html"].to_string();
    assert!(
        !html.contains("<script") && !html.contains("href"),
        "{html}"
    );
}
