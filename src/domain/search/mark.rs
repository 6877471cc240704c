//! Puts `<mark>` around what a question found in a rendered message. Only text is touched: tags and entities stay as they
//! are, and nothing but these two tags is ever added, so what was safe is safe after it.

use std::ops::Range;

use super::words;
use super::{Term, words::Word};

/// One character of the page's text: where it stands in the text without tags, and where in the HTML.
struct Place {
    plain: usize,
    html: Range<usize>,
}

/// The HTML with each place marked at which one of the terms stands.
#[must_use]
pub fn mark(html: &str, terms: &[Term]) -> String {
    let (plain, places) = read(html);
    let found = found(&words(&plain), terms);
    let mut marked = String::with_capacity(html.len() + found.len() * 13);
    let (mut written, mut open, mut next) = (0, false, 0);
    for place in &places {
        while found
            .get(next)
            .is_some_and(|range| range.end <= place.plain)
        {
            next += 1;
        }
        let is_found = found
            .get(next)
            .is_some_and(|range| range.contains(&place.plain));
        // A tag stands between, or the mark begins or ends here.
        if open && (!is_found || place.html.start > written) {
            marked.push_str("</mark>");
            open = false;
        }
        marked.push_str(&html[written..place.html.start]);
        if is_found && !open {
            marked.push_str("<mark>");
            open = true;
        }
        marked.push_str(&html[place.html.clone()]);
        written = place.html.end;
    }
    if open {
        marked.push_str("</mark>");
    }
    marked.push_str(&html[written..]);
    marked
}

/// The text of the HTML, with a line break for each tag: a word ends where a tag stands.
fn read(html: &str) -> (String, Vec<Place>) {
    let (mut plain, mut places) = (String::with_capacity(html.len()), Vec::new());
    let mut at = 0;
    while let Some(character) = html[at..].chars().next() {
        let rest = &html[at..];
        let end = match character {
            '<' => {
                plain.push('\n');
                at += tag(rest);
                continue;
            }
            '&' => match entity(rest) {
                Some((meaning, length)) => {
                    places.push(Place {
                        plain: plain.len(),
                        html: at..at + length,
                    });
                    plain.push(meaning);
                    at + length
                }
                None => {
                    plain.push('\n');
                    at + 1
                }
            },
            _ => {
                let end = at + character.len_utf8();
                places.push(Place {
                    plain: plain.len(),
                    html: at..end,
                });
                plain.push(character);
                end
            }
        };
        at = end;
    }
    (plain, places)
}

/// The length of the tag at the beginning. A `>` within quotes does not end it.
fn tag(html: &str) -> usize {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate().skip(1) {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            (b'>', None) => return at + 1,
            _ => {}
        }
    }
    html.len()
}

/// The character that an entity at the beginning stands for, and how long it is.
fn entity(html: &str) -> Option<(char, usize)> {
    const LONGEST: usize = 10;
    let end = html.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = html.get(1..end)?;
    let meaning = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((meaning, end + 1))
}

/// Where the terms stand, in bytes of the text, in order and apart.
fn found(words: &[Word], terms: &[Term]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (at, first) in words.iter().enumerate() {
        let longest = terms
            .iter()
            .filter(|term| stands(&words[at..], term))
            .map(|term| term.words.len())
            .max();
        let Some(length) = longest else { continue };
        let range = first.range.start..words[at + length - 1].range.end;
        match ranges.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => ranges.push(range),
        }
    }
    ranges
}

/// Whether the term stands at the beginning of these words.
fn stands(words: &[Word], term: &Term) -> bool {
    let Some((last, before)) = term.words.split_last() else {
        return false;
    };
    let Some(end) = words.get(before.len()) else {
        return false;
    };
    let is_last = if term.prefix {
        end.folded.starts_with(last.as_str())
    } else {
        end.folded == *last
    };
    is_last
        && before
            .iter()
            .zip(words)
            .all(|(asked, word)| *asked == word.folded)
}

#[cfg(test)]
mod tests {
    use super::super::Query;
    use super::*;

    fn marked(html: &str, line: &str) -> String {
        mark(html, &Query::parse(line).wanted.terms)
    }

    #[test]
    fn what_was_found_is_marked_and_nothing_else() {
        for (html, line, expected) in [
            (
                "<p>今天喝茶吧</p>",
                "喝茶",
                "<p>今天<mark>喝茶</mark>吧</p>",
            ),
            (
                "<p>Green Teapots</p>",
                "tea",
                "<p>Green <mark>Teapots</mark></p>",
            ),
            ("<p>Green Teapots</p>", "\"tea\"", "<p>Green Teapots</p>"),
            (
                "<p>ＴＥＡ café</p>",
                "tea cafe",
                "<p><mark>ＴＥＡ</mark> <mark>café</mark></p>",
            ),
            (
                "<p>喝<strong>绿</strong>茶</p>",
                "绿茶",
                "<p>喝<strong><mark>绿</mark></strong><mark>茶</mark></p>",
            ),
            (
                "<p>a &amp; b tea&lt;</p>",
                "tea",
                "<p>a &amp; b <mark>tea</mark>&lt;</p>",
            ),
            (
                "<p>amp &amp; x</p>",
                "amp",
                "<p><mark>amp</mark> &amp; x</p>",
            ),
            (
                "<a href=\"https://tea.example/?a>b\">https://tea.example</a>",
                "tea",
                "<a href=\"https://tea.example/?a>b\">https://<mark>tea</mark>.example</a>",
            ),
            ("<p>茶茶茶</p>", "茶", "<p><mark>茶茶茶</mark></p>"),
            (
                "<p>green tea</p>",
                "\"green tea\"",
                "<p><mark>green tea</mark></p>",
            ),
            ("", "tea", ""),
            ("<p>tea</p>", "", "<p>tea</p>"),
            ("<p title='tea", "tea", "<p title='tea"),
        ] {
            assert_eq!(marked(html, line), expected, "{line} in {html}");
        }
    }

    #[test]
    fn without_its_marks_the_html_is_what_it_was() {
        for html in [
            "<p>&lt;script&gt;alert(1)&lt;/script&gt; &#39;x&#39; &bogus; & &#x41;</p>",
            "<p><a href=\"https://script.example/&quot;onload\" title='a\">b'>script alert</a><br>x</p>",
            "<pre><code>if a &lt; b &amp;&amp; script</code></pre><p>脚本</p>",
        ] {
            for line in [
                "script",
                "alert",
                "x a b",
                "lt gt amp quot",
                "脚本 \"if a\"",
                "mark onload",
            ] {
                let marked = marked(html, line);
                let without = marked.replace("<mark>", "").replace("</mark>", "");
                assert_eq!(without, html, "{line}");
                assert_eq!(
                    marked.matches("<mark>").count(),
                    marked.matches("</mark>").count()
                );
                assert!(!marked.contains("<mark></mark>"), "{marked}");
            }
        }
    }
}
