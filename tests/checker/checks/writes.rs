//! Every acknowledged operation is in the log exactly once; nothing else is.

use std::collections::HashMap;

use super::{Facts, Findings, Kind, membership};
use crate::operation::{Expected, Operation, Outcome};
use crate::rows::EventRow;

type Place<'f> = (&'f str, i64);

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    answers(facts, findings);
    let log: HashMap<Place<'_>, &EventRow> = facts
        .rows
        .events
        .iter()
        .map(|row| ((row.room.as_str(), row.seq), row))
        .collect();
    let mut makers: HashMap<Place<'_>, &Operation> = HashMap::new();
    for operation in &facts.operations {
        let Some((seq, id)) = operation.stored() else {
            continue;
        };
        let place = (operation.room.as_str(), seq);
        if let Some(other) = makers.insert(place, operation) {
            findings.add(
                Kind::Doubled,
                format!("{place:?} was given to {other:?} and {operation:?}"),
            );
        }
        let there = log.get(&place).is_some_and(|row| {
            row.kind == operation.command.event()
                && row.message == id
                && row.actor == operation.user
        });
        findings.expect(there, Kind::Lost, || {
            format!(
                "acknowledged, and the log has {:?} there: {operation:?}",
                log.get(&place)
            )
        });
        nonce(facts, operation, seq, findings);
    }
    for row in &facts.rows.events {
        let place = (row.room.as_str(), row.seq);
        if ["member", "room"].contains(&row.kind.as_str()) || makers.contains_key(&place) {
            continue;
        }
        // Its own command was answered by another event, or refused, or was never sent.
        let known = facts.versions.contains_key(&row.message);
        let kind = if known { Kind::Doubled } else { Kind::Unknown };
        let body = facts
            .rows
            .messages
            .iter()
            .find(|message| message.id == row.message);
        findings.add(kind, format!("nobody was told of {row:?}: {body:?}"));
    }
    dense(facts, findings);
    let stored = facts
        .operations
        .iter()
        .filter(|operation| operation.stored().is_some())
        .count();
    findings.expect(facts.rows.nonces.len() == stored, Kind::Unknown, || {
        format!(
            "{} nonces for {stored} acknowledged operations",
            facts.rows.nonces.len()
        )
    });
}

/// Every operation was answered, and as it had to be.
fn answers(facts: &Facts, findings: &mut Findings) {
    for operation in &facts.operations {
        let Some(outcome) = &operation.outcome else {
            findings.add(Kind::Lost, format!("never answered: {operation:?}"));
            continue;
        };
        let right = match (operation.expected, outcome) {
            (Expected::Accepted | Expected::Either, Outcome::Acknowledged { dup, .. }) => {
                // A first try that is a duplicate has taken somebody else's place.
                !dup || operation.tries > 1
            }
            (Expected::Either, Outcome::Refused { code }) if code == "not_found" => true,
            (Expected::Refused("forbidden"), Outcome::Refused { code }) if code == "not_found" => {
                true
            }
            (Expected::Refused(expected), Outcome::Refused { code }) if code == expected => true,
            // Whoever tried it was made a moderator meanwhile.
            (Expected::Refused("forbidden"), Outcome::Acknowledged { dup, .. }) => {
                (!dup || operation.tries > 1) && membership::is_by_role(facts, operation)
            }
            (Expected::SameAs(first), Outcome::Acknowledged { seq, id, dup }) => {
                *dup && facts.operations[first].stored() == Some((*seq, id.as_str()))
            }
            (_, Outcome::Refused { code }) => membership::excuses(facts, operation, code),
            _ => false,
        };
        findings.expect(right, Kind::State, || {
            format!("a wrong answer: {operation:?}")
        });
    }
}

fn nonce(facts: &Facts, operation: &Operation, seq: i64, findings: &mut Findings) {
    let key = (
        operation.user.clone(),
        operation.room.clone(),
        operation.nonce.clone(),
    );
    let expected = (operation.command.kind().to_owned(), seq);
    let row = facts.rows.nonces.get(&key);
    findings.expect(row == Some(&expected), Kind::State, || {
        format!("the nonce of {operation:?} stands for {row:?}")
    });
}

/// Each room's log is dense, and ends at the room's head.
fn dense(facts: &Facts, findings: &mut Findings) {
    let mut last: HashMap<&str, i64> = HashMap::new();
    for row in &facts.rows.events {
        let before = last.insert(&row.room, row.seq).unwrap_or(0);
        findings.expect(row.seq == before + 1, Kind::Gap, || {
            format!("the log goes from {before} to {row:?}")
        });
    }
    for (room, head) in &facts.rows.heads {
        let end = last.get(room.as_str()).copied().unwrap_or(0);
        findings.expect(*head == end, Kind::State, || {
            format!("the head of {room} is {head}, and its log ends at {end}")
        });
    }
}
