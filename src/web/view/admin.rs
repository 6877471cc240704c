//! The admin's site: a list with its search, filters and actions, the question before a deed, one user, settings, health.

use askama::Template;

use super::{Badge, FieldView, Menu, PersonView, SessionView, Shell, emoji_path, room_path};

/// `GET /admin/<list>`.
#[derive(Debug, Template)]
#[template(path = "pages/admin_list.html")]
pub struct ListPage {
    /// Around the page.
    pub shell: Shell,
    /// The parts of the site.
    pub menu: Menu,
    /// The list's own path, to which its form posts.
    pub path: String,
    /// The address of just what is shown: what is done to chosen rows leads back there.
    pub here: String,
    /// The key of a sentence on what is here; may be empty.
    pub lead: &'static str,
    /// What is looked for; none where the list has no search.
    pub search: Option<String>,
    /// What the search form carries on.
    pub kept: Vec<(String, String)>,
    /// Choices.
    pub filters: Vec<FilterView>,
    /// Headings.
    pub columns: Vec<ColumnView>,
    /// At most fifty.
    pub rows: Vec<RowView>,
    /// The address of the page before.
    pub before: Option<String>,
    /// The address of the next page.
    pub after: Option<String>,
    /// The address of the whole list as a CSV file.
    pub file: String,
    /// Search or filters leave rows out.
    pub narrowed: bool,
    /// What can be done to chosen rows.
    pub actions: Vec<ListAction>,
    /// How many were done just now.
    pub done: i64,
}

/// A choice by which a list is narrowed.
#[derive(Clone, Debug)]
pub struct FilterView {
    /// The field.
    pub name: &'static str,
    /// What it is called.
    pub label: String,
    /// Without the one that chooses nothing.
    pub options: Vec<OptionView>,
}

/// An option of a choice.
#[derive(Clone, Debug)]
pub struct OptionView {
    /// As posted.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// The present one.
    pub selected: bool,
}

/// A heading.
#[derive(Clone, Debug)]
pub struct ColumnView {
    /// What it says.
    pub label: String,
    /// Its values stand at the right.
    pub number: bool,
    /// The address of the list sorted by it.
    pub sort: Option<String>,
    /// `ascending` or `descending` where the list is.
    pub sorted: Option<&'static str>,
}

/// A row.
#[derive(Clone, Debug)]
pub struct RowView {
    /// Its number, for the form.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// One for each column.
    pub cells: Vec<Cell>,
}

/// A value in a row.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    text: String,
    href: Option<String>,
    moment: bool,
    number: bool,
    badge: Option<&'static str>,
    picture: Option<String>,
}

impl Cell {
    /// A text.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// A text that leads somewhere.
    #[must_use]
    pub fn link(text: &str, href: String) -> Self {
        Self {
            href: Some(href),
            ..Self::plain(text)
        }
    }

    /// A moment, RFC 3339; a script shows it in the reader's zone.
    #[must_use]
    pub fn moment(at: String) -> Self {
        Self {
            moment: true,
            ..Self::plain(at)
        }
    }

    /// A whole number.
    #[must_use]
    pub fn number(number: i64) -> Self {
        Self {
            number: true,
            ..Self::plain(number.to_string())
        }
    }

    /// An emoji of this site: its picture and how it is written.
    #[must_use]
    pub fn emoji(name: &str) -> Self {
        Self {
            picture: Some(emoji_path(name)),
            ..Self::plain(format!(":{name}:"))
        }
    }

    /// A word of the product, with the class of its tone.
    #[must_use]
    pub fn badge(word: String, tone: &'static str) -> Self {
        Self {
            badge: Some(tone),
            ..Self::plain(word)
        }
    }
}

/// A button of a list.
#[derive(Clone, Copy, Debug)]
pub struct ListAction {
    /// The value of `action`.
    pub name: &'static str,
    /// The key of what it says.
    pub label: &'static str,
    /// It cannot be undone.
    pub danger: bool,
}

