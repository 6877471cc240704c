//! Who may do what in which kind of room: one table, as data. docs/permissions.md is printed from it.

use super::{RoomKind, RoomRole, SiteRole, UserId};

/// What somebody may want to do in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// See the room and what is said in it.
    Read,
    /// Become a member by oneself.
    Join,
    /// Cease to be one.
    Leave,
    /// Write a message.
    Post,
    /// Give a message of one's own another text.
    EditOwn,
    /// Delete a message of one's own.
    DeleteOwn,
    /// Edit or delete a message of somebody else.
    ChangeOthers,
    /// Answer a message with an emoji; joins nobody. In an announcement room members may.
    React,
    /// Keep a message at hand for the room, or no longer; in an announcement room only those who look after it.
    Pin,
    /// Call everybody by `@room`.
    CallRoom,
    /// Tell those who look after the room that a message is wrong.
    Report,
    /// See what was reported, and deal with it.
    Moderate,
    /// Make somebody a member, and links that do.
    AddPeople,
    /// Take the right to write from a member for a time.
    Mute,
    /// End somebody's membership.
    Remove,
    /// The same, and keep them out.
    Ban,
    /// Make somebody a moderator or owner, or a member again.
    SetRole,
    /// Title, topic, slow mode, announcements.
    Describe,
    /// Name, and open or private.
    Rebuild,
    /// Have new users join it.
    MakeDefault,
    /// Make it read-only and hide it, or undo that.
    Archive,
    /// Delete it with all that was said.
    Delete,
    /// Read the room's part of the audit log.
    ReadAudit,
}

/// What somebody is to a room. An admin of the site may besides what the own membership allows do what stands under
/// `Admin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Signed in, and no member.
    Stranger,
    /// Kept out.
    Banned,
    /// A member.
    Member,
    /// A member who may not write for a time.
    Muted,
    /// A member who looks after what others write.
    Moderator,
    /// A member to whom the room belongs.
    Owner,
    /// Looks after the whole site.
    Admin,
}

impl Standing {
    /// The columns of the table, in order.
    pub const ALL: [Self; 7] = [
        Self::Stranger,
        Self::Banned,
        Self::Member,
        Self::Muted,
        Self::Moderator,
        Self::Owner,
        Self::Admin,
    ];
}

/// A row: the action, and for open, private and direct rooms an `x` under each [`Standing`] that may, in the order of
/// [`Standing::ALL`].
pub type Rule = (Action, &'static str, &'static str, &'static str);

/// The table. What is said in a private room an admin reaches as a member only: nobody reads along unseen.
#[rustfmt::skip]
pub const TABLE: [Rule; 23] = [
    //                     open       private    direct
    //                     SBMMMOA    SBMMMOA    SBMMMOA
    (Action::Read,         "x.xxxxx", "..xxxx.", "..xxxx."),
    (Action::Join,         "x.....x", ".......", "......."),
    (Action::Leave,        "..xxxx.", "..xxxx.", "......."),
    (Action::Post,         "x.x.xxx", "..x.xx.", "..x.xx."),
    (Action::EditOwn,      "x.x.xxx", "..x.xx.", "..x.xx."),
    (Action::DeleteOwn,    "x.xxxxx", "..xxxx.", "..xxxx."),
    (Action::ChangeOthers, "....xxx", "....xxx", "......."),
    (Action::React,        "x.x.xxx", "..x.xx.", "..x.xx."),
    (Action::Pin,          "..x.xxx", "..x.xx.", "..x.xx."),
    (Action::CallRoom,     "....xxx", "....xxx", "..x.xxx"),
    (Action::Report,       "x.xxxxx", "..xxxx.", "..xxxx."),
    (Action::Moderate,     "....xxx", "....xxx", "......x"),
    (Action::AddPeople,    "....xxx", "....xxx", "......."),
    (Action::Mute,         "....xxx", "....xxx", "......."),
    (Action::Remove,       "....xxx", "....xxx", "......."),
    (Action::Ban,          "....xxx", "....xxx", "......."),
    (Action::SetRole,      ".....xx", ".....xx", "......."),
    (Action::Describe,     "....xxx", "....xxx", "......."),
    (Action::Rebuild,      ".....xx", ".....xx", "......."),
    (Action::MakeDefault,  "......x", ".......", "......."),
    (Action::Archive,      ".....xx", ".....xx", "......."),
    (Action::Delete,       ".....xx", ".....xx", "......."),
    (Action::ReadAudit,    "....xxx", "....xxx", "......."),
];

impl Action {
    /// Whether it is about what is said in the room, so that only those who may read it can do it.
    const fn is_about_words(self) -> bool {
        matches!(
            self,
            Self::Post
                | Self::EditOwn
                | Self::DeleteOwn
                | Self::ChangeOthers
                | Self::React
                | Self::Pin
                | Self::CallRoom
        )
    }

    /// What the table says of one cell.
    #[must_use]
    pub fn is_open_to(self, standing: Standing, kind: RoomKind) -> bool {
        self.cells(kind).as_bytes().get(standing as usize) == Some(&b'x')
    }

    /// Whether there is anybody who may do it in a room of this kind.
    #[must_use]
    pub fn is_open_to_somebody(self, kind: RoomKind) -> bool {
        self.cells(kind).contains('x')
    }

    fn cells(self, kind: RoomKind) -> &'static str {
        let row = TABLE.iter().find(|rule| rule.0 == self);
        row.map_or("", |(_, open, private, direct)| match kind {
            RoomKind::Open => open,
            RoomKind::Private => private,
            RoomKind::Direct => direct,
        })
    }
}

