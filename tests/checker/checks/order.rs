//! Each room's order agrees with every client's own order, and with real time: what was acknowledged before something
//! else began stands before it, and is seen by whoever connects after it.

use std::time::Duration;

use super::{Facts, Findings, Kind};
use crate::operation::Operation;
use crate::plan::ROOMS;
use crate::warden::Done;

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    for room in ROOMS {
        let mut stored: Vec<(&Operation, i64)> = facts
            .operations
            .iter()
            .filter(|operation| operation.room == room)
            .filter_map(|operation| Some((operation, operation.stored()?.0)))
            .collect();
        stored.sort_by_key(|(operation, _)| operation.invoked);
        own_order(facts, &stored, findings);
        real_time(&stored, findings);
        fresh(facts, room, &stored, findings);
    }
}

fn own_order(facts: &Facts, stored: &[(&Operation, i64)], findings: &mut Findings) {
    for client in 0..facts.clients.len() {
        let own: Vec<_> = stored
            .iter()
            .filter(|(operation, _)| {
                operation.client == client && keeps_its_place(facts, operation)
            })
            .collect();
        for pair in own.windows(2) {
            findings.expect(pair[0].1 < pair[1].1, Kind::Order, || {
                format!("one client's own order is turned round: {pair:?}")
            });
        }
    }
}

/// Everything is sent in order, on every connection. But what was put off by the server has lost its place; and so has what
/// may have been refused unheard on one try and taken on the next, because meanwhile its author was given a right.
fn keeps_its_place(facts: &Facts, operation: &Operation) -> bool {
    let changes_it = |done: &Done| {
        (done.user, done.room) == (operation.user.as_str(), operation.room.as_str())
            && done.invoked <= operation.answered
            && done.answered >= operation.invoked
    };
    !operation.put_off && (operation.tries == 1 || !facts.deeds.iter().any(changes_it))
}

/// The highest seq that was acknowledged before each moment, as steps.
fn acknowledged(stored: &[(&Operation, i64)]) -> Vec<(Duration, i64)> {
    let mut steps: Vec<(Duration, i64)> = stored
        .iter()
        .map(|(operation, seq)| (operation.answered, *seq))
        .collect();
    steps.sort();
    let mut highest = 0;
    for (_, seq) in &mut steps {
        highest = highest.max(*seq);
        *seq = highest;
    }
    steps
}

fn before(steps: &[(Duration, i64)], moment: Duration) -> i64 {
    let end = steps.partition_point(|(at, _)| *at < moment);
    end.checked_sub(1).map_or(0, |last| steps[last].1)
}

fn real_time(stored: &[(&Operation, i64)], findings: &mut Findings) {
    let steps = acknowledged(stored);
    for (operation, seq) in stored {
        let earlier = before(&steps, operation.invoked);
        findings.expect(earlier < *seq, Kind::Order, || {
            format!("{earlier} was acknowledged before this began: {operation:?}")
        });
    }
}

/// Whoever connects sees everything that was acknowledged before.
fn fresh(facts: &Facts, room: &str, stored: &[(&Operation, i64)], findings: &mut Findings) {
    let steps = acknowledged(stored);
    for (seat, held) in facts.clients.iter().filter(|(seat, _)| seat.room == room) {
        for session in &held.sessions {
            let earlier = before(&steps, session.began);
            findings.expect(earlier <= session.head, Kind::Lost, || {
                let (user, at) = (seat.user, session.began);
                format!(
                    "{earlier} of {room} was acknowledged, and {user} at {at:?} found head {}",
                    session.head
                )
            });
        }
    }
}
