//! The words of a text, as the index has them and as a question is asked in.
//!
//! Width, case and the accents of Latin and Greek letters are folded. Where a script is written without spaces between
//! words, each character is a word of its own, and a longer word of it is asked for as a phrase of its characters.

use std::ops::Range;

use unicode_general_category::{GeneralCategory, get_general_category};
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::characters::{fold, is_mark};

/// Rises whenever the same text would be taken apart otherwise than before: an index of older rules is made anew.
pub const RULES: i64 = 1;

/// A longer one is taken apart: what is not written for people must not make a word without end.
const WORD_CHARACTERS: usize = 64;

/// A word, and where in the text it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Folded.
    pub folded: String,
    /// In bytes of the text; two words may share it (`㍿` has four).
    pub range: Range<usize>,
    /// One character of a script without spaces, or a symbol: nothing begins with it but itself.
    pub alone: bool,
}

/// The words of a text, in order.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Words::default();
    for (at, cluster) in text.grapheme_indices(true) {
        let range = at..at + cluster.len();
        match cluster.as_bytes() {
            [byte] if byte.is_ascii_alphanumeric() => {
                words.letter(char::from(byte.to_ascii_lowercase()), &range);
            }
            [_] => words.end(),
            _ => words.cluster(cluster, &range),
        }
    }
    words.end();
    words.done
}

/// What the index is given of a text: its words with a space between any two.
#[must_use]
pub fn indexed(text: &str) -> String {
    let mut line = String::with_capacity(text.len() * 4 / 3);
    for word in words(text) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word.folded);
    }
    line
}

/// The word that stands for a room or a person in the index. One character of the private planes for ids below 131,072:
/// an index of beginnings has nothing to keep of it.
#[must_use]
pub fn id_word(id: i64) -> String {
    const BITS: u32 = 17;
    let mut rest = id.unsigned_abs();
    let mut word = String::new();
    loop {
        let digit = u32::try_from(rest & ((1 << BITS) - 1)).unwrap_or_default();
        word.extend(char::from_u32(0xF_0000 + digit));
        rest >>= BITS;
        if rest == 0 {
            return word;
        }
    }
}

#[derive(Default)]
struct Words {
    done: Vec<Word>,
    open: Option<(Word, usize)>,
}

impl Words {
    /// A letter with its marks, or what else a reader sees as one.
    fn cluster(&mut self, cluster: &str, range: &Range<usize>) {
        let mut plain_base = false;
        for character in fold(cluster).chars() {
            let script = character.script();
            if is_mark(character) && plain_base {
                continue;
            }
            match kind(character) {
                Kind::Alone => self.alone(character, range),
                Kind::Letter if matches!(script, Script::Latin | Script::Greek) => {
                    plain_base = true;
                    for part in character.nfd().filter(|part| !is_mark(*part)) {
                        self.letter(part, range);
                    }
                }
                Kind::Letter => {
                    plain_base = false;
                    self.letter(character, range);
                }
                Kind::Invisible => {}
                Kind::Between => self.end(),
            }
        }
    }

    fn letter(&mut self, character: char, range: &Range<usize>) {
        if self
            .open
            .as_ref()
            .is_some_and(|open| open.1 >= WORD_CHARACTERS)
        {
            self.end();
        }
        let (word, length) = self.open.get_or_insert_with(|| {
            let word = Word {
                folded: String::new(),
                range: range.clone(),
                alone: false,
            };
            (word, 0)
        });
        word.folded.push(character);
        word.range.end = range.end;
        *length += 1;
    }

    fn alone(&mut self, character: char, range: &Range<usize>) {
        self.end();
        self.done.push(Word {
            folded: character.into(),
            range: range.clone(),
            alone: true,
        });
    }

    fn end(&mut self) {
        self.done.extend(self.open.take().map(|open| open.0));
    }
}

enum Kind {
    /// Part of a word.
    Letter,
    /// A word by itself.
    Alone,
    /// Neither part of a word nor its end.
    Invisible,
    /// Ends a word.
    Between,
}

fn kind(character: char) -> Kind {
    use GeneralCategory as G;
    match get_general_category(character) {
        G::UppercaseLetter
        | G::LowercaseLetter
        | G::TitlecaseLetter
        | G::ModifierLetter
        | G::OtherLetter
        | G::NonspacingMark
        | G::SpacingMark
        | G::EnclosingMark
        | G::DecimalNumber
        | G::LetterNumber
        | G::OtherNumber => {
            if matches!(character, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}') {
                // They choose a drawing of the character before.
                Kind::Invisible
            } else if is_unspaced(character) {
                Kind::Alone
            } else {
                Kind::Letter
            }
        }
        G::OtherSymbol => Kind::Alone,
        G::Format | G::ModifierSymbol => Kind::Invisible,
        _ => Kind::Between,
    }
}

/// Of a script that is written without spaces between words. The long mark of kana belongs to two of them.
fn is_unspaced(character: char) -> bool {
    const UNSPACED: [Script; 10] = [
        Script::Han,
        Script::Hiragana,
        Script::Katakana,
        Script::Hangul,
        Script::Bopomofo,
        Script::Thai,
        Script::Lao,
        Script::Khmer,
        Script::Myanmar,
        Script::Yi,
    ];
    let extension = character.script_extension();
    !extension.is_common()
        && !extension.is_inherited()
        && UNSPACED
            .iter()
            .any(|script| extension.contains_script(*script))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_into_folded_words_and_single_characters() {
        for (text, line) in [
            ("", ""),
            ("Hello, World!", "hello world"),
            ("今天喝茶ok吗？", "今 天 喝 茶 ok 吗"),
            ("お茶をどうぞ", "お 茶 を ど う ぞ"),
            ("コーヒー", "コ ー ヒ ー"),
            ("ｺｰﾋｰ ﾊﾟﾝ", "コ ー ヒ ー パ ン"),
            ("차를 마셔요", "차 를 마 셔 요"),
            ("\u{110E}\u{1161}", "차"),
            ("ＡＢＣ１２３", "abc123"),
            ("Café CAFE\u{301} Straße", "cafe cafe strasse"),
            ("Ζωή", "ζωη"),
            ("Чай ёлка й", "чай ёлка й"),
            ("don't foo_bar 3.14 a-b", "don t foo bar 3 14 a b"),
            ("㍿", "株 式 会 社"),
            ("🎉 done 👍🏽", "🎉 done 👍"),
            ("soft\u{AD}hyphen zero\u{200B}width", "softhyphen zerowidth"),
            ("हिन्दी ชา", "हिन्दी ช า"),
            ("\"*^:()-+{}", ""),
        ] {
            assert_eq!(indexed(text), line, "{text}");
        }
    }

    #[test]
    fn a_word_says_where_it_stands() {
        let text = "喝 Café吧";
        let found: Vec<&str> = words(text)
            .into_iter()
            .map(|word| &text[word.range])
            .collect();
        assert_eq!(found, ["喝", "Café", "吧"]);
    }

    #[test]
    fn a_word_without_end_is_taken_apart() {
        let lengths: Vec<usize> = words(&"x".repeat(150))
            .iter()
            .map(|word| word.folded.len())
            .collect();
        assert_eq!(lengths, [64, 64, 22]);
    }

    #[test]
    fn ids_are_told_apart() {
        let ids = [0, 1, 131_071, 131_072, 131_073, i64::MAX];
        let words: std::collections::HashSet<String> = ids.into_iter().map(id_word).collect();
        assert_eq!(words.len(), ids.len());
        assert_eq!(id_word(131_071).chars().count(), 1);
    }
}