/// What keeps somebody from writing in a room that they may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// The room is read-only.
    Archived,
    /// They are kept out of the room, or blocked by somebody in a direct one.
    KeptOut,
    /// They were muted.
    Muted,
    /// Only those who look after the room write there.
    Announcements,
}

/// Who acts, seen from one room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The user.
    pub user: UserId,
    /// On the whole site.
    pub site: SiteRole,
    /// In the room; `None` where not joined.
    pub room: Option<RoomRole>,
    /// May not write now.
    pub muted: bool,
    /// Kept out of the room.
    pub banned: bool,
}

impl Actor {
    /// What the own membership makes of somebody.
    #[must_use]
    pub const fn standing(self) -> Standing {
        match self.room {
            None if self.banned => Standing::Banned,
            None => Standing::Stranger,
            Some(RoomRole::Moderator) => Standing::Moderator,
            Some(RoomRole::Owner) => Standing::Owner,
            Some(RoomRole::Member) if self.muted => Standing::Muted,
            Some(RoomRole::Member) => Standing::Member,
        }
    }

    /// Whether this one may do it in a room of this kind.
    #[must_use]
    pub fn may(self, action: Action, kind: RoomKind) -> bool {
        if action.is_about_words() && !self.may(Action::Read, kind) {
            return false;
        }
        // Who was muted and left is a stranger who may not write either.
        let gagged = self.room.is_none()
            && self.muted
            && action.is_about_words()
            && !action.is_open_to(Standing::Muted, kind);
        (action.is_open_to(self.standing(), kind) && !gagged)
            || (self.site == SiteRole::Admin && action.is_open_to(Standing::Admin, kind))
    }

    /// What keeps this one from writing in a room that is so, the first reason first; slow mode only makes them wait.
    #[must_use]
    pub fn silence(self, kind: RoomKind, archived: bool, announcements: bool) -> Option<Silence> {
        if archived {
            Some(Silence::Archived)
        } else if self.banned {
            Some(Silence::KeptOut)
        } else if !self.may(Action::Post, kind) {
            Some(Silence::Muted)
        } else if announcements && !self.may(Action::Moderate, kind) {
            Some(Silence::Announcements)
        } else {
            None
        }
    }

    /// Whether this one stands above somebody of these roles in the room and on the site, and so may act on that one:
    /// owners above all others, moderators above members, admins above everybody.
    #[must_use]
    pub fn is_above(self, other: Option<RoomRole>, site: SiteRole) -> bool {
        self.site == SiteRole::Admin
            || (site != SiteRole::Admin && self.room > other.or(Some(RoomRole::Member)))
    }
}

#[cfg(test)]
mod tests;
