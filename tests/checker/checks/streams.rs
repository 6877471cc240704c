//! Every reader's stream, over all its connections, equals the log: no gap, nothing double, and each event shows a
//! state that its message really had.

use std::collections::HashMap;

use serde_json::Value;

use super::{Facts, Findings, Kind, Version};
use crate::holding::Session;
use crate::operation::Operation;
use crate::plan::Seat;
use crate::rows::EventRow;

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    let log: HashMap<(&str, i64), &EventRow> = facts
        .rows
        .events
        .iter()
        .map(|row| ((row.room.as_str(), row.seq), row))
        .collect();
    let makers: HashMap<(&str, i64), &Operation> = facts
        .operations
        .iter()
        .filter_map(|operation| Some(((operation.room.as_str(), operation.stored()?.0), operation)))
        .collect();
    for (index, (seat, held)) in facts.clients.iter().enumerate() {
        let mut last: Option<i64> = None;
        for session in &held.sessions {
            // After `complete: false` the room is loaded anew as well.
            if session.loaded || session.complete == Some(false) {
                last = None;
            }
            for frame in &session.events {
                let seq = frame["seq"].as_i64().unwrap_or(-1);
                findings.expect(last.is_none_or(|last| seq == last + 1), Kind::Gap, || {
                    format!("client {index}: {seq} after {last:?}")
                });
                last = Some(seq);
                let place = (seat.room, seq);
                let right = log.get(&place).is_some_and(|row| agrees(row, frame));
                findings.expect(right, Kind::Unknown, || {
                    format!(
                        "client {index} saw {frame}, and the log has {:?}",
                        log.get(&place)
                    )
                });
                let nonce = frame.get("nonce").and_then(Value::as_str);
                let own = makers.get(&place).map(|operation| operation.nonce.as_str());
                findings.expect(nonce.is_none() || nonce == own, Kind::Unknown, || {
                    format!("client {index} saw the nonce {nonce:?} in place of {own:?}")
                });
                shows_a_real_state(facts, session, frame, findings);
            }
            last = last.max(session.reached);
        }
        ends_at_the_head(facts, seat, last, findings);
    }
}

/// Whether a frame tells of this line of the log.
fn agrees(row: &EventRow, frame: &Value) -> bool {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let about = if row.kind == "member" {
        text(&frame["user"]["username"]) == row.subject && text(&frame["op"]) == row.op
    } else {
        text(&frame["id"]) == row.message
    };
    let by = row.kind != "message" || text(&frame["user"]["username"]) == row.actor;
    text(&frame["type"]) == row.kind && text(&frame["room"]) == row.room && about && by
}

/// A text is one that the message has had; on replay none that was replaced before the connection began.
fn shows_a_real_state(facts: &Facts, session: &Session, frame: &Value, findings: &mut Findings) {
    let kind = frame["type"].as_str().unwrap_or_default();
    let (Some(id), Some(seq)) = (frame["id"].as_str(), frame["seq"].as_i64()) else {
        return;
    };
    if kind == "deleted" {
        return;
    }
    let states = facts
        .versions
        .get(id)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let replayed = seq <= session.head;
    let least = states
        .iter()
        .filter(|version| version.seq == seq || (replayed && version.answered < session.began))
        .map(|version| version.seq)
        .max()
        .unwrap_or(seq);
    let text = frame["message"].as_str();
    let has_had = |version: &Version| version.seq >= least && version.text.as_deref() == text;
    let tombstone = frame["deleted"] == true;
    let right = states.iter().any(has_had) && tombstone == text.is_none();
    findings.expect(right, Kind::State, || {
        format!(
            "{frame} in a connection begun at {:?}; its states: {states:?}",
            session.began
        )
    });
}

fn ends_at_the_head(facts: &Facts, seat: &Seat, last: Option<i64>, findings: &mut Findings) {
    let head = facts.rows.heads.get(seat.room).copied();
    findings.expect(last.is_none() || last == head, Kind::Lost, || {
        format!(
            "{} in {} ends at {last:?}, the log at {head:?}",
            seat.user, seat.room
        )
    });
}
