//! What a text is made of, once its Markdown is read: a flat list in which every tag is opened and closed.

/// How the text of a table's cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Start,
    Center,
    End,
}

/// A tag around pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Paragraph,
    /// A paragraph in strong letters: the headings of the page are the page's own.
    Heading,
    Quote,
    Bullets,
    /// From this number on.
    Numbers(u64),
    Item,
    Table,
    Head,
    Row,
    Cell {
        align: Align,
        head: bool,
    },
    Emphasis,
    Strong,
    Struck,
    Spoiler,
    /// To a checked address, with what was typed to be shown over it.
    Link {
        address: String,
        title: String,
    },
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Open(Tag),
    Close(Tag),
    /// Where mentions and emoji are read.
    Text(String),
    /// Where they are not.
    Plain(String),
    Code(String),
    Block {
        language: Option<&'static str>,
        code: String,
    },
    Break,
    /// An address that was typed as such, checked.
    Address(String),
}

impl Piece {
    /// The text in which mentions count.
    pub(super) fn prose(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What a reader sees of it.
    pub(super) fn shown(&self) -> &str {
        match self {
            Self::Text(text)
            | Self::Plain(text)
            | Self::Code(text)
            | Self::Address(text)
            | Self::Block { code: text, .. } => text,
            Self::Open(_) | Self::Close(_) | Self::Break => "",
        }
    }

    /// About how many bytes it becomes, without what mentions and custom emoji add: never less.
    pub(super) fn weight(&self) -> usize {
        let around = match self {
            Self::Open(Tag::Link { address, title }) => {
                90 + escaped_bytes(address) + escaped_bytes(title)
            }
            Self::Open(_) | Self::Close(_) => 16,
            Self::Address(address) => 80 + escaped_bytes(address),
            Self::Block { .. } => 64,
            Self::Code(_) => 13,
            Self::Break => 4,
            Self::Text(_) | Self::Plain(_) => 0,
        };
        around + escaped_bytes(self.shown())
    }
}

fn escaped_bytes(text: &str) -> usize {
    let bytes = text.chars().map(|c| match c {
        '&' => 5,
        '<' | '>' => 4,
        '"' | '\u{a0}' => 6,
        c => c.len_utf8(),
    });
    bytes.sum()
}
