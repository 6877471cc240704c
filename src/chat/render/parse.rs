//! From Markdown to pieces: what of CommonMark a chat understands. The rest stays as it was typed.

use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Options, Parser, Tag as Mark};

use super::piece::{Align, Piece, Tag};
use super::prepare::{prepare, restore};
use super::{languages, links};
use crate::domain::text::is_visible;

/// Tags inside of each other; deeper ones leave only what is in them.
const MOST_DEPTH: usize = 12;
/// What the pieces of a text may weigh before it is shown without Markdown.
const MOST_WEIGHT: usize = 28 * 1024;
/// What pulldown-cmark may make of one byte, but for the cells with which it fills up tables.
const EVENTS_OF_A_BYTE: usize = 5;

type Spanned<'s> = (Event<'s>, Range<usize>);

/// The pieces of a text, none of them left open.
pub(super) fn parse(text: &str) -> Vec<Piece> {
    markdown(text).unwrap_or_else(|| plain(text))
}

/// None where too much would become of it, or nothing that is seen.
fn markdown(text: &str) -> Option<Vec<Piece>> {
    let source = prepare(text);
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let most = source.len() * EVENTS_OF_A_BYTE;
    let events: Vec<Spanned<'_>> = Parser::new_ext(&source, options)
        .into_offset_iter()
        .take(most + 1)
        .collect();
    let mut reader = Reader::new(&source);
    for index in 0..events.len() {
        reader.read(&events, index);
        if reader.weight > MOST_WEIGHT.max(2 * text.len()) || index == most {
            return None;
        }
    }
    let seen = reader.pieces.iter().any(|piece| is_visible(piece.shown()));
    seen.then_some(reader.pieces)
}

/// Paragraphs and lines, in which people are called and nothing else is read.
fn plain(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for paragraph in text.split("\n\n").filter(|part| !part.trim().is_empty()) {
        pieces.push(Piece::Open(Tag::Paragraph));
        for (index, line) in paragraph.trim_matches('\n').split('\n').enumerate() {
            if index > 0 {
                pieces.push(Piece::Break);
            }
            pieces.push(Piece::Text(line.to_owned()));
        }
        pieces.push(Piece::Close(Tag::Paragraph));
    }
    pieces
}

/// An element that is open.
#[derive(Default)]
pub(super) struct Frame {
    /// None where the element is left away, and its content is not.
    tag: Option<Tag>,
    /// It stays as it was typed: at its end comes what is typed behind its last child.
    typed: bool,
    /// Where what has been read of it ends in the source.
    pub(super) end: usize,
    /// The `||` that may open a spoiler.
    pub(super) bars: Option<usize>,
}

pub(super) struct Reader<'s> {
    pub(super) source: &'s str,
    pub(super) pieces: Vec<Piece>,
    pub(super) weight: usize,
    pub(super) frames: Vec<Frame>,
    /// Text that belongs together, though it came in several events.
    pub(super) run: String,
    columns: Vec<Align>,
    column: usize,
    in_head: bool,
    /// The code block that is open.
    block: Option<(Option<&'static str>, String)>,
}

impl<'s> Reader<'s> {
    fn new(source: &'s str) -> Self {
        Self {
            source,
            pieces: Vec::new(),
            weight: 0,
            frames: vec![Frame::default()],
            run: String::new(),
            columns: Vec::new(),
            column: 0,
            in_head: false,
            block: None,
        }
    }

    fn read(&mut self, events: &[Spanned<'s>], index: usize) {
        let (event, range) = &events[index];
        match event {
            Event::Start(mark) => self.start(mark, range, &events[index..]),
            Event::End(_) => self.end(range),
            Event::Text(text) if self.block.is_some() => self.code(text),
            Event::Text(_) | Event::Html(_) | Event::InlineHtml(_) => self.text(range.clone()),
            Event::Code(code) => {
                self.flush(false);
                self.push(Piece::Code(restore(code).into_owned()));
            }
            Event::SoftBreak | Event::HardBreak => self.line_end(),
            Event::Rule => {
                let typed = self.source[range.clone()].trim().to_owned();
                self.flush(false);
                self.push(Piece::Open(Tag::Paragraph));
                self.push(Piece::Plain(restore(&typed).into_owned()));
                self.push(Piece::Close(Tag::Paragraph));
            }
            Event::TaskListMarker(done) => {
                let mark = if *done { "☑ " } else { "☐ " };
                self.push(Piece::Plain(mark.to_owned()));
            }
            _ => {}
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.end = frame.end.max(match event {
                Event::Start(_) => frame.end,
                _ => range.end,
            });
        }
    }

    pub(super) fn push(&mut self, piece: Piece) {
        self.weight += piece.weight();
        self.pieces.push(piece);
    }

    fn start(&mut self, mark: &Mark<'s>, range: &Range<usize>, events: &[Spanned<'s>]) {
        self.flush(false);
        let tag = match mark {
            Mark::Paragraph | Mark::HtmlBlock => Some(Tag::Paragraph),
            Mark::Heading { .. } => Some(Tag::Heading),
            Mark::BlockQuote(_) => Some(Tag::Quote),
            Mark::CodeBlock(kind) => {
                self.block = Some(opened(kind));
                None
            }
            Mark::List(None) => Some(Tag::Bullets),
            Mark::List(Some(first)) => Some(Tag::Numbers(*first)),
            Mark::Item => Some(Tag::Item),
            Mark::Table(columns) => {
                self.columns = columns.iter().map(align).collect();
                Some(Tag::Table)
            }
            Mark::TableHead | Mark::TableRow => {
                self.column = 0;
                self.in_head = matches!(mark, Mark::TableHead);
                Some(if self.in_head { Tag::Head } else { Tag::Row })
            }
            Mark::TableCell => Some(self.cell()),
            Mark::Emphasis => Some(Tag::Emphasis),
            Mark::Strong => Some(Tag::Strong),
            // One is how Chinese and Japanese drag a word out~
            Mark::Strikethrough if self.source[range.clone()].starts_with("~~") => {
                Some(Tag::Struck)
            }
            Mark::Strikethrough => return self.as_typed("~", range),
            Mark::Link { link_type, .. } => match self.link(mark, events) {
                Some(tag) => tag,
                None if matches!(link_type, LinkType::Autolink | LinkType::Email) => {
                    return self.as_typed("<", range);
                }
                None => return self.as_typed("[", range),
            },
            Mark::Image { .. } => match self.link(mark, events) {
                Some(tag) => tag,
                None => return self.as_typed("![", range),
            },
            _ => None,
        };
        self.open(tag, range);
    }

