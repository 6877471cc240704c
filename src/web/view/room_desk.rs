//! The pages on which a room is looked after: its settings, members, invites, reports, and its part of the audit log.

use askama::Template;

use super::{FieldView, Menu, OptionView, PersonView, Shell};

/// A word with its tone.
#[derive(Clone, Debug, Default)]
pub struct Badge {
    /// In the reader's language.
    pub text: String,
    /// The class of its tone; may be empty.
    pub tone: &'static str,
}

/// `GET` `POST /rooms/{room}/settings`.
#[derive(Debug, Template)]
#[template(path = "pages/room_settings.html")]
pub struct RoomSettingsPage {
    /// Around the page.
    pub shell: Shell,
    /// The parts of the room.
    pub menu: Menu,
    /// The room's path.
    pub path: String,
    /// The room's name, which is typed to delete it.
    pub name: String,
    /// As typed or stored.
    pub form: RoomSettingsForm,
    /// May have new users join it.
    pub may_make_default: bool,
    /// May change name and kind, archive and delete.
    pub may_rebuild: bool,
    /// The default room, which keeps name and kind.
    pub lobby: bool,
    /// Read-only.
    pub archived: bool,
    /// The form has just been saved.
    pub saved: bool,
    /// Why it was not deleted.
    pub delete_error: Option<String>,
}

/// What may be set of a room, as typed.
#[derive(Clone, Debug, Default)]
pub struct RoomSettingsForm {
    /// As typed.
    pub title: FieldView,
    /// As typed.
    pub topic: FieldView,
    /// As typed.
    pub name: FieldView,
    /// `private`, or an open room.
    pub private: bool,
    /// Seconds, to choose from.
    pub slow: Vec<OptionView>,
    /// Only moderators write.
    pub announcements: bool,
    /// New users join it.
    pub default: bool,
    /// One sentence about the whole form.
    pub error: Option<String>,
}

/// `GET /rooms/{room}/members`.
#[derive(Debug, Template)]
#[template(path = "pages/room_members.html")]
pub struct RoomMembersPage {
    /// Around the page.
    pub shell: Shell,
    /// The parts of the room.
    pub menu: Menu,
    /// The room's path.
    pub path: String,
    /// What is looked for.
    pub search: String,
    /// At most fifty.
    pub members: Vec<MemberView>,
    /// The address of the page before.
    pub before: Option<String>,
    /// The address of the next page.
    pub after: Option<String>,
    /// Kept out; empty for who may not lift it.
    pub banned: Vec<PersonView>,
    /// The form that adds somebody; none for who may not.
    pub add: Option<FieldView>,
    /// Roles that the reader may give.
    pub roles: Vec<OptionView>,
    /// Why something was not done.
    pub error: Option<String>,
}

/// A member, and what the reader may do to them.
#[derive(Clone, Debug)]
pub struct MemberView {
    /// Who.
    pub person: PersonView,
    /// What they are here.
    pub role: Badge,
    /// Until then (RFC 3339), or empty: until it is lifted. None: may write.
    pub muted: Option<String>,
    /// May be removed and banned by the reader.
    pub below: bool,
    /// May be muted by the reader: who looks after others is not.
    pub may_be_muted: bool,
    /// The roles that the reader may give, with the present one marked; empty for none.
    pub roles: Vec<OptionView>,
}

/// `GET` `POST /rooms/{room}/invites`.
#[derive(Debug, Template)]
#[template(path = "pages/room_invites.html")]
pub struct RoomInvitesPage {
    /// Around the page.
    pub shell: Shell,
    /// The parts of the room.
    pub menu: Menu,
    /// The room's path.
    pub path: String,
    /// As typed.
    pub uses: FieldView,
    /// As typed.
    pub days: FieldView,
    /// Made just now; shown once.
    pub link: Option<String>,
    /// The newest first.
    pub invites: Vec<InviteView>,
}

/// An invite.
#[derive(Clone, Debug)]
pub struct InviteView {
    /// Its number.
    pub id: i64,
    /// Usable, used, expired, ended, revoked.
    pub state: Badge,
    /// Still.
    pub left: i64,
    /// At first.
    pub uses: i64,
    /// The username of who made it.
    pub by: String,
    /// RFC 3339.
    pub expires: String,
    /// Can be taken back.
    pub open: bool,
}

/// `GET /rooms/{room}/reports` and `GET /admin/reports`.
#[derive(Debug, Template)]
#[template(path = "pages/reports.html")]
pub struct ReportsPage {
    /// Around the page.
    pub shell: Shell,
    /// The parts of the room, or of the admin's site.
    pub menu: Menu,
    /// The page's own path, below which reports are settled.
    pub path: String,
    /// Those that are settled, not those that wait.
    pub closed: bool,
    /// Names the room of each.
    pub of_all_rooms: bool,
    /// The newest first.
    pub reports: Vec<ReportView>,
    /// The address of older ones.
    pub after: Option<String>,
    /// Why something was not done.
    pub error: Option<String>,
}

/// A report.
#[derive(Clone, Debug)]
pub struct ReportView {
    /// Its number.
    pub id: i64,
    /// Who wrote the message.
    pub author: PersonView,
    /// What they wrote, as typed; empty where it is gone.
    pub text: String,
    /// The message in its room; none where the reader may not read there.
    pub href: Option<String>,
    /// The room's title.
    pub room: String,
    /// When it was written (RFC 3339).
    pub sent: String,
    /// Who reported it.
    pub reporter: PersonView,
    /// Why.
    pub reason: String,
    /// When (RFC 3339).
    pub at: String,
    /// A tombstone to others.
    pub hidden: bool,
    /// Nothing of it is left.
    pub gone: bool,
    /// How it was settled, and by whom.
    pub outcome: Option<(Badge, String)>,
}

/// `GET /rooms/{room}/audit`.
#[derive(Debug, Template)]
#[template(path = "pages/room_audit.html")]
pub struct RoomAuditPage {
    /// Around the page.
    pub shell: Shell,
    /// The parts of the room.
    pub menu: Menu,
    /// The newest first.
    pub rows: Vec<AuditView>,
    /// The address of older ones.
    pub after: Option<String>,
}

/// A deed.
#[derive(Clone, Debug)]
pub struct AuditView {
    /// RFC 3339.
    pub at: String,
    /// The username, or *operator*.
    pub actor: String,
    /// In the reader's language.
    pub action: String,
    /// The username; may be empty.
    pub whom: String,
    /// Facts; may be empty.
    pub was: String,
    /// Facts; may be empty.
    pub became: String,
}
