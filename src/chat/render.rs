//! A message's text as HTML: escaped, with paragraphs, line breaks, links and code. Nothing typed becomes a tag.

use linkify::{LinkFinder, LinkKind};

/// Renders a text to `<p>`, `<br>`, `<a>`, `<code>` and `<pre>` only; linear in its length.
#[must_use]
pub fn render(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 32);
    let mut paragraph: Vec<&str> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(block) = fenced(line, &mut lines) {
            flush(&mut html, &mut paragraph);
            html.push_str("<pre><code>");
            escape(&mut html, &block);
            html.push_str("</code></pre>");
        } else if line.trim().is_empty() {
            flush(&mut html, &mut paragraph);
        } else {
            paragraph.push(line);
        }
    }
    flush(&mut html, &mut paragraph);
    html
}

/// The parts of a text that are not code: where a mention counts.
pub(super) fn prose(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if fenced(line, &mut lines).is_none() {
            parts.extend(spans(line).filter_map(|span| match span {
                Span::Prose(prose) => Some(prose),
                Span::Code(_) => None,
            }));
        }
    }
    parts
}

/// The lines up to the closing fence, if one follows an opening one.
fn fenced(line: &str, lines: &mut std::str::Lines<'_>) -> Option<String> {
    let language = line.strip_prefix("```")?;
    if language.contains('`') {
        return None;
    }
    let mut rest = lines.clone();
    let mut block = Vec::new();
    loop {
        match rest.next() {
            Some(line) if line.trim_end() == "```" => break,
            Some(line) => block.push(line),
            // An open fence runs to the end, as people expect while they still type.
            None => break,
        }
    }
    *lines = rest;
    Some(block.join("\n"))
}

fn flush(html: &mut String, paragraph: &mut Vec<&str>) {
    if paragraph.is_empty() {
        return;
    }
    html.push_str("<p>");
    for (index, line) in paragraph.drain(..).enumerate() {
        if index > 0 {
            html.push_str("<br>");
        }
        inline(html, line);
    }
    html.push_str("</p>");
}

/// A part of a line.
enum Span<'t> {
    Prose(&'t str),
    Code(&'t str),
}

/// Code is what stands between two backticks; a lone backtick is text.
fn spans(line: &str) -> impl Iterator<Item = Span<'_>> {
    let mut spans = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, behind)) = after.split_once('`').filter(|(code, _)| !code.is_empty())
        else {
            break;
        };
        spans.extend([Span::Prose(before), Span::Code(code)]);
        rest = behind;
    }
    spans.push(Span::Prose(rest));
    spans.into_iter()
}

fn inline(html: &mut String, line: &str) {
    for span in spans(line) {
        match span {
            Span::Prose(prose) => links(html, prose),
            Span::Code(code) => {
                html.push_str("<code>");
                escape(html, code);
                html.push_str("</code>");
            }
        }
    }
}

fn links(html: &mut String, text: &str) {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    // Han stands right behind a link without a space; addresses are copied percent-encoded.
    finder.url_can_be_iri(false);
    for span in finder.spans(text) {
        let shown = span.as_str();
        // Only what names its scheme, and only these: `javascript:` and what a reader cannot check stay text.
        let is_link = span.kind().is_some()
            && ["http://", "https://"].iter().any(|scheme| {
                shown
                    .get(..scheme.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            });
        // `http://bank.example@evil.example/` goes where a hurried reader does not look.
        let authority = shown.split('/').nth(2).unwrap_or_default();
        if is_link && !authority.contains('@') {
            html.push_str("<a href=\"");
            escape(html, shown);
            html.push_str("\" rel=\"noopener noreferrer nofollow ugc\" target=\"_blank\">");
            escape(html, shown);
            html.push_str("</a>");
        } else {
            escape(html, shown);
        }
    }
}

fn escape(html: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_paragraphs_line_breaks_links_and_code_and_nothing_else() {
        for (text, html) in [
            ("hi", "<p>hi</p>"),
            ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"),
            ("大家好 **all**", "<p>大家好 **all**</p>"),
            (
                "<script>alert(1)</script>",
                "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
            ),
            ("use `a < b` here", "<p>use <code>a &lt; b</code> here</p>"),
            (
                "```rust\nfn x() {}\n\n```\nafter",
                "<pre><code>fn x() {}\n</code></pre><p>after</p>",
            ),
            ("a ` lone", "<p>a ` lone</p>"),
            (
                "见https://example.org/tea?a=1&b=2，好喝",
                "<p>见<a href=\"https://example.org/tea?a=1&amp;b=2\" rel=\"noopener noreferrer nofollow ugc\" \
                 target=\"_blank\">https://example.org/tea?a=1&amp;b=2</a>，好喝</p>",
            ),
            ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
            (
                "http://bank.example@evil.example/",
                "<p>http://bank.example@evil.example/</p>",
            ),
            (
                "`https://example.org`",
                "<p><code>https://example.org</code></p>",
            ),
        ] {
            assert_eq!(render(text), html, "{text}");
        }
    }

    #[test]
    fn an_attribute_cannot_be_left() {
        let html = render("https://example.org/\"onmouseover=alert(1)");
        assert!(!html.contains("\"onmouseover"), "{html}");
    }
}
