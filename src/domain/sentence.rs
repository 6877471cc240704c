//! A sentence for a person that has no language yet: a key of `locales/` and its arguments.

use fluent_bundle::FluentValue;

use super::Locale;

/// What to tell somebody; [`Sentence::text`] says it in their language.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    key: &'static str,
    arguments: Vec<(&'static str, FluentValue<'static>)>,
}

impl Sentence {
    /// The sentence under `key`, which must exist in every file of `locales/` (a test holds it).
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self {
            key,
            arguments: Vec::new(),
        }
    }

    /// Fills the place `{$name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<FluentValue<'static>>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }

    /// The key in `locales/`.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// The sentence in one language.
    #[must_use]
    pub fn text(&self, locale: Locale) -> String {
        locale.text_with(self.key, &self.arguments)
    }
}
