//! A sentence for a person that has no language yet: a key of `locales/` and its arguments.

use fluent_bundle::FluentValue;

use super::Locale;

/// What stands in a place of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// As it is.
    Text(String),
    /// Chooses the plural form where the sentence has several.
    Number(i64),
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

macro_rules! from_numbers {
    ($($type:ty),*) => {$(
        impl From<$type> for Argument {
            fn from(number: $type) -> Self {
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}

from_numbers!(i32, i64, u32, u64, usize);

impl Argument {
    fn value(&self) -> FluentValue<'_> {
        match self {
            Self::Text(text) => FluentValue::from(text.as_str()),
            Self::Number(number) => FluentValue::from(*number),
        }
    }
}

/// What to tell somebody; [`Sentence::text`] says it in their language.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    key: &'static str,
    arguments: Vec<(&'static str, Argument)>,
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
    pub fn with(mut self, name: &'static str, value: impl Into<Argument>) -> Self {
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
        let arguments: Vec<_> = self
            .arguments
            .iter()
            .map(|(name, argument)| (*name, argument.value()))
            .collect();
        locale.text_with(self.key, &arguments)
    }
}
