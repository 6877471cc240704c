//! What kinds of characters names are made of, and how two spellings become one.
//!
//! Called by the rules of room names, usernames and display names beside it.

use unicode_general_category::{GeneralCategory, get_general_category};
use unicode_normalization::UnicodeNormalization;

/// Marks in a row that real spelling needs at most (UTS 39 §5.4); more are drawn over neighbouring lines.
const STACKED_MARKS: usize = 4;

/// NFKC, full case folding, NFKC again (folding may undo the first): UAX #31, `NFKC_Casefold` without removals.
///
/// One character becomes at most 18 (U+FDFA): callers bound the input.
pub fn fold(text: &str) -> String {
    let composed: String = text.nfkc().collect();
    caseless::default_case_fold_str(&composed).nfkc().collect()
}

/// A letter, one of its marks, or a decimal digit, of any script, that draws something.
pub fn is_letter_mark_or_digit(character: char) -> bool {
    use GeneralCategory as G;
    matches!(
        get_general_category(character),
        G::UppercaseLetter
            | G::LowercaseLetter
            | G::TitlecaseLetter
            | G::ModifierLetter
            | G::OtherLetter
            | G::NonspacingMark
            | G::SpacingMark
            | G::DecimalNumber
    ) && !is_blank(character)
}

/// A sign that is drawn upon the character before it.
pub fn is_mark(character: char) -> bool {
    matches!(
        get_general_category(character),
        GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark
    )
}

/// Letters and marks by category that draw nothing (`Default_Ignorable_Code_Point`): fillers, joiners, variation
/// selectors. A name of them is invisible, and a name with them looks like one without.
fn is_blank(character: char) -> bool {
    matches!(
        character,
        '\u{034F}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FFA0}'
            | '\u{E0100}'..='\u{E01EF}'
    )
}

/// Whether more marks stand upon one letter than any spelling needs.
pub fn has_stacked_marks(text: &str) -> bool {
    let mut in_a_row = 0;
    text.nfd().any(|character| {
        in_a_row = if is_mark(character) { in_a_row + 1 } else { 0 };
        in_a_row > STACKED_MARKS
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stacked_marks_are_told_from_spelling() {
        for text in ["Việt", "བསྒྲུབས", "שָׁלוֹם", "हिन्दी", ""]
        {
            assert!(!has_stacked_marks(text), "{text}");
        }
        assert!(has_stacked_marks(&format!("a{}", "\u{301}".repeat(5))));
    }

    #[test]
    fn letters_that_draw_nothing_are_no_letters() {
        for character in [
            '\u{3164}', '\u{FE0F}', '\u{180B}', '\u{200B}', '\u{AD}', '😀', ' ',
        ] {
            assert!(!is_letter_mark_or_digit(character), "{character:?}");
        }
        for character in ['a', '茶', 'ß', '\u{301}', '٣', 'ๆ'] {
            assert!(is_letter_mark_or_digit(character), "{character:?}");
        }
    }
}
