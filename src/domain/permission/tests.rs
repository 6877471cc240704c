//! Every cell of the table, said once more by rules, so that one changed by mistake is noticed.

use super::*;

const KINDS: [RoomKind; 3] = [RoomKind::Open, RoomKind::Private, RoomKind::Direct];

/// What the table must say, in words instead of letters.
fn expected(action: Action, standing: Standing, kind: RoomKind) -> bool {
    use Action as A;
    use Standing as S;
    let is_direct = kind == RoomKind::Direct;
    let is_open = kind == RoomKind::Open;
    let belongs = matches!(standing, S::Member | S::Muted | S::Moderator | S::Owner);
    // Whoever is not kept out is at home in an open room.
    let reads = belongs || (is_open && matches!(standing, S::Stranger | S::Admin));
    let looks_after = !is_direct && matches!(standing, S::Moderator | S::Owner | S::Admin);
    let decides = !is_direct && matches!(standing, S::Owner | S::Admin);
    match action {
        A::Read | A::DeleteOwn | A::Report => reads,
        A::Post | A::EditOwn | A::React => reads && standing != S::Muted,
        // Who looks after the site does in an open room without joining.
        A::Pin => (belongs && standing != S::Muted) || (is_open && standing == S::Admin),
        A::Join => is_open && matches!(standing, S::Stranger | S::Admin),
        A::Leave => belongs && !is_direct,
        A::ChangeOthers
        | A::AddPeople
        | A::Mute
        | A::Remove
        | A::Ban
        | A::Describe
        | A::ReadAudit => looks_after,
        A::Moderate => looks_after || standing == S::Admin,
        A::CallRoom => {
            looks_after
                || (is_direct && ((belongs && standing != S::Muted) || standing == S::Admin))
        }
        A::MakeDefault => is_open && standing == S::Admin,
        A::SetRole | A::Rebuild | A::Archive | A::Delete => decides,
    }
}

#[test]
fn every_cell_is_as_the_rules_say() {
    let mut cells = 0;
    for (action, ..) in TABLE {
        for standing in Standing::ALL {
            for kind in KINDS {
                assert_eq!(
                    action.is_open_to(standing, kind),
                    expected(action, standing, kind),
                    "{action:?} {standing:?} {kind:?}"
                );
                cells += 1;
            }
        }
    }
    assert_eq!(cells, 23 * 7 * 3);
}

#[test]
fn every_action_has_one_row_and_every_row_seven_columns() {
    for (index, (action, open, private, direct)) in TABLE.iter().enumerate() {
        assert_eq!(*action as usize, index, "in the order of the enum");
        for cells in [open, private, direct] {
            assert_eq!(cells.len(), Standing::ALL.len(), "{action:?}");
        }
    }
}

fn actor(site: SiteRole, room: Option<RoomRole>) -> Actor {
    Actor {
        user: UserId(1),
        site,
        room,
        muted: false,
        banned: false,
    }
}

#[test]
fn an_admin_reaches_what_is_said_in_a_private_room_as_a_member_only() {
    let outside = actor(SiteRole::Admin, None);
    let inside = actor(SiteRole::Admin, Some(RoomRole::Member));
    for action in [Action::Read, Action::Post, Action::ChangeOthers] {
        assert!(!outside.may(action, RoomKind::Private), "{action:?}");
        assert!(inside.may(action, RoomKind::Private), "{action:?}");
        assert!(outside.may(action, RoomKind::Open), "{action:?}");
    }
    assert!(outside.may(Action::Remove, RoomKind::Private));
}

#[test]
fn nobody_acts_on_somebody_of_the_own_rank() {
    use RoomRole as R;
    let member = |role| actor(SiteRole::Member, Some(role));
    for (who, whom, may) in [
        (R::Owner, Some(R::Owner), false),
        (R::Owner, Some(R::Moderator), true),
        (R::Owner, Some(R::Member), true),
        (R::Moderator, Some(R::Moderator), false),
        (R::Moderator, Some(R::Member), true),
        (R::Moderator, None, true),
        (R::Member, Some(R::Member), false),
        (R::Member, None, false),
    ] {
        let above = member(who).is_above(whom, SiteRole::Member);
        assert_eq!(above, may, "{who:?} {whom:?}");
    }
    let admin = actor(SiteRole::Admin, None);
    assert!(admin.is_above(Some(R::Owner), SiteRole::Admin));
    assert!(!member(R::Owner).is_above(None, SiteRole::Admin));
}

#[test]
fn who_was_muted_and_left_may_read_and_not_write() {
    let left = Actor {
        muted: true,
        ..actor(SiteRole::Member, None)
    };
    assert!(left.may(Action::Read, RoomKind::Open));
    assert!(left.may(Action::Join, RoomKind::Open));
    assert!(!left.may(Action::Post, RoomKind::Open));
    assert!(!left.may(Action::EditOwn, RoomKind::Open));
    assert!(!left.may(Action::Read, RoomKind::Private));
}
