//! The language in which the operator is spoken to, known before anything is parsed.

use std::ffi::OsString;

use crate::domain::Locale;

/// The flag `--locale`, else its variable, else the terminal's language, else English.
pub(super) fn of(arguments: &[OsString], variable: impl Fn(&str) -> Option<String>) -> Locale {
    from_flag(arguments)
        .or_else(|| variable("TEAHOUSE_LOCALE").and_then(|tag| Locale::from_tag(&tag)))
        .or_else(|| from_terminal(variable))
        .unwrap_or_default()
}

fn from_flag(arguments: &[OsString]) -> Option<Locale> {
    let mut words = arguments.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        match word.strip_prefix("--locale") {
            Some("") => return words.next().and_then(Locale::from_tag),
            Some(rest) => return rest.strip_prefix('=').and_then(Locale::from_tag),
            None => {}
        }
    }
    None
}

/// POSIX: the first of these that is set decides (`zh_CN.UTF-8`).
fn from_terminal(variable: impl Fn(&str) -> Option<String>) -> Option<Locale> {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()))
        .and_then(|value| Locale::from_tag(&value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(arguments: &[&str], variables: &[(&str, &str)]) -> Locale {
        let arguments: Vec<OsString> = arguments.iter().map(Into::into).collect();
        of(&arguments, |name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_flag_wins_over_the_variable_and_the_variable_over_the_terminal() {
        let chinese = ("LANG", "zh_CN.UTF-8");
        assert_eq!(language(&[], &[chinese]), Locale::ZhHans);
        let english = ("TEAHOUSE_LOCALE", "en");
        assert_eq!(language(&[], &[chinese, english]), Locale::En);
        for flag in [&["--locale", "zh"][..], &["send", "--locale=zh-Hans"]] {
            assert_eq!(language(flag, &[english]), Locale::ZhHans);
        }
    }

    #[test]
    fn an_unknown_language_is_english() {
        assert_eq!(language(&["--locale"], &[("LANG", "C.UTF-8")]), Locale::En);
        let overridden = [("LC_ALL", "de_DE"), ("LANG", "zh_CN")];
        assert_eq!(language(&[], &overridden), Locale::En);
    }
}
