//! The pages of one's own account.

use askama::Template;

use super::{FieldView, Menu, Shell};
use crate::domain::Locale;

/// `GET` `POST /account`. Posts `display_name`, `locale`, `theme`.
///
/// The theme switch of the menu posts `theme` (and `next`, a path) alone to `/account/theme`.
#[derive(Debug, Template)]
#[template(path = "pages/account_profile.html")]
pub struct ProfilePage {
    /// Around the page.
    pub shell: Shell,
    /// The parts of the account.
    pub menu: Menu,
    /// As typed or stored.
    pub display_name: FieldView,
    /// `en`, `zh-Hans`, or empty: as the browser asks.
    pub locale: String,
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// The form has just been saved.
    pub saved: bool,
}

impl ProfilePage {
    /// Every language with its name in itself, so that everybody finds their own.
    fn languages(&self) -> Vec<(&'static str, String)> {
        Locale::ALL
            .map(|locale| (locale.tag(), locale.text("page-language-own-name")))
            .to_vec()
    }
}

/// `GET` `POST /account/password`. Posts `current_password`, `new_password`.
#[derive(Debug, Template)]
#[template(path = "pages/account_password.html")]
pub struct PasswordPage {
    /// Around the page.
    pub shell: Shell,
    /// The parts of the account.
    pub menu: Menu,
    /// Its error only.
    pub current_password: FieldView,
    /// Its error only.
    pub new_password: FieldView,
    /// The password has just been changed.
    pub saved: bool,
}

/// `GET` `POST /account/sessions`. Posts `session`, a number, or `others` = `1`.
#[derive(Debug, Template)]
#[template(path = "pages/account_sessions.html")]
pub struct SessionsPage {
    /// Around the page.
    pub shell: Shell,
    /// The parts of the account.
    pub menu: Menu,
    /// The one that asks is the first.
    pub sessions: Vec<SessionView>,
    /// One or more have just been ended.
    pub saved: bool,
}

/// Where somebody is signed in.
#[derive(Clone, Debug)]
pub struct SessionView {
    /// Its number.
    pub id: String,
    /// The browser in words.
    pub device: String,
    /// As the browser calls itself.
    pub browser: String,
    /// Where from.
    pub address: String,
    /// When it began (RFC 3339).
    pub signed_in: String,
    /// Give or take five minutes (RFC 3339).
    pub last_used: String,
    /// It is the one that asks.
    pub current: bool,
}
