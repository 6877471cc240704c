//! Who is let in and shut out while a run goes on: owners remove, ban, mute and let in again by the pages' own forms, and
//! people leave; and who looks after a room for a time. Drawn from the seed; what the server answered is noted with its
//! times.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use reqwest::Method;
use serde_json::json;
use tokio::time::sleep;

use crate::plan::{BOSS, OWNER_OF_PRIVATE, ROOMS, is_for_announcements};
use crate::record::Record;
use crate::support::{SignedIn, encoded};

/// Whose access to what comes and goes.
pub const SUBJECTS: [(&str, &str); 5] = [
    ("bert", ROOMS[2]),
    ("carl", ROOMS[2]),
    ("carl", ROOMS[1]),
    ("anna", ROOMS[1]),
    ("carl", ROOMS[3]),
];

/// How long one try of a request may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is done to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Remove,
    Ban,
    /// By the person.
    Leave,
    Mute,
    Unmute,
    /// Made a moderator.
    Raise,
    /// Made a member again.
    Lower,
    /// Unbanned, and where posting does not do it made a member.
    LetIn,
}

impl Deed {
    /// What undoes it.
    pub const fn undone_by(self) -> Self {
        match self {
            Self::Mute => Self::Unmute,
            Self::Raise => Self::Lower,
            _ => Self::LetIn,
        }
    }

    /// Whether it may end the way into a room.
    pub fn shuts_out(self, room: &str) -> bool {
        match self {
            Self::Remove | Self::Ban => true,
            Self::Leave => is_private(room),
            Self::Mute | Self::Unmute | Self::Raise | Self::Lower | Self::LetIn => false,
        }
    }

    /// Whether it may take away that somebody looks after a room.
    pub const fn ends_a_role(self) -> bool {
        matches!(
            self,
            Self::Remove | Self::Ban | Self::Leave | Self::Raise | Self::Lower
        )
    }
}

/// A deed of the plan.
#[derive(Clone, Debug)]
pub struct Planned {
    pub at: Duration,
    pub user: &'static str,
    pub room: &'static str,
    pub deed: Deed,
}

/// A deed that was carried out, or that the server had nothing to do for.
#[derive(Clone, Debug)]
pub struct Done {
    pub user: &'static str,
    pub room: &'static str,
    pub deed: Deed,
    /// The server had something to do for it.
    pub carried_out: bool,
    /// Before it was first asked for.
    pub invoked: Duration,
    pub answered: Duration,
}

pub fn is_private(room: &str) -> bool {
    room == ROOMS[2]
}

/// Each subject is shut out or muted a few times, and let in again after each.
pub fn draw(draws: &mut StdRng, load: Duration) -> Vec<Planned> {
    let mut planned = Vec::new();
    for (user, room) in SUBJECTS {
        let mut at = Duration::from_millis(draws.random_range(100..1_200));
        while at < load {
            let deeds = [
                Deed::Remove,
                Deed::Remove,
                Deed::Ban,
                Deed::Leave,
                Deed::Mute,
                Deed::Raise,
                Deed::Raise,
                Deed::Raise,
            ];
            let deed = *deeds.choose(draws).expect("deeds");
            let mut plan = |deed, at| {
                planned.push(Planned {
                    at,
                    user,
                    room,
                    deed,
                })
            };
            plan(deed, at);
            at += Duration::from_millis(draws.random_range(20..900));
            // A role goes with the membership, and does not come back with it.
            if deed == Deed::Raise && draws.random_ratio(1, 3) {
                plan(Deed::Remove, at);
                at += Duration::from_millis(draws.random_range(20..300));
                plan(Deed::LetIn, at);
                at += Duration::from_millis(draws.random_range(100..600));
            }
            plan(deed.undone_by(), at);
            at += Duration::from_millis(draws.random_range(100..1_200));
        }
    }
    planned.sort_by_key(|planned| planned.at);
    planned
}

