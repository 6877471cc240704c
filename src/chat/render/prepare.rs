//! The text as pulldown-cmark gets it: marks are put in that mend what CommonMark does to Chinese and to addresses.
//! They are Unicode noncharacters, which nobody types, and `restore` takes them out of everything that is shown.

use std::borrow::Cow;

use unicode_general_category::{GeneralCategory, get_general_category};

use super::{bounds, links};

/// Neither punctuation nor space, and nothing in the end.
const NOTHING: char = '\u{FDD0}';
/// Characters of addresses that would begin emphasis, and what stands for them.
const HELD: [(char, char); 4] = [
    ('*', '\u{FDD1}'),
    ('_', '\u{FDD2}'),
    ('~', '\u{FDD3}'),
    ('\\', '\u{FDD4}'),
];

/// Puts the marks in:
/// - around `**` where a side is Chinese or Japanese: CommonMark's rule about punctuation expects spaces between words,
///   so `**注意：**请看` would stay as typed (<https://github.com/tats-u/markdown-cjk-friendly> has the same rule);
/// - in addresses, so that `https://example.org/__init__.py` stays one, and behind them, so that `\@` stays there;
/// - a blank line behind a quote: the next line of a chat is the answer, though CommonMark takes it for the quote's;
/// - in `[a]: b`, which would define a link and vanish;
/// - in lines of which pulldown-cmark would make very much.
pub(super) fn prepare(text: &str) -> String {
    let mut addresses = links::ranges(text).into_iter().peekable();
    let mut answers = answers(text).into_iter().peekable();
    let mut excesses = bounds::excesses(text).into_iter().peekable();
    let mut prepared = String::with_capacity(text.len() + 16);
    let mut before = None;
    let mut rest = text.char_indices().peekable();
    while let Some((at, character)) = rest.next() {
        while addresses.next_if(|address| address.end < at).is_some() {}
        if answers.next_if_eq(&at).is_some() {
            prepared.push('\n');
        }
        if excesses.next_if_eq(&at).is_some() {
            prepared.push(NOTHING);
        }
        let in_address = addresses.peek().is_some_and(|address| {
            address.contains(&at) || (address.end == at && character == '\\')
        });
        match character {
            '\u{FDD0}'..='\u{FDD4}' => continue,
            '*' | '_' | '~' | '\\' if in_address => prepared.push(held(character)),
            '*' | '~' => {
                let mut run = String::from(character);
                while let Some((_, same)) = rest.next_if(|(_, next)| *next == character) {
                    run.push(same);
                }
                let after = rest.peek().map(|(_, next)| *next);
                if before != Some('\\') && is_joint(before, after) {
                    prepared.push(NOTHING);
                }
                prepared.push_str(&run);
                if is_joint(after, before) {
                    prepared.push(NOTHING);
                }
            }
            ':' if before == Some(']') => prepared.extend([NOTHING, ':']),
            character => prepared.push(character),
        }
        before = Some(character);
    }
    prepared
}

/// Where lines begin that follow a quote without being of it.
fn answers(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    let mut quoted = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = line.trim_start();
        let quotes = start.starts_with('>');
        if quoted && !quotes && !start.is_empty() {
            found.push(at);
        }
        quoted = quotes && fence.is_none();
        fence = match fence {
            Some(mark) if start.starts_with(mark) => None,
            None => ["```", "~~~"]
                .into_iter()
                .find(|mark| start.starts_with(mark)),
            open => open,
        };
        at += line.len();
    }
    found
}

/// The text without the marks.
pub(super) fn restore(prepared: &str) -> Cow<'_, str> {
    // U+FDD0 to U+FDD4 begin with these bytes.
    if !prepared
        .as_bytes()
        .windows(2)
        .any(|two| two == [0xEF, 0xB7])
    {
        return Cow::Borrowed(prepared);
    }
    let typed = |character| match HELD.iter().find(|(_, mark)| *mark == character) {
        Some((typed, _)) => *typed,
        None => character,
    };
    let kept = prepared.chars().filter(|character| *character != NOTHING);
    Cow::Owned(kept.map(typed).collect())
}

fn held(character: char) -> char {
    let found = HELD.iter().find(|(typed, _)| *typed == character);
    found.map_or(character, |(_, mark)| *mark)
}

/// Whether punctuation on one side of a run must not keep it from opening or closing: it is Chinese itself, or what
/// stands on the other side is.
fn is_joint(side: Option<char>, other: Option<char>) -> bool {
    let Some(side) = side.filter(|side| is_punctuation(*side)) else {
        return false;
    };
    is_unspaced(side) || other.is_some_and(is_unspaced)
}

fn is_punctuation(character: char) -> bool {
    use GeneralCategory as G;
    matches!(
        get_general_category(character),
        G::ConnectorPunctuation
            | G::DashPunctuation
            | G::OpenPunctuation
            | G::ClosePunctuation
            | G::InitialPunctuation
            | G::FinalPunctuation
            | G::OtherPunctuation
            | G::MathSymbol
            | G::CurrencySymbol
            | G::ModifierSymbol
            | G::OtherSymbol
    )
}

/// Han, kana, Hangul and their punctuation, and full-width forms.
const fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{2FFF}' | '\u{3001}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}
