//! `:name:` as the emoji it names, and texts that are nothing but emoji.

use std::ops::Range;

use crate::domain::mention::is_latin;
use crate::domain::{CustomEmoji, is_emoji_name_byte};

/// The longest emoji, in characters: families with tones, flags of regions.
const EMOJI_CHARACTERS: usize = 12;
/// With more than these a text is no longer shown large.
const MOST_ALONE: usize = 3;

/// What a short name means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Emoji<'t> {
    Character(&'static str),
    /// One of the site's own.
    Custom(&'t str),
}

/// The first `:name:` of a text that means something, and where it stands.
pub(super) fn next<'t>(
    text: &'t str,
    from: usize,
    custom: &CustomEmoji,
) -> Option<(Range<usize>, Emoji<'t>)> {
    let colons = text[from..].match_indices(':');
    colons.map(|(at, _)| from + at).find_map(|at| {
        // 10:30:45 and a:b:c name none.
        if text[..at].chars().next_back().is_some_and(is_latin) {
            return None;
        }
        let (range, emoji) = named(text, at, custom)?;
        let after = text[range.end..].chars().next();
        (!after.is_some_and(is_latin)).then_some((range, emoji))
    })
}

/// The emoji whose first colon stands at `at`.
fn named<'t>(text: &'t str, at: usize, custom: &CustomEmoji) -> Option<(Range<usize>, Emoji<'t>)> {
    let rest = &text.as_bytes()[at + 1..];
    let length = rest.iter().position(|byte| !is_emoji_name_byte(*byte))?;
    if length == 0 || rest[length] != b':' {
        return None;
    }
    let name = &text[at + 1..at + 1 + length];
    let emoji = match emojis::get_by_shortcode(name) {
        Some(known) => Emoji::Character(known.as_str()),
        None if custom.has(name) => Emoji::Custom(name),
        None => return None,
    };
    Some((at..at + length + 2, emoji))
}

/// Whether a text is one to three emoji and nothing else.
pub(super) fn is_only_emoji(text: &str, custom: &CustomEmoji) -> bool {
    let mut rest = text.trim();
    let mut count = 0;
    while !rest.is_empty() && count <= MOST_ALONE {
        let Some(bytes) = leading(rest, custom) else {
            return false;
        };
        rest = rest[bytes..].trim_start();
        count += 1;
    }
    (1..=MOST_ALONE).contains(&count)
}

/// The bytes of the emoji with which a text begins.
fn leading(text: &str, custom: &CustomEmoji) -> Option<usize> {
    if text.starts_with(':') {
        return named(text, 0, custom).map(|(range, _)| range.end);
    }
    let ends = text.char_indices().skip(1).map(|(at, _)| at);
    let ends: Vec<usize> = ends.chain([text.len()]).take(EMOJI_CHARACTERS).collect();
    let found = |end: &&usize| emojis::get(&text[..**end]).is_some();
    ends.iter().rev().find(found).copied()
}
