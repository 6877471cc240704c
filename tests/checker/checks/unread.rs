//! Unread and mention counts equal a recount from the rows, by the words of the texts; and the place that each member
//! has read to is one that somebody asked for.

use super::{Facts, Findings, Kind, Version, membership};
use crate::plan::MARKS_UNREAD;
use crate::rows::MessageRow;
use crate::view::Counts;

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    for ((user, room), last_read) in &facts.rows.last_read {
        let recount = recount(facts, user, room, *last_read);
        let told = facts.counts.get(&(user.clone(), room.clone()));
        findings.expect(told == Some(&recount), Kind::Unread, || {
            format!("{user} in {room} after {last_read}: told {told:?}, by the rows {recount:?}")
        });
        place(facts, user, room, *last_read, findings);
    }
    for ((user, room), told) in &facts.counts {
        let member = facts
            .rows
            .last_read
            .contains_key(&(user.clone(), room.clone()));
        findings.expect(member || *told == (0, 0), Kind::Unread, || {
            format!("{user} is no member of {room} and is told {told:?}")
        });
    }
}

/// Unread messages and mentions, from the rows alone but for who wrote the present text.
pub fn recount(facts: &Facts, user: &str, room: &str, last_read: i64) -> Counts {
    let unread: Vec<&MessageRow> = facts
        .rows
        .messages
        .iter()
        .filter(|row| row.room == room && row.seq > last_read && row.user != user && !row.deleted)
        .collect();
    let mentions = unread.iter().filter(|row| calls(facts, row, user)).count();
    (unread.len() as i64, mentions as i64)
}

/// Whether the present text names somebody, or everybody where its writer may. Code calls nobody.
fn calls(facts: &Facts, row: &MessageRow, user: &str) -> bool {
    let prose: String = row.body.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let has = |name: &str| {
        prose
            .split_whitespace()
            .any(|word| word == format!("@{name}"))
    };
    let writer = facts.versions.get(&row.id).and_then(|states| states.last());
    let may_call =
        |writer: &Version| membership::looks_after(facts, &writer.user, &row.room, writer.seq);
    has(user) || (has("room") && writer.is_some_and(may_call))
}

/// `last_read` is where the person joined, or the newest own post, or what was asked for; and it has not gone back.
fn place(facts: &Facts, user: &str, room: &str, last_read: i64, findings: &mut Findings) {
    let head = facts.rows.heads.get(room).copied().unwrap_or(0);
    let joined = facts
        .rows
        .events
        .iter()
        .rfind(|row| row.room == room && row.op == "joined" && row.subject == user);
    let posts = facts
        .rows
        .messages
        .iter()
        .filter(|row| row.room == room && row.user == user)
        .map(|row| row.seq);
    let mut sure: Vec<i64> = posts.chain(joined.map(|row| row.seq)).collect();
    let readings = facts
        .clients
        .iter()
        .filter(|(seat, _)| seat.user == user && seat.room == room)
        .flat_map(|(_, held)| &held.readings);
    let mut possible = sure.clone();
    for reading in readings {
        possible.push(reading.upto.min(head));
        if reading.confirmed {
            sure.push(reading.certain);
        }
    }
    let least = sure.into_iter().max().unwrap_or(0);
    findings.expect(
        user == MARKS_UNREAD || last_read >= least,
        Kind::Unread,
        || format!("{user} in {room} has read to {last_read}, though {least} was certain"),
    );
    let most = possible.into_iter().max().unwrap_or(0);
    findings.expect(last_read <= most, Kind::Unread, || {
        format!("{user} in {room} has read to {last_read}, beyond all that was asked: {most}")
    });
}
