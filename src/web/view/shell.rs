//! What every page has around its own content: language, theme, the site's name, who is signed in.

use fluent_bundle::FluentValue;

use serde::Serialize;

use super::PersonView;
use super::room::texts;
use crate::domain::Locale;
use crate::web::assets::asset_url;

/// The part of a page that is the same on all of them.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The language of every text on the page.
    pub locale: Locale,
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// The name an operator gave this place.
    pub site_name: String,
    /// Who is signed in, if anybody.
    pub user: Option<PersonView>,
    /// Who is signed in looks after the site.
    pub admin: bool,
}

/// As the data of a room's page, as far as the modules that show messages read it.
#[derive(Serialize)]
struct Data<'a> {
    room: &'a str,
    user: Option<&'a PersonView>,
    locale: &'static str,
    texts: &'static serde_json::value::RawValue,
}

impl Shell {
    /// The JSON of the data block of a page that shows messages and is no room's. `<` is written as an escape, so no
    /// text can end the script element.
    #[must_use]
    pub fn data(&self) -> String {
        let data = Data {
            room: "",
            user: self.user.as_ref(),
            locale: self.locale.tag(),
            texts: texts(self.locale),
        };
        serde_json::to_string(&data)
            .unwrap_or_default()
            .replace('<', "\\u003c")
    }

    /// The sentence under `key` in the reader's language.
    #[must_use]
    pub fn text(&self, key: &str) -> String {
        self.locale.text(key)
    }

    /// The sentence under `key` with its one place `{$name}` filled by a text.
    #[must_use]
    pub fn text_with(&self, key: &str, name: &str, value: &str) -> String {
        self.locale
            .text_with(key, &[(name, FluentValue::from(value.to_owned()))])
    }

    /// The sentence under `key` with its number `{$count}`, in the right plural.
    #[must_use]
    pub fn text_count(&self, key: &str, count: &i64) -> String {
        self.locale
            .text_with(key, &[("count", FluentValue::from(*count))])
    }

    /// What somebody is called by the reader.
    #[must_use]
    pub fn called(&self, person: &PersonView) -> String {
        person.called(self.locale)
    }

    /// The letters of that for the avatar.
    #[must_use]
    pub fn initials(&self, person: &PersonView) -> String {
        person.initials(self.locale)
    }

    /// A moment of RFC 3339 as `2026-11-26 18:45`, in UTC, until a script shows it in the reader's zone.
    #[must_use]
    pub fn moment(&self, at: &str) -> String {
        let day = at.get(..10).unwrap_or(at);
        let clock = at.get(11..16).unwrap_or_default();
        format!("{day} {clock}").trim().to_owned()
    }

    /// The address of a file of `static/`.
    #[must_use]
    pub fn asset(&self, path: &str) -> String {
        asset_url(path)
    }
}
