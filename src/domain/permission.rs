//! Who may do what, as plain functions of who somebody is.

use super::{RoomRole, SiteRole, UserId};

/// Who acts, seen from one room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The user.
    pub user: UserId,
    /// On the whole site.
    pub site: SiteRole,
    /// In the room; `None` where not joined.
    pub room: Option<RoomRole>,
}

impl Actor {
    /// Whether this one looks after what others write here: moderators, owners, admins.
    #[must_use]
    pub fn moderates(self) -> bool {
        self.site == SiteRole::Admin || self.room.is_some_and(|role| role >= RoomRole::Moderator)
    }

    /// Whether this one may edit or delete a message of `author`.
    #[must_use]
    pub fn may_change_message_of(self, author: UserId) -> bool {
        self.user == author || self.moderates()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_moderators_owners_and_admins_change_a_message_and_nobody_else() {
        let actor = |user, site, room| Actor {
            user: UserId(user),
            site,
            room,
        };
        let author = UserId(1);
        for (actor, may) in [
            (actor(1, SiteRole::Member, None), true),
            (actor(1, SiteRole::Bot, Some(RoomRole::Member)), true),
            (actor(2, SiteRole::Member, None), false),
            (actor(2, SiteRole::Member, Some(RoomRole::Member)), false),
            (actor(2, SiteRole::Member, Some(RoomRole::Moderator)), true),
            (actor(2, SiteRole::Member, Some(RoomRole::Owner)), true),
            (actor(2, SiteRole::Admin, None), true),
            (actor(2, SiteRole::Bot, None), false),
        ] {
            assert_eq!(actor.may_change_message_of(author), may, "{actor:?}");
        }
    }
}
