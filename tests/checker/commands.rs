//! What a client does next: mostly posts, then edits, deletions, reads, and a few wrong and repeated commands.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use crate::operation::{Command, Expected, OperationId};
use crate::plan::{BOSS, MARKS_UNREAD, PEOPLE, Seat, is_for_announcements, moderates};
use crate::view::View;

/// Below the 20 errors after which a socket is closed (protocol.md §2.5).
const MOST_ERRORS: usize = 12;
/// Operations of one client in one run.
const MOST_OPERATIONS: usize = 300;
/// Of them and those of a flood.
const MOST_IN_A_FLOOD: usize = 1_000;
/// Of each text in a flood, in characters: 6 kB for a frame, so that what the kernel keeps for somebody who does not read
/// is full soon.
const LENGTH_IN_A_FLOOD: usize = 1_000;

/// The next thing to do.
pub enum Next {
    Operation {
        command: Command,
        expected: Expected,
        /// The nonce of an earlier operation, in place of a fresh one.
        nonce: Option<String>,
    },
    Read {
        upto: i64,
        back: bool,
    },
    Typing,
    Nothing,
}

/// One client's draws.
pub struct Draws {
    random: StdRng,
    client: usize,
    seat: Seat,
    number: usize,
    texts: usize,
    errors: usize,
    /// Messages that were acknowledged: nonce and operation.
    done: Vec<(String, OperationId, Command)>,
}

impl Draws {
    pub fn new(client: usize, seat: &Seat) -> Self {
        Self {
            random: StdRng::seed_from_u64(seat.seed),
            client,
            seat: seat.clone(),
            number: 0,
            texts: 0,
            errors: 0,
            done: Vec::new(),
        }
    }

    /// Any number of the client's own: how long it waits, how it behaves.
    pub fn random(&mut self) -> &mut StdRng {
        &mut self.random
    }

    /// A nonce of this client that it has not used.
    pub fn nonce(&mut self) -> String {
        self.number += 1;
        format!("c{}-{}", self.client, self.number)
    }

    /// Remembers what may be sent a second time on purpose.
    pub fn remember(&mut self, nonce: &str, id: OperationId, command: &Command) {
        self.done.push((nonce.to_owned(), id, command.clone()));
    }

    pub fn next(&mut self, view: &View) -> Next {
        if self.number >= MOST_OPERATIONS {
            return Next::Nothing;
        }
        let may_err = self.errors < MOST_ERRORS;
        let is_quiet = is_for_announcements(self.seat.room) && !self.looks_after(view);
        if is_quiet || view.muted.contains(self.seat.user) {
            return self.quiet(view, may_err);
        }
        match self.random.random_range(0..100) {
            0..60 => self.message(),
            60..74 => self.change(view, true),
            74..82 => self.change(view, false),
            82..90 => self.read(view),
            90..93 => Next::Typing,
            93..96 => self.again(),
            _ if may_err => self.wrong(view),
            _ => self.message(),
        }
    }

    /// Whether this person looks after the room, as far as the client knows.
    fn looks_after(&self, view: &View) -> bool {
        let (user, room) = (self.seat.user, self.seat.room);
        moderates(user, room) || view.moderators.contains(user)
    }

    /// Who may not write reads on, takes own words back, and now and then tries all the same.
    fn quiet(&mut self, view: &View, may_err: bool) -> Next {
        match self.random.random_range(0..40) {
            0 if may_err => {
                self.errors += 1;
                self.message()
            }
            1 => match self.target(view, true) {
                Some(id) => either(Command::Delete { id }),
                None => Next::Nothing,
            },
            2..8 => self.read(view),
            _ => Next::Nothing,
        }
    }

    /// Nothing but a post, and a long one.
    pub fn flood(&mut self) -> Next {
        if self.number >= MOST_IN_A_FLOOD {
            return Next::Nothing;
        }
        let mut text = self.text();
        let missing = LENGTH_IN_A_FLOOD.saturating_sub(text.chars().count());
        if missing > 0 {
            text.push(' ');
            text.extend(std::iter::repeat_n('茶', missing));
        }
        accepted(Command::Message { text })
    }

