//! The text inside of a block: lines, what is escaped, bare addresses, and spoilers.

use std::ops::Range;

use super::links;
use super::parse::Reader;
use super::piece::{Piece, Tag};
use super::prepare::restore;

impl Reader<'_> {
    /// Text as it stands in the source: what looks like an entity of HTML was typed.
    pub(super) fn text(&mut self, range: Range<usize>) {
        let mut typed = &self.source[range.clone()];
        let escaped = range.start > 0 && self.source.as_bytes()[range.start - 1] == b'\\';
        if let Some(sign) = typed
            .chars()
            .next()
            .filter(|c| matches!(c, '@' | '＠' | ':' | '|'))
            && escaped
            && self
                .frames
                .last()
                .is_some_and(|frame| frame.end < range.start)
        {
            self.flush(false);
            self.push(Piece::Plain(sign.to_string()));
            typed = &typed[sign.len_utf8()..];
        }
        let mut lines = typed.split('\n');
        self.run.push_str(lines.next().unwrap_or_default());
        for line in lines {
            self.line_end();
            self.run.push_str(line);
        }
    }

    pub(super) fn line_end(&mut self) {
        self.flush(true);
        self.push(Piece::Break);
    }

    /// Puts the text that is together into pieces.
    pub(super) fn flush(&mut self, ends_line: bool) {
        let run = std::mem::take(&mut self.run);
        let run = restore(&run);
        if run.is_empty() {
            return;
        }
        if self.is_in_link() {
            return self.push(Piece::Plain(run.into_owned()));
        }
        let mut rest = &*run;
        while let Some((before, after)) = rest.split_once("||") {
            self.prose(before);
            self.bars(before, after, ends_line);
            rest = after;
        }
        self.prose(rest);
    }

    fn prose(&mut self, text: &str) {
        for piece in links::pieces(text) {
            self.push(piece);
        }
    }

    /// `||` opens a spoiler before a text and closes it behind one, in one and the same element.
    fn bars(&mut self, before: &str, after: &str, ends_line: bool) {
        let follows_text = match before.chars().next_back() {
            Some(last) => !last.is_whitespace(),
            None => !matches!(self.pieces.last(), Some(Piece::Break)),
        };
        let precedes_text = match after.chars().next() {
            Some(first) => !first.is_whitespace(),
            None => !ends_line,
        };
        let next = self.pieces.len();
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        match frame.bars {
            Some(open) if follows_text && next > open + 1 => {
                frame.bars = None;
                self.pieces[open] = Piece::Open(Tag::Spoiler);
                self.weight += 32;
                self.push(Piece::Close(Tag::Spoiler));
            }
            None if precedes_text => {
                frame.bars = Some(next);
                self.push(Piece::Plain("||".to_owned()));
            }
            _ => self.push(Piece::Plain("||".to_owned())),
        }
    }
}
