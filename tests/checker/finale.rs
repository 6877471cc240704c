//! The end of a run, after everything has healed: all commands are answered, all clients are at the head, and what they
//! were told of unread messages is what the server counts.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::faults::Scene;
use crate::holding::{Holding, Reading};
use crate::plan::{BOSS, MARKS_UNREAD, PEOPLE, Plan};
use crate::support::SignedIn;
use crate::view::Counts;

/// How long the end of everything may take. It takes a second; the rest is for a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

type People = HashMap<&'static str, SignedIn>;

impl Scene {
    /// No new commands; waits until what was begun is answered and everybody is at the head.
    pub async fn settle(&self, plan: &Plan, people: &People) {
        for holding in &self.holdings {
            holding.habit.send_modify(|habit| habit.writes = false);
        }
        let answered = |holding: &Arc<Holding>| {
            let held = holding.held();
            held.connected && held.unanswered == 0
        };
        self.wait("every command is answered", || {
            self.holdings.iter().all(answered)
        })
        .await;
        let heads = heads(&people[BOSS], &people["anna"]).await;
        self.wait("every client is at the head", || {
            plan.seats
                .iter()
                .zip(&self.holdings)
                .all(|(seat, holding)| holding.held().view.last == heads.get(seat.room).copied())
        })
        .await;
    }

    /// Everybody reads on once more; every window of a person must then say what the API says.
    pub async fn read_on(&self, plan: &Plan, people: &People) {
        let mut random = StdRng::seed_from_u64(plan.seed ^ 0xf1a1);
        for user in everybody() {
            let own = |room: &'static str| {
                move |seat: &crate::plan::Seat| seat.user == user && seat.room == room
            };
            for room in crate::plan::ROOMS {
                let Some(first) = plan.seats.iter().position(own(room)) else {
                    continue;
                };
                let mut held = self.holdings[first].held();
                let last = held.view.last.unwrap_or_default();
                let upto = random.random_range(0..=last);
                let back = user == MARKS_UNREAD && random.random();
                held.readings.push(Reading {
                    upto,
                    certain: upto,
                    confirmed: false,
                });
                held.orders
                    .push(json!({"type": "read", "upto": upto, "back": back}));
            }
        }
        let ponged = |holding: &Arc<Holding>| {
            holding
                .held()
                .readings
                .iter()
                .rev()
                .take(1)
                .all(|last| last.confirmed)
        };
        let first_of = |index: usize| {
            let seat = &plan.seats[index];
            plan.seats
                .iter()
                .position(|other| other.user == seat.user && other.room == seat.room)
                == Some(index)
        };
        self.wait("the last readings are carried out", || {
            self.holdings
                .iter()
                .enumerate()
                .all(|(index, holding)| !first_of(index) || ponged(holding))
        })
        .await;
        let mut counts = HashMap::new();
        for user in everybody() {
            counts.insert(user, room_counts(&people[user]).await);
        }
        // What was told may still be on its way, and `activity` comes once a second.
        self.wait("every window shows the right counts", || {
            plan.seats
                .iter()
                .zip(&self.holdings)
                .all(|(seat, holding)| {
                    wrong_counts(seat.room, holding, &counts[seat.user]).is_empty()
                })
        })
        .await;
        for (index, (seat, holding)) in plan.seats.iter().zip(&self.holdings).enumerate() {
            for wrong in wrong_counts(seat.room, holding, &counts[seat.user]) {
                let who = format!("client {index} ({} in {})", seat.user, seat.room);
                self.record.surprise(&who, format!("stale counts: {wrong}"));
            }
        }
    }

    async fn wait(&self, what: &str, ready: impl Fn() -> bool) {
        let since = Instant::now();
        while !ready() {
            if since.elapsed() > PATIENCE {
                self.record
                    .surprise("-", format!("waited in vain until {what}"));
                return;
            }
            sleep(Duration::from_millis(20)).await;
        }
        self.record.note("-", "reached", json!(what));
    }
}

/// Everybody who has an account.
pub fn everybody() -> Vec<&'static str> {
    [PEOPLE.as_slice(), &[BOSS]].concat()
}

/// What a window was told of a room since it connected, where that is not what the API says.
fn wrong_counts(
    own_room: &str,
    holding: &Holding,
    counts: &HashMap<String, Counts>,
) -> Vec<String> {
    let held = holding.held();
    let told = held
        .view
        .counts
        .iter()
        .filter(|(room, _)| room.as_str() != own_room);
    told.filter(|(room, told)| counts.get(*room) != Some(*told))
        .map(|(room, told)| format!("{room}: told {told:?}, the API says {:?}", counts.get(room)))
        .collect()
}

async fn rooms(person: &SignedIn) -> Vec<Value> {
    let rooms = person.get("/api/rooms").await.must_be(200).json();
    rooms["rooms"].as_array().expect("a list").clone()
}

/// `unread` and `mentions` of each room by the API.
pub async fn room_counts(person: &SignedIn) -> HashMap<String, Counts> {
    let number = |room: &Value, key: &str| room[key].as_i64().unwrap_or(-1);
    rooms(person)
        .await
        .iter()
        .map(|room| {
            let name = room["name"].as_str().unwrap_or_default().to_owned();
            (name, (number(room, "unread"), number(room, "mentions")))
        })
        .collect()
}

/// The head of each room: the private one is seen by its owner only.
async fn heads(boss: &SignedIn, owner: &SignedIn) -> HashMap<String, i64> {
    [rooms(boss).await, rooms(owner).await]
        .concat()
        .iter()
        .map(|room| {
            let name = room["name"].as_str().unwrap_or_default().to_owned();
            (name, room["head"].as_i64().unwrap_or(-1))
        })
        .collect()
}
