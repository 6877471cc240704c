//! A person's page, and whom one has blocked.

use askama::Template;

use super::{Menu, PersonView, Shell};

/// `GET /people/{username}`. Posts `people` to `/direct` and `blocked` = `1` | `0` to `/people/{username}/block`.
#[derive(Debug, Template)]
#[template(path = "pages/person.html")]
pub struct PersonPage {
    /// Around the page.
    pub shell: Shell,
    /// Who.
    pub person: PersonView,
    /// A program.
    pub bot: bool,
    /// Switched off: nobody can write to them.
    pub deactivated: bool,
    /// The reader's own page.
    pub own: bool,
    /// The reader has blocked this one.
    pub blocked: bool,
    /// The reader looks after people.
    pub admin: bool,
}

/// `GET /account/blocked`.
#[derive(Debug, Template)]
#[template(path = "pages/account_blocked.html")]
pub struct BlockedPage {
    /// Around the page.
    pub shell: Shell,
    /// The parts of the account.
    pub menu: Menu,
    /// By name.
    pub people: Vec<PersonView>,
    /// Somebody has just been unblocked.
    pub saved: bool,
}
