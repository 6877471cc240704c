//! What must be true once everything has healed. Each check reads the facts of one run and says what it found wrong.

mod membership;
mod order;
mod state;
mod streams;
mod unread;
mod writes;

use std::collections::HashMap;
use std::time::Duration;

use crate::holding::Held;
use crate::operation::{Command, Operation};
use crate::plan::Seat;
use crate::rows::Rows;
use crate::view::{Counts, Pages};
use crate::warden::Done;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Lost,
    Doubled,
    Gap,
    Order,
    Unknown,
    State,
    Unread,
    Access,
    Surprise,
}

/// One thing that is wrong.
#[derive(Clone, Debug)]
pub struct Finding {
    pub kind: Kind,
    pub what: String,
}

/// One state of a message: as posted, or after an edit or its deletion.
#[derive(Clone, Debug)]
pub struct Version {
    pub seq: i64,
    /// `None`: deleted.
    pub text: Option<String>,
    /// Who made it so.
    pub user: String,
    /// When its maker knew that it is stored.
    pub answered: Duration,
}

/// Everything that is known of one run.
pub struct Facts {
    pub operations: Vec<Operation>,
    pub clients: Vec<(Seat, Held)>,
    pub rows: Rows,
    /// (username, room) → the room as the API shows it.
    pub listings: HashMap<(String, String), Pages>,
    /// (username, room) → `unread` and `mentions` of `GET /api/rooms`.
    pub counts: HashMap<(String, String), Counts>,
    pub surprises: Vec<String>,
    /// Who was shut out and let in.
    pub deeds: Vec<Done>,
    /// Message id → its states by what was acknowledged, in the order of the log.
    pub versions: HashMap<String, Vec<Version>>,
}

/// The states of each message, by what was acknowledged.
pub fn versions(operations: &[Operation]) -> HashMap<String, Vec<Version>> {
    let mut versions: HashMap<String, Vec<Version>> = HashMap::new();
    for operation in operations {
        let Some((seq, id)) = operation.stored() else {
            continue;
        };
        versions.entry(id.to_owned()).or_default().push(Version {
            seq,
            text: match &operation.command {
                Command::Message { text } | Command::Edit { text, .. } => Some(text.clone()),
                Command::Delete { .. } => None,
            },
            user: operation.user.clone(),
            answered: operation.answered,
        });
    }
    for states in versions.values_mut() {
        states.sort_by_key(|version| version.seq);
    }
    versions
}

/// Collects findings.
#[derive(Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, kind: Kind, what: impl Into<String>) {
        self.0.push(Finding {
            kind,
            what: what.into(),
        });
    }

    /// Adds a finding unless this is so.
    fn expect(&mut self, so: bool, kind: Kind, what: impl FnOnce() -> String) {
        if !so {
            self.add(kind, what());
        }
    }
}

/// How much was acknowledged that its writer might do as a moderator for a time only.
pub fn count_by_role(facts: &Facts) -> usize {
    let operations = facts.operations.iter();
    operations
        .filter(|operation| membership::is_by_role(facts, operation))
        .count()
}

/// All checks.
pub fn check(facts: &Facts) -> Vec<Finding> {
    let mut findings = Findings::default();
    for surprise in &facts.surprises {
        let kind = match surprise {
            text if text.contains(": gap") => Kind::Gap,
            text if text.contains(": doubled") => Kind::Doubled,
            _ => Kind::Surprise,
        };
        findings.add(kind, surprise);
    }
    let verdict = &facts.rows.verdict;
    findings.expect(verdict == "ok", Kind::State, || {
        format!("integrity_check: {verdict}")
    });
    writes::check(facts, &mut findings);
    membership::check(facts, &mut findings);
    order::check(facts, &mut findings);
    streams::check(facts, &mut findings);
    state::check(facts, &mut findings);
    unread::check(facts, &mut findings);
    findings.0
}
