//! Who is shut out is told nothing later than that, gets in nowhere until let in again, and writes nothing; and what only
//! those may who look after a room, is done by these: by the order of each room's log.

use std::time::Duration;

use super::{Facts, Findings, Kind};
use crate::holding::{Door, Session};
use crate::operation::{Command, Operation};
use crate::plan::{Seat, is_for_announcements, moderates};
use crate::rows::EventRow;
use crate::warden::{Deed, Done, is_private};

/// What somebody is at a place of the log. Nothing in the log says that a ban is over, but that one joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Standing {
    member: bool,
    muted: bool,
    banned: bool,
    moderator: bool,
}

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    for operation in &facts.operations {
        writes(facts, operation, findings);
    }
    for (index, (seat, held)) in facts.clients.iter().enumerate() {
        for session in &held.sessions {
            told(facts, index, seat, session, findings);
            let_in(facts, index, seat, session, findings);
        }
        for door in &held.doors {
            refused(facts, index, seat, door, findings);
        }
    }
}

fn lines<'f>(facts: &'f Facts, user: &'f str, room: &'f str) -> impl Iterator<Item = &'f EventRow> {
    let is_theirs =
        move |row: &&EventRow| row.kind == "member" && row.room == room && row.subject == user;
    facts.rows.events.iter().filter(is_theirs)
}

/// What somebody was when this line was written: by all that stand before it.
fn standing(facts: &Facts, user: &str, room: &str, seq: i64) -> Standing {
    let mut standing = Standing::default();
    for row in lines(facts, user, room).take_while(|row| row.seq < seq) {
        match row.op.as_str() {
            "joined" => {
                standing = Standing {
                    member: true,
                    moderator: row.role == "moderator",
                    ..Standing::default()
                }
            }
            "role" => standing.moderator = row.role == "moderator",
            "muted" => standing.muted = row.lasts,
            "banned" => {
                standing = Standing {
                    banned: true,
                    ..Standing::default()
                }
            }
            "left" | "removed" => standing = Standing::default(),
            _ => {}
        }
    }
    standing
}

fn shuts_out(row: &EventRow) -> bool {
    match row.op.as_str() {
        "removed" | "banned" => true,
        "left" => is_private(&row.room),
        _ => false,
    }
}

/// Whether an undoing was asked for before this moment: only that ends a ban.
fn is_unbanned(facts: &Facts, user: &str, room: &str, by: Duration) -> bool {
    let mut deeds = facts.deeds.iter();
    deeds.any(|done| {
        (done.user, done.room, done.deed) == (user, room, Deed::LetIn) && done.invoked < by
    })
}

/// What was acknowledged stands where its writer might write.
fn writes(facts: &Facts, operation: &Operation, findings: &mut Findings) {
    let Some((seq, _)) = operation.stored() else {
        return;
    };
    let (user, room) = (operation.user.as_str(), operation.room.as_str());
    let Standing {
        member,
        muted,
        banned,
        ..
    } = standing(facts, user, room, seq);
    let let_in = if is_private(room) || operation.command.kind() == "message" {
        // Posting makes a member, with a line before it.
        member
    } else {
        !banned || is_unbanned(facts, user, room, operation.answered)
    };
    let may_write = !muted || matches!(operation.command, Command::Delete { .. });
    findings.expect(let_in && may_write, Kind::Access, || {
        format!(
            "stored at {seq} of {room} by somebody shut out or muted ({:?}): {operation:?}",
            standing(facts, user, room, seq)
        )
    });
    let by_right = !needs_role(facts, operation) || looks_after(facts, user, room, seq);
    findings.expect(by_right, Kind::Access, || {
        format!("stored at {seq} of {room} by somebody who does not look after it: {operation:?}")
    });
}

/// Whether somebody looks after a room where this line stands in its log.
pub(super) fn looks_after(facts: &Facts, user: &str, room: &str, seq: i64) -> bool {
    moderates(user, room) || standing(facts, user, room, seq).moderator
}

/// Whether only those may do it who look after the room.
fn needs_role(facts: &Facts, operation: &Operation) -> bool {
    let quiet = is_for_announcements(&operation.room);
    let is_own = |id: &str| {
        let row = facts.rows.messages.iter().find(|row| row.id == *id);
        row.is_some_and(|row| row.user == operation.user)
    };
    match &operation.command {
        Command::Message { .. } => quiet,
        Command::Edit { id, .. } => quiet || !is_own(id),
        Command::Delete { id } => !is_own(id),
    }
}

