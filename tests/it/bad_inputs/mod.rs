//! Every hostile input of `tests/bad_inputs.json`, case by case, each followed by a smoke test.
//!
//! Where a case's expectation differs from docs/protocol.md, the protocol stands: the list of such cases, with the
//! reason of each, is in the file of its group. The groups `uploads` and `preview_urls` wait for what they are
//! about.

mod commands;
mod forms;
mod frames;
mod handshakes;
mod headers;
mod names;
mod next;
mod paths;
mod sequences;

use serde_json::Value;

use crate::support::{Socket, TestServer, Visitor};

/// One input.
#[derive(Clone, Debug)]
pub struct Case {
    pub id: String,
    pub value: Value,
}

impl Case {
    /// The text that is sent: as written, or repeated, or wrapped.
    pub fn text(&self) -> String {
        let text = match &self.value["repeat"] {
            Value::Null => self.value["text"].as_str().unwrap_or_default().to_owned(),
            repeat => {
                let count = repeat["count"].as_u64().expect("a count");
                repeat["unit"]
                    .as_str()
                    .expect("a unit")
                    .repeat(count as usize)
            }
        };
        match self.value["wrap"].as_str() {
            Some(around) => around.replace("%s", &text),
            None => text,
        }
    }

    /// The case's own expectation; empty where the group's holds.
    pub fn expectation(&self) -> &str {
        self.value["expect"].as_str().unwrap_or_default()
    }

    /// The numbers of three digits or more in the expectation: statuses or close codes.
    pub fn expected_numbers(&self) -> Vec<u16> {
        let words = self.expectation().split(|c: char| !c.is_ascii_digit());
        words
            .filter(|word| word.len() >= 3)
            .filter_map(|word| word.parse().ok())
            .collect()
    }
}

/// The cases of one group. Fails when the file has fewer than a test was written for.
pub fn group(name: &str) -> Vec<Case> {
    let file: Value = serde_json::from_str(include_str!("../../bad_inputs.json")).expect("JSON");
    let groups = file["groups"].as_array().expect("groups");
    let group = groups
        .iter()
        .find(|group| group["group"] == name)
        .expect("the group");
    let cases: Vec<Case> = group["cases"]
        .as_array()
        .expect("cases")
        .iter()
        .map(|value| Case {
            id: value["id"].as_str().expect("an id").to_owned(),
            value: value.clone(),
        })
        .collect();
    assert!(cases.len() > 5, "{name}");
    cases
}

/// Somebody who was there before the bad input came, and must not notice it.
pub struct Witness {
    visitor: Visitor,
    socket: Socket,
}

impl Witness {
    /// Joins the lobby.
    pub async fn of(server: &TestServer) -> Self {
        let person = server.register("witness").await;
        Self {
            visitor: server.visitor(),
            socket: person.enter("lobby").await,
        }
    }

    /// The smoke test: the sign-in page answers, and the open socket answers a ping.
    pub async fn sees_nothing(&mut self, case: &Case) -> Vec<Value> {
        let page = self.visitor.get("/login").await;
        assert_eq!(page.status, 200, "after {}", case.id);
        self.socket.all_until_now().await
    }
}