/// The question before something is done to chosen rows: how many, and which.
#[derive(Debug, Template)]
#[template(path = "pages/admin_confirm.html")]
pub struct ConfirmPage {
    /// Around the page.
    pub shell: Shell,
    /// The parts of the site.
    pub menu: Menu,
    /// Where the form posts.
    pub path: String,
    /// The page on which the rows were chosen.
    pub back: String,
    /// Names how many.
    pub question: String,
    /// The value of `action`.
    pub action: &'static str,
    /// The key of the button.
    pub label: &'static str,
    /// It cannot be undone.
    pub danger: bool,
    /// Numbers and names.
    pub chosen: Vec<(i64, String)>,
    /// Names, and why it was not done to these.
    pub failed: Vec<(String, String)>,
    /// Asks for what is typed first, where anything is.
    pub typed: Option<String>,
    /// What is wrong with what was typed.
    pub typed_error: Option<String>,
}

/// `GET /admin/users/{id}`.
#[derive(Debug, Template)]
#[template(path = "pages/admin_user.html")]
pub struct UserPage {
    /// Around the page.
    pub shell: Shell,
    /// The parts of the site.
    pub menu: Menu,
    /// Who it is.
    pub person: PersonView,
    /// On the whole site.
    pub role: Badge,
    /// Active, deactivated, deleted.
    pub state: Badge,
    /// RFC 3339.
    pub created: String,
    /// Looks after the site.
    pub is_admin: bool,
    /// A program.
    pub is_bot: bool,
    /// May sign in.
    pub active: bool,
    /// Only the row is left.
    pub deleted: bool,
    /// Without direct ones.
    pub rooms: Vec<UserRoomView>,
    /// Signed-in browsers.
    pub sessions: Vec<SessionView>,
    /// Made just now; shown once.
    pub reset_link: Option<String>,
    /// What was done just now: 1, or 0.
    pub done: i64,
}

impl UserPage {
    /// The address of this page.
    fn path(&self) -> String {
        format!("/admin/users/{}", self.person.id)
    }
}

/// A room of a user.
#[derive(Clone, Debug)]
pub struct UserRoomView {
    /// Its settings.
    pub href: String,
    /// What it is called.
    pub title: String,
    /// What the user is there.
    pub role: Badge,
}

impl UserRoomView {
    /// A room and a role.
    #[must_use]
    pub fn new(name: &crate::domain::RoomName, title: &str, role: Badge) -> Self {
        Self {
            href: format!("{}/settings", room_path(name.as_str())),
            title: title.to_owned(),
            role,
        }
    }
}

/// `GET` `POST /admin/settings`. Posts one field for each setting that is not given.
#[derive(Debug, Template)]
#[template(path = "pages/admin_settings.html")]
pub struct SettingsPage {
    /// Around the page.
    pub shell: Shell,
    /// The parts of the site.
    pub menu: Menu,
    /// In order.
    pub settings: Vec<SettingView>,
    /// The form has just been saved.
    pub saved: bool,
}

/// A setting.
#[derive(Clone, Debug)]
pub struct SettingView {
    /// The field.
    pub name: &'static str,
    /// What it is called.
    pub label: String,
    /// One sentence on it.
    pub hint: String,
    /// As typed or stored.
    pub field: FieldView,
    /// Where it is one of a few.
    pub options: Vec<OptionView>,
    /// The operator gave it when the server was started.
    pub given: bool,
    /// Who changed it last, and when (RFC 3339).
    pub changed: Option<(String, String)>,
}

/// `GET /admin/invites/new` and `POST /admin/invites/new` (`uses`, `days`, `room`).
#[derive(Debug, Template)]
#[template(path = "pages/admin_invite.html")]
pub struct InvitePage {
    /// Around the page.
    pub shell: Shell,
    /// The parts of the site.
    pub menu: Menu,
    /// As typed.
    pub uses: FieldView,
    /// As typed.
    pub days: FieldView,
    /// As typed.
    pub room: FieldView,
    /// Made just now; shown once.
    pub link: Option<String>,
}

/// `GET /admin/health`.
#[derive(Debug, Template)]
#[template(path = "pages/admin_health.html")]
pub struct HealthPage {
    /// Around the page.
    pub shell: Shell,
    /// The parts of the site.
    pub menu: Menu,
    /// What is measured, and how it is.
    pub facts: Vec<(String, String)>,
    /// Whether the audit log was looked through, and what came out.
    pub verdict: Option<(bool, String)>,
}
