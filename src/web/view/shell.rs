//! What every page has around its own content: language, theme, the site's name, who is signed in.

use fluent_bundle::FluentValue;

use super::PersonView;
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
}

impl Shell {
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

    /// The address of a file of `static/`.
    #[must_use]
    pub fn asset(&self, path: &str) -> String {
        asset_url(path)
    }
}
