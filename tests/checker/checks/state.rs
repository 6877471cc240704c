//! What each client holds in the end, what the API shows, and what the rows have is one and the same.

use std::collections::BTreeMap;

use super::{Facts, Findings, Kind};
use crate::plan::ROOMS;
use crate::view::Shown;

type Room = BTreeMap<i64, Shown>;

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    for room in ROOMS {
        let rows = by_rows(facts, room);
        compare(
            &by_acks(facts, room),
            &rows,
            &format!("rows of {room}"),
            findings,
        );
        for ((user, _), pages) in facts.listings.iter().filter(|((_, name), _)| name == room) {
            let shown: Room = pages
                .messages
                .iter()
                .map(|message| (message["seq"].as_i64().unwrap_or(-1), Shown::read(message)))
                .collect();
            compare(
                &rows,
                &shown,
                &format!("{room} as {user} gets it by the API"),
                findings,
            );
        }
        for (index, (seat, held)) in facts.clients.iter().enumerate() {
            if seat.room == room {
                compare(
                    &rows,
                    &held.view.messages,
                    &format!("{room} as client {index} holds it"),
                    findings,
                );
            }
        }
    }
}

/// What must be there, by what was acknowledged.
fn by_acks(facts: &Facts, room: &str) -> Room {
    let posted = facts.operations.iter().filter(|operation| {
        operation.room == room
            && operation.command.kind() == "message"
            && operation.stored().is_some()
    });
    posted
        .filter_map(|operation| {
            let (seq, id) = operation.stored()?;
            let states = facts.versions.get(id)?;
            let newest = states.last()?;
            let shown = Shown {
                id: id.to_owned(),
                user: operation.user.clone(),
                text: newest.text.clone(),
                edited: newest.text.is_some() && states.len() > 1,
            };
            Some((seq, shown))
        })
        .collect()
}

fn by_rows(facts: &Facts, room: &str) -> Room {
    let rows = facts.rows.messages.iter().filter(|row| row.room == room);
    rows.map(|row| {
        // A deleted text is erased, not hidden.
        let text = match (row.deleted, row.body.as_str()) {
            (true, "") => None,
            (_, body) => Some(body.to_owned()),
        };
        let shown = Shown {
            id: row.id.clone(),
            user: row.user.clone(),
            edited: row.edited && text.is_some(),
            text,
        };
        (row.seq, shown)
    })
    .collect()
}

fn compare(expected: &Room, found: &Room, what: &str, findings: &mut Findings) {
    let seqs = expected.keys().chain(found.keys());
    let mut differing: Vec<&i64> = seqs
        .filter(|seq| expected.get(seq) != found.get(seq))
        .collect();
    differing.dedup();
    if let Some(first) = differing.first() {
        findings.add(
            Kind::State,
            format!(
                "{what} differs in {} messages, first at {first}: {:?} in place of {:?}",
                differing.len(),
                found.get(first),
                expected.get(first)
            ),
        );
    }
}