/// Whether it was acknowledged to somebody who might do it as a moderator for a time.
pub(super) fn is_by_role(facts: &Facts, operation: &Operation) -> bool {
    let (user, room) = (operation.user.as_str(), operation.room.as_str());
    operation.stored().is_some_and(|(seq, _)| {
        !moderates(user, room)
            && needs_role(facts, operation)
            && looks_after(facts, user, room, seq)
    })
}

/// Whether somebody looked after a room all this time, as far as deeds say.
fn is_moderator_throughout(
    deeds: &[Done],
    user: &str,
    room: &str,
    (from, to): (Duration, Duration),
) -> bool {
    let theirs = deeds
        .iter()
        .filter(|done| (done.user, done.room) == (user, room) && done.deed.ends_a_role());
    // The last that began before the end decides: one that goes on in between may be in force or not.
    let last = theirs.take_while(|done| done.invoked <= to).last();
    let raised = last
        .is_some_and(|done| done.deed == Deed::Raise && done.carried_out && done.answered < from);
    moderates(user, room) || raised
}

/// The line that shuts somebody out is the last that a connection is told.
fn told(facts: &Facts, index: usize, seat: &Seat, session: &Session, findings: &mut Findings) {
    let cut = lines(facts, seat.user, seat.room)
        .find(|row| row.seq > session.head && shuts_out(row))
        .map(|row| row.seq);
    let last = session.events.last();
    let last = last.and_then(|event| event["seq"].as_i64()).unwrap_or(0);
    findings.expect(cut.is_none_or(|cut| last <= cut), Kind::Access, || {
        format!(
            "client {index} ({} in {}) was shut out at {cut:?} and told {last}",
            seat.user, seat.room
        )
    });
    if session.closed == Some(4403) {
        findings.expect(cut.is_some(), Kind::Access, || {
            format!("client {index} was closed with 4403 after {last}, and nothing shut it out")
        });
    }
    if let (Some(code), true) = (session.closed, cut == Some(last)) {
        findings.expect(code == 4403, Kind::Access, || {
            format!("client {index} was shut out at {last} and closed with {code}")
        });
    }
}

/// Nobody gets in who is shut out at the head that the greeting names.
fn let_in(facts: &Facts, index: usize, seat: &Seat, session: &Session, findings: &mut Findings) {
    let at = standing(facts, seat.user, seat.room, session.head + 1);
    let right = if is_private(seat.room) {
        at.member
    } else {
        !at.banned || is_unbanned(facts, seat.user, seat.room, session.opened)
    };
    findings.expect(right, Kind::Access, || {
        format!(
            "client {index} ({} in {}) got in at {}: {at:?}",
            seat.user, seat.room, session.head
        )
    });
}

/// Whether something that was done to this one may have been in force at some time in between.
pub(super) fn may_be(
    deeds: &[Done],
    user: &str,
    room: &str,
    (from, to): (Duration, Duration),
    is_it: impl Fn(Deed) -> bool,
) -> bool {
    let theirs: Vec<&Done> = deeds
        .iter()
        .filter(|done| done.user == user && done.room == room)
        .collect();
    theirs.iter().enumerate().any(|(index, done)| {
        let over = theirs[index..]
            .iter()
            .find(|later| later.deed == done.deed.undone_by());
        is_it(done.deed) && done.invoked <= to && over.is_none_or(|over| over.answered >= from)
    })
}

/// Only who is shut out is refused at the door, and as the room is: hidden, or closed to this one.
fn refused(facts: &Facts, index: usize, seat: &Seat, door: &Door, findings: &mut Findings) {
    let is_it = |deed: Deed| match door.status {
        403 => deed == Deed::Ban && !is_private(seat.room),
        404 => deed.shuts_out(seat.room) && is_private(seat.room),
        _ => deed.shuts_out(seat.room),
    };
    let right = may_be(
        &facts.deeds,
        seat.user,
        seat.room,
        (door.began, door.ended),
        is_it,
    );
    findings.expect(right, Kind::Access, || {
        format!(
            "client {index} ({} in {}) was refused: {door:?}",
            seat.user, seat.room
        )
    });
}

/// Whether a refusal is right because of what was done to its writer meanwhile.
pub(super) fn excuses(facts: &Facts, operation: &Operation, code: &str) -> bool {
    let is_it = |deed: Deed| match code {
        "muted" => deed == Deed::Mute,
        "not_found" | "forbidden" => deed.shuts_out(&operation.room),
        _ => false,
    };
    let span = (operation.invoked, operation.answered);
    let (user, room) = (operation.user.as_str(), operation.room.as_str());
    let is_no_moderator =
        || needs_role(facts, operation) && !is_moderator_throughout(&facts.deeds, user, room, span);
    may_be(&facts.deeds, user, room, span, is_it) || (code == "forbidden" && is_no_moderator())
}