    fn message(&mut self) -> Next {
        let text = self.text();
        accepted(Command::Message { text })
    }

    /// An edit or a deletion of a message that this person may change.
    fn change(&mut self, view: &View, edit: bool) -> Next {
        let Some(id) = self.target(view, true) else {
            return self.message();
        };
        let command = if edit {
            Command::Edit {
                id,
                text: self.text(),
            }
        } else {
            Command::Delete { id }
        };
        either(command)
    }

    /// A message that the client sees, and whether it may change it.
    fn target(&mut self, view: &View, own: bool) -> Option<String> {
        let looks_after = self.looks_after(view);
        let may = |user: &str| user == self.seat.user || looks_after;
        let seen: Vec<&String> = view
            .messages
            .values()
            .rev()
            .filter(|shown| shown.text.is_some() && may(&shown.user) == own)
            .take(12)
            .map(|shown| &shown.id)
            .collect();
        seen.choose(&mut self.random).map(|id| (*id).clone())
    }

    fn read(&mut self, view: &View) -> Next {
        let last = view.last.unwrap_or_default();
        let back = self.seat.user == MARKS_UNREAD && self.random.random_ratio(1, 3);
        // A little behind, or beyond the head, which counts as the head.
        let upto = (last + self.random.random_range(-20..=5)).max(0);
        Next::Read { upto, back }
    }

    /// A second time what was acknowledged, or its nonce for something else.
    fn again(&mut self) -> Next {
        let Some((nonce, id, command)) = self.done.choose(&mut self.random).cloned() else {
            return self.message();
        };
        if self.errors < MOST_ERRORS && self.random.random_ratio(1, 3) {
            self.errors += 1;
            let other = match command {
                Command::Message { .. } => Command::Delete { id: "1".to_owned() },
                _ => Command::Message { text: self.text() },
            };
            return refused(other, "conflict", Some(nonce));
        }
        Next::Operation {
            command,
            expected: Expected::SameAs(id),
            nonce: Some(nonce),
        }
    }

    fn wrong(&mut self, view: &View) -> Next {
        self.errors += 1;
        let text = self.text();
        match self.random.random_range(0..4) {
            0 => {
                let text = format!("{text} {}", "x".repeat(4_000));
                refused(Command::Message { text }, "too_long", None)
            }
            1 => refused(
                Command::Message {
                    text: " \u{200b}\n ".to_owned(),
                },
                "empty",
                None,
            ),
            2 => {
                let id = "999999999".to_owned();
                refused(Command::Edit { id, text }, "not_found", None)
            }
            _ => match self.target(view, false) {
                // If it is deleted meanwhile the answer is `not_found`; the check knows both.
                Some(id) => refused(Command::Edit { id, text }, "forbidden", None),
                None => refused(Command::Delete { id: "0".to_owned() }, "not_found", None),
            },
        }
    }

    /// A text that no other command of the run has, by its first word.
    fn text(&mut self) -> String {
        self.texts += 1;
        let mut text = format!("t{}-{}", self.client, self.texts);
        if self.random.random_ratio(1, 4) {
            let names = [PEOPLE.as_slice(), &[BOSS, "room", "nobody"]].concat();
            let name = names.choose(&mut self.random).expect("names");
            text.push_str(&format!(" @{name}"));
        }
        let length = self.random.random_range(0..=self.seat.longest_text);
        let words = [
            "green",
            "tea",
            "大家好",
            "<b>",
            "`a @bert b`",
            "https://example.org/茶",
        ];
        while text.chars().count() < length {
            text.push(' ');
            text.push_str(words.choose(&mut self.random).expect("words"));
        }
        text
    }
}

fn accepted(command: Command) -> Next {
    Next::Operation {
        command,
        expected: Expected::Accepted,
        nonce: None,
    }
}

/// It may have been deleted meanwhile.
fn either(command: Command) -> Next {
    Next::Operation {
        command,
        expected: Expected::Either,
        nonce: None,
    }
}

fn refused(command: Command, code: &'static str, nonce: Option<String>) -> Next {
    Next::Operation {
        command,
        expected: Expected::Refused(code),
        nonce,
    }
}
