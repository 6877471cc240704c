//! The part that setup and registration share: reading the fields of a new account, and saying what is wrong with them.

use super::form::Fields;
use super::view::FieldView;
use crate::app::App;
use crate::auth::NewAccount;
use crate::domain::{Locale, Password, Sentence, Username, parse_display_name};

/// How a username is read: operators may take one name more.
pub(super) type ParseUsername = fn(&str) -> Result<Username, Sentence>;

/// The fields as they come back to the person who filled them: typed values kept, but never a password.
pub(super) struct AccountFields {
    pub username: FieldView,
    pub display_name: FieldView,
    pub password: FieldView,
}

impl AccountFields {
    /// An empty form.
    pub fn empty() -> Self {
        Self {
            username: FieldView::default(),
            display_name: FieldView::default(),
            password: FieldView::default(),
        }
    }

    /// As typed, without errors.
    pub fn typed(fields: &Fields) -> Self {
        Self {
            username: FieldView::new(fields.get("username")),
            display_name: FieldView::new(fields.get("display_name")),
            password: FieldView::default(),
        }
    }

    /// The same with a sentence at the username.
    pub fn username_failed(mut self, sentence: &Sentence, locale: Locale) -> Self {
        self.username = self.username.failed(sentence.text(locale));
        self
    }
}

/// Reads the fields of a new account; every field that breaks a rule says so at once.
pub(super) fn read_account(
    app: &App,
    fields: &Fields,
    parse_username: ParseUsername,
    locale: Locale,
) -> Result<NewAccount, Box<AccountFields>> {
    let (name, shown) = (fields.get("username"), fields.get("display_name"));
    let settings = app.settings();
    let own_words = [name, shown, settings.site_name.as_str()];
    let username = parse_username(name);
    let display_name = parse_display_name(shown);
    let password = Password::chosen(fields.get("password"), &own_words);
    match (username, display_name, password) {
        (Ok(username), Ok(display_name), Ok(password)) => Ok(NewAccount {
            username,
            display_name,
            password,
        }),
        (username, display_name, password) => {
            let typed = AccountFields::typed(fields);
            Err(Box::new(AccountFields {
                username: with_error(typed.username, username.err(), locale),
                display_name: with_error(typed.display_name, display_name.err(), locale),
                password: with_error(typed.password, password.err(), locale),
            }))
        }
    }
}

fn with_error(field: FieldView, error: Option<Sentence>, locale: Locale) -> FieldView {
    match error {
        Some(sentence) => field.failed(sentence.text(locale)),
        None => field,
    }
}