/// Carries the deeds out.
pub struct Warden<'a> {
    people: &'a HashMap<&'static str, SignedIn>,
    ids: HashMap<&'static str, String>,
    record: Arc<Record>,
    pub done: Vec<Done>,
}

impl<'a> Warden<'a> {
    pub async fn new(people: &'a HashMap<&'static str, SignedIn>, record: Arc<Record>) -> Self {
        let mut ids = HashMap::new();
        for (name, person) in people {
            ids.insert(*name, person.id().await);
        }
        Self {
            people,
            ids,
            record,
            done: Vec::new(),
        }
    }

    /// The members that rooms begin with which one does not join by posting.
    pub async fn open(&mut self) {
        for (user, room) in SUBJECTS {
            if is_private(room) || is_for_announcements(room) {
                self.act(user, room, Deed::LetIn).await;
            }
        }
    }

    pub async fn carry_out(&mut self, planned: &[Planned]) {
        let start = Instant::now();
        for Planned {
            at,
            user,
            room,
            deed,
        } in planned
        {
            sleep(at.saturating_sub(start.elapsed())).await;
            self.act(user, room, *deed).await;
        }
    }

    /// Everybody is let in and may write again.
    pub async fn heal(&mut self) {
        for (user, room) in SUBJECTS {
            self.act(user, room, Deed::LetIn).await;
            self.act(user, room, Deed::Unmute).await;
            // The count of a window and that of the list are of the same room again.
            self.ask(user, &format!("/rooms/{}/join", encoded(room)), &[])
                .await;
        }
    }

    async fn act(&mut self, user: &'static str, room: &'static str, deed: Deed) {
        let invoked = self.record.now();
        let owner = if is_private(room) {
            OWNER_OF_PRIVATE
        } else {
            BOSS
        };
        let path = format!("/rooms/{}", encoded(room));
        let member = format!("{path}/members/{}", self.ids[user]);
        let change = |action| (owner, member.clone(), vec![("action", action)]);
        let mut steps = match deed {
            Deed::Remove => vec![change("remove")],
            Deed::Ban => vec![change("ban")],
            Deed::Mute => vec![change("mute")],
            Deed::Unmute => vec![change("unmute")],
            Deed::Raise => vec![change("role-moderator")],
            Deed::Lower => vec![change("role-member")],
            Deed::Leave => vec![(user, format!("{path}/leave"), Vec::new())],
            Deed::LetIn => vec![change("unban")],
        };
        if deed == Deed::LetIn && is_private(room) {
            steps.push((owner, format!("{path}/members"), vec![("username", user)]));
        }
        if deed == Deed::LetIn && is_for_announcements(room) {
            steps.push((user, format!("{path}/join"), Vec::new()));
        }
        let mut statuses = Vec::new();
        for (who, path, fields) in steps {
            statuses.push(self.ask(who, &path, &fields).await);
        }
        let detail = json!({"user": user, "room": room, "statuses": statuses.clone()});
        self.record.note("warden", &format!("{deed:?}"), detail);
        self.done.push(Done {
            user,
            room,
            deed,
            carried_out: statuses.iter().all(|status| *status == 303),
            invoked,
            answered: self.record.now(),
        });
    }

    /// Asks until the server has answered. What it has nothing to do for is refused, which is as good: a lost answer
    /// may have been that of the deed itself.
    async fn ask(&self, who: &str, path: &str, fields: &[(&str, &str)]) -> u16 {
        loop {
            let request = self.people[who].request(Method::POST, path);
            let answer = request.form(fields).timeout(PATIENCE).send().await;
            match answer.map(|answer| answer.status().as_u16()) {
                Ok(status @ (303 | 404 | 409)) => return status,
                // It stops, or is on another port meanwhile.
                Ok(503 | 421) | Err(_) => sleep(Duration::from_millis(20)).await,
                Ok(status) => {
                    self.record
                        .surprise("warden", format!("{path} {fields:?}: {status}"));
                    return status;
                }
            }
        }
    }
}
