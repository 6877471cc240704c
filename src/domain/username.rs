//! The rules of usernames: any script, and no two that a reader could take for each other.
//!
//! Called by the pages and commands that make users, by sign-in and by mentions (the folded form).

use std::collections::HashSet;
use std::fmt;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_security::{MixedScript, RestrictionLevel, RestrictionLevelDetection, skeleton};

use super::Sentence;
use super::characters::{fold, has_stacked_marks, is_letter_mark_or_digit, is_mark};

const CHARACTERS_MIN: usize = 2;
const CHARACTERS_MAX: usize = 32;

/// Names that would speak for the house, or that mean something in a mention (docs/protocol.md §1).
const RESERVED: [&str; 14] = [
    "admin",
    "administrator",
    "root",
    "system",
    "teahouse",
    "support",
    "null",
    "undefined",
    "everyone",
    "room",
    "here",
    "all",
    "me",
    "deleted",
];

/// The reserved name that the first admin and the command line may take.
const OPERATORS_OWN: &str = "admin";

/// In both cases, because `ADM1N` looks like `ADMIN` and not like `admin`.
static RESERVED_SKELETONS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let upper = RESERVED.iter().map(|name| name.to_uppercase());
    let lower = RESERVED.iter().map(|name| (*name).to_owned());
    upper.chain(lower).map(|name| look_alike(&name)).collect()
});

/// The name one signs in with and is mentioned by: 2–32 letters (with their marks) and digits of any script, `.`,
/// `_`, `-`, the first a letter or digit, after NFKC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username {
    name: String,
    folded: String,
    skeleton: String,
}

impl Username {
    /// Reads a name that somebody chose on a page.
    ///
    /// # Errors
    /// The sentence that says which rule it breaks.
    pub fn parse(text: &str) -> Result<Self, Sentence> {
        let username = Self::unreserved(text)?;
        if RESERVED_SKELETONS.contains(&username.skeleton) {
            return Err(Sentence::new("username-reserved"));
        }
        Ok(username)
    }

    /// Reads a name that an operator chose, by `/setup` or on the command line: `admin` is allowed too.
    ///
    /// # Errors
    /// As [`Username::parse`].
    pub fn parse_by_operator(text: &str) -> Result<Self, Sentence> {
        let username = Self::unreserved(text)?;
        if username.folded == OPERATORS_OWN {
            return Ok(username);
        }
        Self::parse(text)
    }

    /// The name of the built-in bot, which nobody else can take.
    #[must_use]
    pub fn built_in_bot() -> Self {
        Self::unreserved("teahouse").expect("eight Latin letters keep every rule")
    }

    fn unreserved(text: &str) -> Result<Self, Sentence> {
        let length = || {
            Sentence::new("username-length")
                .with("min", CHARACTERS_MIN)
                .with("max", CHARACTERS_MAX)
        };
        // NFKC joins at most a handful of characters into one: a long input is refused before any work.
        if text.chars().nth(CHARACTERS_MAX * 4).is_some() {
            return Err(length());
        }
        let name: String = text.nfkc().collect();
        if !name.chars().all(is_name_character) {
            return Err(Sentence::new("username-characters"));
        }
        if !(CHARACTERS_MIN..=CHARACTERS_MAX).contains(&name.chars().count()) {
            return Err(length());
        }
        if name.starts_with(|first| !is_letter_mark_or_digit(first) || is_mark(first)) {
            return Err(Sentence::new("username-first"));
        }
        if has_stacked_marks(&name) {
            return Err(Sentence::new("username-characters"));
        }
        if !scripts_belong_together(&name) {
            return Err(Sentence::new("username-scripts"));
        }
        let (folded, skeleton) = (fold(&name), look_alike(&name));
        Ok(Self {
            name,
            folded,
            skeleton,
        })
    }

    /// As it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// What is compared: unique among users.
    #[must_use]
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// What it looks like (UTS 39): unique among users.
    #[must_use]
    pub fn skeleton(&self) -> &str {
        &self.skeleton
    }

