//! Whether the lines of a room's log go on being told to one socket: the cut is exact, because what takes access away is
//! itself a line of the log.

use super::CloseCode;
use crate::chat::Entrance;
use crate::domain::{Change, MemberChange, RoomEvent, RoomKind, Seq, UserId};

/// What one socket's user is in the room, as far as the log was told.
#[derive(Debug)]
pub(super) struct RoomAccess {
    user: UserId,
    member: bool,
    kind: RoomKind,
    /// The guard let the socket in at this seq: what was taken away before it has been given back.
    admitted: Seq,
}

impl RoomAccess {
    pub(super) const fn new(user: UserId, entrance: &Entrance) -> Self {
        Self {
            user,
            member: entrance.role.is_some(),
            kind: entrance.room.kind,
            admitted: entrance.room.head,
        }
    }

    /// The seq at which the guard let the socket in.
    pub(super) const fn admitted(&self) -> Seq {
        self.admitted
    }

    /// The lines that may be told, with the one that ends access as the last of them, and how the socket then closes.
    pub(super) fn told<'e>(
        &mut self,
        events: &'e [RoomEvent],
    ) -> (&'e [RoomEvent], Option<CloseCode>) {
        for (index, event) in events.iter().enumerate() {
            if event.seq > self.admitted && self.ends_with(&event.change) {
                return (&events[..=index], Some(CloseCode::Removed));
            }
        }
        (events, None)
    }

    fn ends_with(&mut self, change: &Change) -> bool {
        match change {
            Change::Member { change, person, .. } if person.id == self.user => {
                self.member = change.stays();
                match change {
                    MemberChange::Removed | MemberChange::Banned => true,
                    MemberChange::Left => self.kind != RoomKind::Open,
                    _ => false,
                }
            }
            Change::Room { room, .. } => {
                self.kind = room.kind;
                !self.member && self.kind != RoomKind::Open
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Person, Room, RoomChange, RoomId, RoomName, RoomRole, Timestamp};

    const ME: UserId = UserId(1);

    fn room(kind: RoomKind) -> Room {
        Room {
            id: RoomId(1),
            name: RoomName::lobby(),
            title: String::new(),
            topic: String::new(),
            kind,
            head: Seq(10),
            archived: false,
            slow_seconds: 0,
            announcements: false,
            is_default: false,
        }
    }

    fn access(kind: RoomKind, role: Option<RoomRole>) -> RoomAccess {
        let entrance = Entrance {
            room: room(kind),
            role,
            muted_until: None,
        };
        RoomAccess::new(ME, &entrance)
    }

    fn line(seq: i64, change: Change) -> RoomEvent {
        RoomEvent {
            room: RoomId(1),
            room_name: RoomName::lobby(),
            seq: Seq(seq),
            at: Timestamp(0),
            actor: None,
            change,
            nonce: None,
        }
    }

    fn member(user: UserId, change: MemberChange) -> Change {
        let person = Person {
            id: user,
            name: String::new(),
            username: String::new(),
        };
        let role = RoomRole::Member;
        Change::Member {
            change,
            person,
            role,
        }
    }

    fn told(access: &mut RoomAccess, changes: Vec<(i64, Change)>) -> (usize, Option<CloseCode>) {
        let events: Vec<_> = changes
            .into_iter()
            .map(|(seq, change)| line(seq, change))
            .collect();
        let (told, cut) = access.told(&events);
        (told.len(), cut)
    }

    #[test]
    fn the_line_that_removes_somebody_is_their_last_and_nobody_elses() {
        let lines = |user| {
            vec![
                (11, member(UserId(9), MemberChange::Joined)),
                (12, member(user, MemberChange::Removed)),
                (13, member(UserId(9), MemberChange::Left)),
            ]
        };
        let mut mine = access(RoomKind::Private, Some(RoomRole::Member));
        assert_eq!(told(&mut mine, lines(ME)), (2, Some(CloseCode::Removed)));
        let mut others = access(RoomKind::Private, Some(RoomRole::Member));
        assert_eq!(told(&mut others, lines(UserId(2))), (3, None));
    }

    #[test]
    fn what_was_taken_away_before_the_guard_let_one_in_is_past() {
        let mut mine = access(RoomKind::Private, Some(RoomRole::Member));
        let lines = vec![
            (8, member(ME, MemberChange::Banned)),
            (9, member(ME, MemberChange::Joined)),
        ];
        assert_eq!(told(&mut mine, lines), (2, None));
    }

    #[test]
    fn a_reader_who_has_not_joined_is_shut_out_where_a_room_becomes_private() {
        let closing = || {
            let change = RoomChange::Updated;
            let room = room(RoomKind::Private);
            vec![(11, Change::Room { change, room })]
        };
        let mut reader = access(RoomKind::Open, None);
        assert_eq!(told(&mut reader, closing()), (1, Some(CloseCode::Removed)));
        let mut member = access(RoomKind::Open, Some(RoomRole::Member));
        assert_eq!(told(&mut member, closing()), (1, None));
    }

    #[test]
    fn who_leaves_an_open_room_goes_on_reading_and_one_of_a_private_room_does_not() {
        let leaving = || vec![(11, member(ME, MemberChange::Left))];
        let mut open = access(RoomKind::Open, Some(RoomRole::Member));
        assert_eq!(told(&mut open, leaving()), (1, None));
        let mut private = access(RoomKind::Private, Some(RoomRole::Member));
        assert_eq!(told(&mut private, leaving()), (1, Some(CloseCode::Removed)));
    }
}
