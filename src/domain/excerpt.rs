//! What a message begins with, as one plain line: for the quoted line of a reply.

use unicode_segmentation::UnicodeSegmentation;

/// Unicode scalar values of an excerpt, the ellipsis with them.
const MOST_CHARACTERS: usize = 100;
/// What is looked at of a text: enough for an excerpt whatever is stripped, and no more work for a long one.
const LOOKED_AT: usize = 600;
const CUT: char = '…';

/// The beginning of a text as one plain line of at most 100 characters, cut between whole graphemes. Marks of Markdown
/// are left out where they are likely to be marks, and of a spoiler only its place is left.
#[must_use]
pub fn excerpt(text: &str) -> String {
    let looked_at: String = text.chars().take(LOOKED_AT).collect();
    let is_cut = looked_at.len() < text.len();
    let lines: Vec<&str> = looked_at
        .lines()
        .map(without_mark_of_line)
        .filter(|line| !line.is_empty())
        .collect();
    let plain = without_links(&without_marks(&without_spoilers(&lines.join(" "), is_cut)));
    let words: Vec<&str> = plain.split_whitespace().collect();
    shortened(&words.join(" "), is_cut)
}

/// The marks of headings, quotes and lists, and a line that only opens or closes a block of code.
fn without_mark_of_line(line: &str) -> &str {
    let line = line.trim();
    if line.starts_with("```") || line.starts_with("~~~") {
        return "";
    }
    let rest = line.trim_start_matches(['>', '#', '-', '+', '*']);
    if rest.starts_with(' ') || line.starts_with('>') {
        rest.trim_start()
    } else {
        line
    }
}

/// From the first `||` to the last is one sign, so that a quote tells nobody: which bars belong together the rendering
/// knows, and better too little is shown than what was to be hidden. Where one is left over, or cut off, all behind the
/// first is hidden.
fn without_spoilers(text: &str, is_cut: bool) -> String {
    let Some((before, rest)) = text.split_once("||") else {
        return text.to_owned();
    };
    match rest.rsplit_once("||") {
        _ if rest.is_empty() && !is_cut => text.to_owned(),
        Some((_, after)) if !is_cut && rest.matches("||").count() % 2 == 1 => {
            format!("{before}▒{after}")
        }
        _ => format!("{before}▒"),
    }
}

/// Runs of the marks of emphasis and code: two and more anywhere, one at the edge of a word.
fn without_marks(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let is_word = |at: Option<&char>| at.is_some_and(|c| c.is_alphanumeric());
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&c) = characters.get(at) {
        let run = characters[at..]
            .iter()
            .take_while(|next| **next == c)
            .count();
        let before = at.checked_sub(1).and_then(|before| characters.get(before));
        let (inside, alone) = (
            is_word(before) && is_word(characters.get(at + run)),
            !is_word(before) && !is_word(characters.get(at + run)),
        );
        let is_mark = match c {
            '`' => true,
            '*' | '_' => run > 1 || !(inside || alone),
            '~' => run == 2,
            _ => false,
        };
        if !is_mark {
            shown.extend(std::iter::repeat_n(c, run));
        }
        at += run;
    }
    shown
}

/// `[words](address)` is its words.
fn without_links(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let link = after
            .split_once("](")
            .and_then(|(words, tail)| Some((words, tail.split_once(')')?.1)));
        shown.push_str(before);
        match link {
            Some((words, tail)) => {
                shown.push_str(words);
                rest = tail;
            }
            None => {
                shown.push('[');
                rest = after;
            }
        }
    }
    shown + rest
}

fn shortened(line: &str, is_cut: bool) -> String {
    if !is_cut && line.chars().nth(MOST_CHARACTERS).is_none() {
        return line.to_owned();
    }
    let mut short = String::new();
    let mut characters = 0;
    for grapheme in line.graphemes(true) {
        characters += grapheme.chars().count();
        if characters >= MOST_CHARACTERS {
            break;
        }
        short.push_str(grapheme);
    }
    let mut short = short.trim_end().to_owned();
    short.push(CUT);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_left_out_and_what_only_looks_like_one_stays() {
        for (text, line) in [
            ("大家好 **all**", "大家好 all"),
            ("这是**粗体**字", "这是粗体字"),
            ("> quoted\n\nand an answer", "quoted and an answer"),
            ("# Title\n- one\n- two", "Title one two"),
            ("```rust\nfn main() {}\n```", "fn main() {}"),
            (
                "look at [the page](https://example.org/a) now",
                "look at the page now",
            ),
            ("2*3 is snake_case, a * b", "2*3 is snake_case, a * b"),
            ("~~no~~ *yes* `code`", "no yes code"),
            ("the butler ||did it|| there", "the butler ▒ there"),
            ("||open and cut", "▒"),
            ("||a|| then ||open and cut", "▒"),
            ("`a || b` is ||42||", "a ▒"),
            ("Is it A || B? ||B||", "Is it A ▒"),
            ("x ||one\n\ny ||two|| z", "x ▒"),
            ("`a || b` and `c || d`, or ||42|| end", "a ▒ end"),
            ("a[0] and [b]", "a[0] and [b]"),
            ("-5 degrees", "-5 degrees"),
        ] {
            assert_eq!(excerpt(text), line, "{text}");
        }
    }

    #[test]
    fn what_is_long_is_cut_between_whole_graphemes() {
        let family = "👨‍👩‍👧‍👦";
        let line = excerpt(&family.repeat(40));
        assert!(line.chars().count() <= MOST_CHARACTERS);
        assert_eq!(line.trim_end_matches(CUT).len() % family.len(), 0);
        assert_eq!(excerpt(&"茶".repeat(100)), "茶".repeat(100));
        assert_eq!(excerpt(&"茶".repeat(101)), format!("{}…", "茶".repeat(99)));
        let secret = format!("`a || b` ||{}||", "secret ".repeat(100));
        assert_eq!(excerpt(&secret), "a ▒…");
        assert!(excerpt(&"||x ".repeat(2_000)).chars().count() <= MOST_CHARACTERS);
    }
}
