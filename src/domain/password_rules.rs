//! What a password may be: long enough, not one of the common ones, not the person's or the site's own name.
//! No rules of composition: they make passwords worse (NIST SP 800-63B §3.1.1.2).
//!
//! Called by the pages and commands that set or check one. Hashing is `auth::password`'s.

use std::collections::HashSet;
use std::fmt;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::Sentence;
use super::characters::fold;

const BYTES_MIN: usize = 8;
const BYTES_MAX: usize = 1024;

/// So many digits and signs around a common word do not make it a good password (`dragon2024!`).
const DECORATION_MAX: usize = 5;

const PRODUCT: &str = "teahouse";

/// Well-known passwords, keyboard walks, repetitions and the words that most often make one; folded, one a line.
/// Written for this project; such words are facts, nobody's work.
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// A password in NFC, so that composed and decomposed spellings are one. It is never shown, also not by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// What somebody typed to prove who they are; `None` where no password can be so long.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        // NFC makes a text at most three times as long and never shorter than a third.
        if text.len() > BYTES_MAX * 3 {
            return None;
        }
        let password: String = text.nfc().collect();
        (password.len() <= BYTES_MAX).then_some(Self(password))
    }

    /// What somebody chose as a new password. `own_words`: the person's names and the site's.
    ///
    /// # Errors
    /// The sentence that says which rule it breaks.
    pub fn chosen(text: &str, own_words: &[&str]) -> Result<Self, Sentence> {
        let password =
            Self::typed(text).ok_or(Sentence::new("password-long").with("max", BYTES_MAX))?;
        if password.0.len() < BYTES_MIN {
            return Err(Sentence::new("password-short").with("min", BYTES_MIN));
        }
        let folded = fold(&password.0);
        if is_made_of(&folded, own_words.iter().copied().chain([PRODUCT])) {
            return Err(Sentence::new("password-own-name"));
        }
        if is_common(&folded) {
            return Err(Sentence::new("password-common"));
        }
        Ok(password)
    }

    /// For hashing only.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

fn is_common(folded: &str) -> bool {
    let core = folded.trim_matches(|c: char| !c.is_alphabetic());
    let decoration = folded.chars().count() - core.chars().count();
    folded.trim().is_empty()
        || COMMON.contains(folded)
        || (decoration <= DECORATION_MAX && COMMON.contains(core))
}

/// Whether nothing but digits and signs is left when the words are taken away.
fn is_made_of<'a>(folded: &str, words: impl Iterator<Item = &'a str>) -> bool {
    let mut left = letters(folded);
    if left.is_empty() {
        return false;
    }
    for word in words.map(|word| letters(&fold(word))) {
        // A single letter is part of every password.
        if word.chars().nth(1).is_some() {
            left = left.replace(&word, "");
        }
    }
    left.is_empty()
}

fn letters(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphabetic()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> &'static str {
        Password::chosen(text, &["zhangsan", "张三", "Acme Tea"])
            .expect_err(text)
            .key()
    }

    #[test]
    fn good_passwords_of_every_kind_are_taken() {
        for typed in [
            "correct horse  battery",
            "🔑🔑🔑🔑🔑🔑🔑🔑",
            "cafécafé",
            "茶馆里的猫",
            "  spaces at both ends  ",
            "zhangsan likes green rain",
            "my dragon ate 2 lamps",
        ] {
            assert!(Password::chosen(typed, &["zhangsan"]).is_ok(), "{typed}");
        }
    }

    #[test]
    fn each_broken_rule_has_its_sentence() {
        for (typed, key) in [
            ("", "password-short"),
            ("seven77", "password-short"),
            ("茶茶", "password-short"),
            ("password123", "password-common"),
            ("PassWord123", "password-common"),
            ("12345678", "password-common"),
            ("        ", "password-common"),
            ("qwertyuiop", "password-common"),
            ("dragon2024!", "password-common"),
            ("woaini1314", "password-common"),
            ("teahouse", "password-own-name"),
            ("teahouse1", "password-own-name"),
            ("Tea-House-2026", "password-own-name"),
            ("zhangsan", "password-own-name"),
            ("ZhangSan2026", "password-own-name"),
            ("zhangsanzhangsan", "password-own-name"),
            ("张三张三", "password-own-name"),
            ("acmetea99", "password-own-name"),
        ] {
            assert_eq!(refusal(typed), key, "{typed:?}");
        }
    }

    #[test]
    fn length_is_counted_in_bytes_after_nfc() {
        assert!(Password::chosen(&"茶馆".repeat(170), &[]).is_ok());
        assert_eq!(refusal(&"zx".repeat(513)), "password-long");
        assert_eq!(refusal(&"x".repeat(1 << 20)), "password-long");
        assert!(Password::typed(&"x".repeat(1025)).is_none());
        assert!(Password::typed("").is_some());
    }

    #[test]
    fn composed_and_decomposed_spellings_are_one_password() {
        assert_eq!(Password::typed("café"), Password::typed("cafe\u{301}"));
    }

    #[test]
    fn a_password_is_never_shown() {
        let shown = format!("{:?}", Password::typed("green rain on tin").unwrap());
        assert!(!shown.contains("rain"));
    }

    #[test]
    fn the_bundled_list_is_folded_so_that_every_line_can_match() {
        for line in COMMON.iter() {
            assert_eq!(*line, fold(line));
        }
    }
}
