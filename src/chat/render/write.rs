//! Pieces as HTML, with the people and emoji there are. Everything typed is escaped here.

use super::Words;
use super::emoji::{self, Emoji};
use super::languages;
use super::piece::{Align, Piece, Tag};
use crate::domain::Whom;
use crate::domain::mention::{MOST_CALLS, calls};

/// Pictures of one message: with these and its mentions it stays within its bound.
const MOST_PICTURES: usize = 100;

pub(super) fn write(pieces: &[Piece], words: &Words<'_>) -> String {
    let mut writer = Writer {
        html: String::with_capacity(pieces.iter().map(Piece::weight).sum()),
        words,
        calls: MOST_CALLS,
        pictures: MOST_PICTURES,
    };
    if let [Piece::Open(Tag::Paragraph), Piece::Text(text), _] = pieces
        && emoji::is_only_emoji(text, words.emoji)
    {
        writer.html.push_str("<p class=\"only-emoji\">");
        writer.emoji(text);
        writer.html.push_str("</p>");
        return writer.html;
    }
    for piece in pieces {
        writer.piece(piece);
    }
    writer.html
}

struct Writer<'w> {
    html: String,
    words: &'w Words<'w>,
    /// How many more calls are looked at.
    calls: usize,
    pictures: usize,
}

impl Writer<'_> {
    fn piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Open(tag) => self.open(tag),
            Piece::Close(tag) => self.html.push_str(closing(tag)),
            Piece::Text(text) => self.text(text),
            Piece::Plain(text) => self.escape(text),
            Piece::Code(code) => {
                self.html.push_str("<code>");
                self.escape(code);
                self.html.push_str("</code>");
            }
            Piece::Block { language, code } => self.block(*language, code),
            Piece::Break => self.html.push_str("<br>"),
            Piece::Address(address) => {
                self.link(address, "");
                self.escape(address);
                self.html.push_str("</a>");
            }
        }
    }

    fn open(&mut self, tag: &Tag) {
        match tag {
            Tag::Numbers(first) if *first != 1 => {
                self.html.push_str(&format!("<ol start=\"{first}\">"));
            }
            Tag::Link { address, title } => self.link(address, title),
            Tag::Cell { align, head } => {
                self.html.push_str(if *head { "<th" } else { "<td" });
                self.html.push_str(match align {
                    Align::Start => ">",
                    Align::Center => " class=\"align-center\">",
                    Align::End => " class=\"align-end\">",
                });
            }
            tag => self.html.push_str(opening(tag)),
        }
    }

    fn link(&mut self, address: &str, title: &str) {
        let (scheme, rest) = address.split_at(address.find(':').unwrap_or_default());
        self.html.push_str("<a href=\"");
        self.html.push_str(&scheme.to_ascii_lowercase());
        self.escape(rest);
        if !title.is_empty() {
            self.html.push_str("\" title=\"");
            self.escape(title);
        }
        self.html.push_str("\">");
    }

    fn block(&mut self, language: Option<&str>, code: &str) {
        self.html.push_str("<pre><code");
        if let Some(language) = language {
            let class = languages::class(language);
            self.html.push_str(&format!(" class=\"{class}\""));
        }
        self.html.push('>');
        self.escape(code);
        self.html.push_str("</code></pre>");
    }

    /// Text with its mentions. Looks at the same calls as [`super::calls`] does.
    fn text(&mut self, text: &str) {
        let mut from = 0;
        for call in calls(text).take(self.calls) {
            self.calls -= 1;
            let Some((whom, reading)) = self.words.people.meant(&call) else {
                continue;
            };
            let user = match whom {
                Whom::User(user) => user.to_string(),
                Whom::Room if self.words.room => "room".to_owned(),
                Whom::Room => continue,
            };
            self.emoji(&text[from..call.at]);
            from = call.at + reading.bytes;
            let start = format!("<span class=\"mention\" data-user=\"{user}\">");
            self.html.push_str(&start);
            self.escape(&text[call.at..from]);
            self.html.push_str("</span>");
        }
        self.emoji(&text[from..]);
    }

    fn emoji(&mut self, text: &str) {
        let mut from = 0;
        while let Some((range, emoji)) = emoji::next(text, from, self.words.emoji) {
            self.escape(&text[from..range.start]);
            from = range.end;
            match emoji {
                Emoji::Character(character) => self.html.push_str(character),
                Emoji::Custom(name) if self.pictures > 0 => {
                    self.pictures -= 1;
                    self.html.push_str(&format!(
                        "<img class=\"emoji\" src=\"/emoji/{name}\" alt=\":{name}:\" title=\":{name}:\">"
                    ));
                }
                Emoji::Custom(_) => self.escape(&text[range]),
            }
        }
        self.escape(&text[from..]);
    }

    fn escape(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                character => self.html.push(character),
            }
        }
    }
}

const fn opening(tag: &Tag) -> &'static str {
    match tag {
        Tag::Paragraph => "<p>",
        Tag::Heading => "<p><strong>",
        Tag::Quote => "<blockquote>",
        Tag::Bullets => "<ul>",
        Tag::Numbers(_) => "<ol>",
        Tag::Item => "<li>",
        Tag::Table => "<div class=\"table\"><table>",
        Tag::Head => "<thead><tr>",
        Tag::Row => "<tr>",
        Tag::Cell { .. } => "<td>",
        Tag::Emphasis => "<em>",
        Tag::Strong => "<strong>",
        Tag::Struck => "<del>",
        Tag::Spoiler => "<span class=\"spoiler\">",
        Tag::Link { .. } => "<a>",
    }
}

const fn closing(tag: &Tag) -> &'static str {
    match tag {
        Tag::Paragraph => "</p>",
        Tag::Heading => "</strong></p>",
        Tag::Quote => "</blockquote>",
        Tag::Bullets => "</ul>",
        Tag::Numbers(_) => "</ol>",
        Tag::Item => "</li>",
        Tag::Table => "</tbody></table></div>",
        Tag::Head => "</tr></thead><tbody>",
        Tag::Row => "</tr>",
        Tag::Cell { head: true, .. } => "</th>",
        Tag::Cell { head: false, .. } => "</td>",
        Tag::Emphasis => "</em>",
        Tag::Strong => "</strong>",
        Tag::Struck => "</del>",
        Tag::Spoiler => "</span>",
        Tag::Link { .. } => "</a>",
    }
}