    /// The folded form of whatever somebody typed to sign in or to mention; says nothing about its being a name.
    #[must_use]
    pub fn fold_typed(text: &str) -> String {
        // Longer than any name: the rest cannot matter, and must not cost.
        let start: String = text.trim().chars().take(CHARACTERS_MAX * 4).collect();
        fold(&start)
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

fn is_name_character(character: char) -> bool {
    matches!(character, '.' | '_' | '-') || is_letter_mark_or_digit(character)
}

/// One script (any), or a mix that UTS 39 §5.2 calls highly restrictive: Latin with the scripts of Chinese,
/// Japanese or Korean.
fn scripts_belong_together(name: &str) -> bool {
    name.is_single_script() || name.check_restriction_level(RestrictionLevel::HighlyRestrictive)
}

/// The skeleton of what is shown, without case. Folding first would hide that `AIice` (capital i) looks like
/// `Alice`; folding afterwards can make new look-alikes (`M`, `m`, `rn`), so the skeleton is taken again.
pub(super) fn look_alike(name: &str) -> String {
    let shown: String = skeleton(name).collect();
    skeleton(&fold(&shown)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> &'static str {
        Username::parse(text).expect_err(text).key()
    }

    #[test]
    fn a_username_may_be_of_any_one_script_or_of_those_that_are_written_together() {
        for typed in [
            "ann",
            "Ann",
            "zhang.san",
            "张三",
            "王小明_2",
            "운영자",
            "たろう",
            "タロウ",
            "山田taro",
            "张san",
            "Анна",
            "Γιώργος",
            "מרים",
            "सीता",
            "ᠮᠣᠩᠭᠣᠯ",
            "ꆈꌠ",
            "ߒߞߏ",
            "01",
            "a-b_c.d",
            "café",
            "ⅷx",
        ] {
            assert!(Username::parse(typed).is_ok(), "{typed}");
        }
        assert!(Username::parse(&"é".repeat(32)).is_ok());
    }

    #[test]
    fn each_broken_rule_has_its_sentence() {
        for (typed, key) in [
            ("", "username-length"),
            ("a", "username-length"),
            ("0", "username-length"),
            (" ann", "username-characters"),
            ("ann ", "username-characters"),
            ("\t\t", "username-characters"),
            ("ann\r\nX-Role: admin", "username-characters"),
            ("ann\u{7f}", "username-characters"),
            ("\u{1b}[31mann\u{1b}[0m", "username-characters"),
            ("an\u{200b}n", "username-characters"),
            ("an\u{ad}n", "username-characters"),
            ("an\u{fe0f}n", "username-characters"),
            ("\u{feff}ann", "username-characters"),
            ("ann\u{2066}", "username-characters"),
            ("\u{3164}\u{3164}\u{3164}", "username-characters"),
            ("😀😀😀", "username-characters"),
            ("ab\u{fdd0}c", "username-characters"),
            ("a/b", "username-characters"),
            ("<b>ann</b>", "username-characters"),
            ("{{7*7}}", "username-characters"),
            ("..", "username-first"),
            ("-ann", "username-first"),
            ("\u{301}ann", "username-first"),
            ("аnn", "username-scripts"),
            ("Αnn", "username-scripts"),
            ("张анна", "username-scripts"),
        ] {
            assert_eq!(refusal(typed), key, "{typed:?}");
        }
        assert_eq!(refusal(&"a".repeat(33)), "username-length");
        assert_eq!(refusal(&"a".repeat(10_000)), "username-length");
        let stack = format!("a{}", "\u{301}".repeat(20));
        assert_eq!(refusal(&stack), "username-characters");
    }

    #[test]
    fn reserved_names_are_refused_in_every_spelling_that_looks_like_them() {
        for typed in [
            "admin",
            "ADMIN",
            "adm\u{131}n",
            "ａｄｍｉｎ",
            "system",
            "everyone",
            "a11",
            "nu11",
            "r00t",
            "rne",
            "TeaHouse",
        ] {
            assert_eq!(refusal(typed), "username-reserved", "{typed}");
        }
    }

    #[test]
    fn an_operator_may_take_admin_and_no_other_reserved_name() {
        for typed in ["admin", "Admin", "ann"] {
            assert!(Username::parse_by_operator(typed).is_ok(), "{typed}");
        }
        for typed in ["root", "adm\u{131}n", "teahouse"] {
            assert!(Username::parse_by_operator(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn spellings_of_one_name_fold_to_one_and_look_alikes_have_one_skeleton() {
        let name = |text: &str| Username::parse(text).unwrap();
        for (one, other) in [
            ("ann", "ＡＮＮ"),
            ("straße", "STRASSE"),
            ("café", "cafe\u{301}"),
        ] {
            assert_eq!(name(one).folded(), name(other).folded(), "{one}");
        }
        for (one, other) in [
            ("alice", "AIice"),
            ("сосо", "coco"),
            ("ΑΝΝ", "ann"),
            ("maria", "rnaria"),
            ("Maria", "rnaria"),
            ("bob0", "bobo"),
            ("口口", "ロロ"),
        ] {
            assert_eq!(name(one).skeleton(), name(other).skeleton(), "{one}");
        }
        assert_ne!(name("ann1").skeleton(), name("ann2").skeleton());
        assert_eq!(Username::fold_typed(" Ann "), name("ann").folded());
    }
}
