//! The pages of people who are not signed in: setup, sign-in, register, a new password by a link.

use askama::Template;

use super::{FieldView, Shell};

/// `GET` `POST /setup`: makes the first admin. Posts `token`, `username`, `display_name`, `password`.
#[derive(Debug, Template)]
#[template(path = "pages/setup.html")]
pub struct SetupPage {
    /// Around the page.
    pub shell: Shell,
    /// The token of the link; shown as a field only when it is empty or wrong.
    pub token: FieldView,
    /// As typed.
    pub username: FieldView,
    /// As typed.
    pub display_name: FieldView,
    /// Its error only.
    pub password: FieldView,
    /// One sentence about the whole form.
    pub error: Option<String>,
}

impl SetupPage {
    fn asks_for_token(&self) -> bool {
        self.token.error.is_some() || self.token.value.is_empty()
    }

    /// The first field on the page has the focus.
    fn username_attributes(&self) -> String {
        let focus = if self.asks_for_token() {
            ""
        } else {
            "autofocus "
        };
        format!(
            "required {focus}maxlength=\"64\" autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\""
        )
    }
}

/// `GET` `POST /login`. Posts `username`, `password`, `next`.
#[derive(Debug, Template)]
#[template(path = "pages/login.html")]
pub struct LoginPage {
    /// Around the page.
    pub shell: Shell,
    /// As typed.
    pub username: String,
    /// Where to go afterwards; empty: the start page.
    pub next: String,
    /// One sentence, the same for every cause.
    pub error: Option<String>,
    /// Whether to offer the way to `/register`.
    pub may_register: bool,
}

/// `GET` `POST /register`. Posts `username`, `display_name`, `password`, `invite`.
#[derive(Debug, Template)]
#[template(path = "pages/register.html")]
pub struct RegisterPage {
    /// Around the page.
    pub shell: Shell,
    /// The code of the link, kept in a hidden field; empty where none is needed.
    pub invite: String,
    /// As typed.
    pub username: FieldView,
    /// As typed.
    pub display_name: FieldView,
    /// Its error only.
    pub password: FieldView,
    /// One sentence about the whole form.
    pub error: Option<String>,
}

/// `GET` `POST /reset`: a new password by a link. Posts `code`, `password`.
#[derive(Debug, Template)]
#[template(path = "pages/reset.html")]
pub struct ResetPage {
    /// Around the page.
    pub shell: Shell,
    /// The code of the link, kept in a hidden field.
    pub code: String,
    /// Whose password it is.
    pub username: String,
    /// Its error only.
    pub password: FieldView,
    /// One sentence about the whole form.
    pub error: Option<String>,
}
