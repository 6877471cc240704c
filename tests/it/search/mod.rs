//! Search: what is found, by whom, in which order, and that the index is never of another opinion than the messages.

mod access;
mod asking;
mod index;
mod recall;

use serde_json::Value;

use crate::support::{Answer, TestServer, Visitor, encoded, eventually};

/// Asks the API with parameters beside `q`, each as `&name=value`.
async fn ask_with(person: &Visitor, line: &str, more: &str) -> Answer {
    person
        .get(&format!("/api/search?q={}{more}", encoded(line)))
        .await
}

/// The texts that are found, the newest first; one page.
async fn found(person: &Visitor, line: &str) -> Vec<String> {
    texts(&ask_with(person, line, "").await.must_be(200).json())
}

fn texts(answer: &Value) -> Vec<String> {
    let messages = answer["messages"].as_array().expect("a list").iter();
    messages
        .map(|message| message["message"].as_str().expect("a text").to_owned())
        .collect()
}

/// Posts by the API; the id.
async fn say(person: &Visitor, room: &str, text: &str) -> String {
    let path = format!("/api/rooms/{}/messages", encoded(room));
    let posted = person
        .post_json(&path, &serde_json::json!({ "message": text }))
        .await;
    let posted = posted.must_be(201).json();
    posted["id"].as_str().expect("ids are strings").to_owned()
}

/// Waits until a server has indexed what was there before it.
async fn all_is_indexed(server: &TestServer) {
    eventually("all is indexed", async || {
        server.command(&["search", "check"]).code == Some(0)
    })
    .await;
}