    fn open(&mut self, tag: Option<Tag>, range: &Range<usize>) {
        let depth = self.frames.iter().filter(|frame| frame.tag.is_some());
        // Without its paragraph a text would have no block around it.
        let fits = depth.count() < MOST_DEPTH || tag == Some(Tag::Paragraph);
        if !fits && matches!(tag, Some(Tag::Item | Tag::Row | Tag::Heading)) {
            self.push(Piece::Break);
        } else if !fits && matches!(tag, Some(Tag::Cell { .. })) {
            self.push(Piece::Plain(" ".to_owned()));
        }
        let tag = tag.filter(|_| fits);
        if let Some(tag) = &tag {
            self.push(Piece::Open(tag.clone()));
        }
        self.frames.push(Frame {
            tag,
            end: range.start,
            ..Frame::default()
        });
    }

    /// Begins an element that is shown as it was typed, with what is in it.
    fn as_typed(&mut self, start: &str, range: &Range<usize>) {
        self.run.push_str(start);
        self.frames.push(Frame {
            typed: true,
            end: range.start + start.len(),
            ..Frame::default()
        });
    }

    fn end(&mut self, range: &Range<usize>) {
        if let Some((language, code)) = self.block.take() {
            let code = code.strip_suffix('\n').unwrap_or(&code);
            let code = restore(code).into_owned();
            self.push(Piece::Block { language, code });
        }
        if let Some(end) = self
            .frames
            .last()
            .filter(|frame| frame.typed)
            .map(|frame| frame.end)
        {
            self.text(end.min(range.end)..range.end);
        }
        self.flush(false);
        let Some(frame) = self.frames.pop() else {
            return;
        };
        if frame.tag == Some(Tag::Row) {
            self.surplus(frame.end..range.end);
        }
        if frame.tag == Some(Tag::Paragraph) {
            while self.pieces.pop_if(|piece| *piece == Piece::Break).is_some() {}
        }
        if let Some(tag) = frame.tag {
            self.push(Piece::Close(tag));
        }
    }

    /// A link to a checked address; `Some(None)` where its text stands in a link already.
    fn link(&self, mark: &Mark<'s>, events: &[Spanned<'s>]) -> Option<Option<Tag>> {
        let (Mark::Link {
            dest_url, title, ..
        }
        | Mark::Image {
            dest_url, title, ..
        }) = mark
        else {
            return None;
        };
        if self.is_in_link() {
            return Some(None);
        }
        let mut depth = 0;
        let mut label = String::new();
        for (event, _) in events {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Text(text) | Event::Code(text) => label.push_str(text),
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        let address = links::checked(&restore(dest_url), &restore(&label))?;
        let title = restore(title).into_owned();
        is_visible(&label).then_some(Some(Tag::Link { address, title }))
    }

    pub(super) fn is_in_link(&self) -> bool {
        let mut tags = self.frames.iter().filter_map(|frame| frame.tag.as_ref());
        tags.any(|tag| matches!(tag, Tag::Link { .. }))
    }

    fn cell(&mut self) -> Tag {
        let align = self.columns.get(self.column).copied();
        self.column += 1;
        Tag::Cell {
            align: align.unwrap_or(Align::Start),
            head: self.in_head,
        }
    }

    /// What stands in a row behind its last column is shown all the same.
    fn surplus(&mut self, range: Range<usize>) {
        let typed = self.source.get(range).unwrap_or_default();
        let typed = typed.trim_matches(|c: char| c == '|' || c.is_whitespace());
        if is_visible(typed) {
            let cell = self.cell();
            self.push(Piece::Open(cell.clone()));
            self.push(Piece::Plain(restore(typed).into_owned()));
            self.push(Piece::Close(cell));
        }
    }

    fn code(&mut self, text: &str) {
        if let Some((_, code)) = &mut self.block {
            code.push_str(text);
        }
    }
}

/// A code block's language, and what of its first line is no language but text.
fn opened(kind: &CodeBlockKind<'_>) -> (Option<&'static str>, String) {
    let CodeBlockKind::Fenced(info) = kind else {
        return (None, String::new());
    };
    let info = restore(info);
    let word = info.split_whitespace().next().unwrap_or_default();
    match languages::find(word.trim_matches(['{', '}', '.', ','])) {
        Some(language) if info.is_ascii() => (Some(language), String::new()),
        // A language that is not coloured.
        None if word.len() == info.len() && languages::is_name(word) => (None, String::new()),
        _ => (None, format!("{info}\n")),
    }
}

const fn align(alignment: &Alignment) -> Align {
    match alignment {
        Alignment::None | Alignment::Left => Align::Start,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::End,
    }
}
