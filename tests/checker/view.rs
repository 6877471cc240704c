//! What a correct client holds of its room: applied strictly by seq, as a page does it.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

/// A message as it is shown; `None` as text is a tombstone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub id: String,
    pub user: String,
    pub text: Option<String>,
    pub edited: bool,
}

impl Shown {
    /// Out of a `message` frame, or a message of the API.
    pub fn read(frame: &Value) -> Self {
        let deleted = frame["deleted"] == true;
        Self {
            id: frame["id"].as_str().unwrap_or_default().to_owned(),
            user: frame["user"]["username"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            text: frame["message"]
                .as_str()
                .filter(|_| !deleted)
                .map(str::to_owned),
            edited: frame.get("edited_at").is_some() && !deleted,
        }
    }
}

/// What somebody has not read in a room.
pub type Counts = (i64, i64);

/// One client's picture.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The last seq that it has; `None` before the first load.
    pub last: Option<i64>,
    pub epoch: String,
    /// By seq.
    pub messages: BTreeMap<i64, Shown>,
    places: HashMap<String, i64>,
    /// Who may not write, as far as events told.
    pub muted: HashSet<String>,
    /// Who was made a moderator, as far as events told.
    pub moderators: HashSet<String>,
    /// What the newest `activity` or `read` frame of this connection said, by room.
    pub counts: HashMap<String, Counts>,
    /// What the newest `read` frame said, by room.
    pub read: HashMap<String, i64>,
}

impl View {
    /// Takes over pages that were loaded by HTTP.
    pub fn load(&mut self, pages: &Pages) {
        self.last = Some(pages.head);
        self.epoch.clone_from(&pages.epoch);
        self.messages.clear();
        self.places.clear();
        for message in &pages.messages {
            self.put(
                message["seq"].as_i64().unwrap_or_default(),
                Shown::read(message),
            );
        }
    }

    fn put(&mut self, seq: i64, shown: Shown) {
        self.places.insert(shown.id.clone(), seq);
        self.messages.insert(seq, shown);
    }

    /// Applies the room event that follows `last`.
    pub fn apply(&mut self, event: &Value) {
        let seq = event["seq"].as_i64().unwrap_or_default();
        self.last = Some(seq);
        let place = event["id"].as_str().and_then(|id| self.places.get(id));
        match event["type"].as_str() {
            Some("message") => self.put(seq, Shown::read(event)),
            Some("edited") => {
                // An edit of a message that was not loaded is of no interest; all of them are here.
                if let Some(shown) = place.and_then(|place| self.messages.get_mut(place)) {
                    let gone = event["deleted"] == true;
                    shown.text = event["message"]
                        .as_str()
                        .filter(|_| !gone)
                        .map(str::to_owned);
                    shown.edited = !gone;
                }
            }
            Some("deleted") => {
                if let Some(shown) = place.and_then(|place| self.messages.get_mut(place)) {
                    shown.text = None;
                    shown.edited = false;
                }
            }
            Some("member") => {
                let user = event["user"]["username"].as_str().unwrap_or_default();
                if event["op"] == "muted" && event["until"].is_string() {
                    self.muted.insert(user.to_owned());
                } else if event["op"] != "role" {
                    self.muted.remove(user);
                }
                self.note_role(user, &event["role"]);
            }
            _ => {}
        }
    }

    /// Notes as what somebody is in the room now.
    pub fn note_role(&mut self, user: &str, role: &Value) {
        if role == "moderator" {
            self.moderators.insert(user.to_owned());
        } else {
            self.moderators.remove(user);
        }
    }

    /// Notes a frame without a seq that tells of counts.
    pub fn note_counts(&mut self, frame: &Value) {
        let room = frame["room"].as_str().unwrap_or_default().to_owned();
        let number = |key: &str| frame[key].as_i64().unwrap_or(-1);
        self.counts
            .insert(room.clone(), (number("unread"), number("mentions")));
        if frame["type"] == "read" {
            self.read.insert(room, number("upto"));
        }
    }
}

/// All messages of a room by the API, page after page.
#[derive(Clone, Debug)]
pub struct Pages {
    pub messages: Vec<Value>,
    /// The head that came with the first page: what comes live after it continues the pages.
    pub head: i64,
    pub epoch: String,
}
