//! What the page of a room offers its reader at load; `static/js/standing.js` goes on from there with what happens. The
//! server decides again at each command.

use super::view::RoomStanding;
use crate::auth::Scope;
use crate::chat::Entrance;
use crate::domain::{Action, Actor, Locale, RoomKind, Silence, Timestamp};

/// `muted_until` is none where the reader may write as far as that goes.
pub(super) fn room_standing(
    scope: &Scope,
    entrance: &Entrance,
    muted_until: Option<Timestamp>,
) -> RoomStanding {
    let room = &entrance.room;
    let actor = Actor {
        user: scope.user.id,
        site: scope.user.role,
        room: entrance.role,
        muted: muted_until.is_some(),
        banned: false,
    };
    let may = |action| actor.may(action, room.kind);
    let locale = scope.locale;
    let silence = actor.silence(room.kind, room.archived, room.announcements);
    let closed = silence.map(|silence| match silence {
        Silence::Archived => locale.text("js-room-archived"),
        Silence::KeptOut | Silence::Muted => muted(locale, muted_until),
        Silence::Announcements => locale.text("js-room-announcements"),
    });
    RoomStanding {
        kind: room.kind,
        closed,
        muted_until,
        announcements: room.announcements,
        slow_seconds: room.slow_seconds,
        is_slow: room.slow_seconds > 0 && !may(Action::Moderate),
        manages: may(Action::Describe),
        leaves: may(Action::Leave),
        lists_members: entrance.role.is_some()
            || (room.kind != RoomKind::Direct && may(Action::Describe)),
        pins: silence.is_none() && may(Action::Pin),
    }
}

fn muted(locale: Locale, until: Option<Timestamp>) -> String {
    match until {
        Some(until) if until < Timestamp::NEVER => {
            let moment = until.rfc3339();
            let (day, clock) = (moment.get(..10), moment.get(11..16));
            let shown = format!(
                "{} {} UTC",
                day.unwrap_or_default(),
                clock.unwrap_or_default()
            );
            locale.text_with("js-room-muted", &[("until", shown.into())])
        }
        _ => locale.text("js-room-muted-for-good"),
    }
}
