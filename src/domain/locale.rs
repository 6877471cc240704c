//! The languages, and every sentence a person sees in them (`locales/<tag>/*.ftl`, Project Fluent).
//!
//! All files of a language's folder make one catalogue, so a new page brings its own file.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Files;

/// A language that the product speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Locale {
    /// English, also the fallback.
    #[default]
    #[serde(rename = "en")]
    En,
    /// Simplified Chinese.
    #[serde(rename = "zh-Hans")]
    ZhHans,
}

static CATALOGUES: LazyLock<[FluentBundle<FluentResource>; 2]> =
    LazyLock::new(|| Locale::ALL.map(load));

fn load(locale: Locale) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![locale.language()]);
    // The pages set direction themselves; the marks would show up in logs and titles.
    bundle.set_use_isolating(false);
    let folder = format!("{}/", locale.tag());
    for path in Files::iter().filter(|path| path.starts_with(&folder)) {
        let Some(file) = Files::get(&path) else {
            continue;
        };
        let text = String::from_utf8_lossy(&file.data).into_owned();
        let resource = match FluentResource::try_new(text) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                tracing::error!(%path, ?errors, "a locale file does not parse");
                resource
            }
        };
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(%path, ?errors, "a sentence is defined twice");
        }
    }
    bundle
}

impl Locale {
    /// Every language, the fallback first.
    pub const ALL: [Self; 2] = [Self::En, Self::ZhHans];

    /// The BCP 47 tag, as in `<html lang>` and in the settings.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhHans => "zh-Hans",
        }
    }

    fn language(self) -> unic_langid::LanguageIdentifier {
        self.tag().parse().unwrap_or_default()
    }

    /// The language of a tag; `zh`, `zh-CN` and `zh-SG` are read as Simplified Chinese.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_ascii_lowercase();
        match tag.split(['-', '_']).next() {
            Some("en") => Some(Self::En),
            Some("zh") => Some(Self::ZhHans),
            _ => None,
        }
    }

    /// The best of our languages for an `Accept-Language` header (RFC 9110 §12.5.4), if it names any.
    #[must_use]
    pub fn negotiate(accept_language: &str) -> Option<Self> {
        let mut wishes: Vec<(f32, Self)> = accept_language
            .split(',')
            .take(20)
            .filter_map(|part| {
                let (tag, quality) = match part.split_once(';') {
                    Some((tag, parameter)) => {
                        let value = parameter.trim().strip_prefix("q=").unwrap_or("0");
                        (tag, value.parse().unwrap_or(0.0))
                    }
                    None => (part, 1.0),
                };
                (quality > 0.0)
                    .then(|| Self::from_tag(tag).map(|locale| (quality, locale)))
                    .flatten()
            })
            .collect();
        wishes.sort_by(|a, b| b.0.total_cmp(&a.0));
        wishes.first().map(|wish| wish.1)
    }

    /// The sentence under `key`, without arguments.
    #[must_use]
    pub fn text(self, key: &str) -> String {
        self.text_with(key, &[])
    }

    /// The sentence under `key`. A missing key shows itself, and fails a test.
    #[must_use]
    pub fn text_with(self, key: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
        let bundle = &CATALOGUES[self as usize];
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, locale = self.tag(), "a sentence is missing");
            return key.to_owned();
        };
        let mut values = FluentArgs::with_capacity(arguments.len());
        for (name, value) in arguments {
            values.set(*name, value.clone());
        }
        let mut errors = Vec::new();
        bundle
            .format_pattern(pattern, Some(&values), &mut errors)
            .into_owned()
    }

    /// Every `(key, sentence)` whose key starts with `prefix`: what the page's modules are given.
    #[must_use]
    pub fn texts_of(self, prefix: &str) -> Vec<(String, String)> {
        self.keys()
            .into_iter()
            .filter(|key| key.starts_with(prefix))
            .map(|key| {
                let sentence = self.text(&key);
                (key, sentence)
            })
            .collect()
    }

    /// Every key of this language, sorted.
    #[must_use]
    pub fn keys(self) -> Vec<String> {
        let folder = format!("{}/", self.tag());
        let mut keys: Vec<String> = Files::iter()
            .filter(|path| path.starts_with(&folder))
            .filter_map(|path| Files::get(&path))
            .flat_map(|file| {
                String::from_utf8_lossy(&file.data)
                    .lines()
                    .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
                    .filter_map(|line| line.split_once('=').map(|(key, _)| key.trim().to_owned()))
                    .collect::<Vec<_>>()
            })
            .collect();
        keys.sort();
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_same_keys_once() {
        let english = Locale::En.keys();
        let mut once = english.clone();
        once.dedup();
        assert_eq!(english, once, "a key stands twice");
        assert_eq!(english, Locale::ZhHans.keys());
        assert!(!english.is_empty());
    }

    #[test]
    fn the_header_is_read_by_quality_and_unknown_languages_are_passed_over() {
        for (header, expected) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", Some(Locale::ZhHans)),
            ("fr,en;q=0.5,zh;q=0.4", Some(Locale::En)),
            ("zh;q=0,en;q=0.1", Some(Locale::En)),
            ("fr", None),
            ("", None),
            (";;;q=,zh-Hans;q=x", None),
        ] {
            assert_eq!(Locale::negotiate(header), expected, "{header}");
        }
    }
}
