//! What holds of the HTML of any text: checked by tests, and by the fuzz target of `fuzz/`.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use ammonia::Builder;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Each tag that may stand there, with its attributes.
const ALLOWED: [(&str, &[&str]); 21] = [
    ("p", &["class"]),
    ("br", &[]),
    ("em", &[]),
    ("strong", &[]),
    ("del", &[]),
    ("code", &["class"]),
    ("pre", &[]),
    ("blockquote", &[]),
    ("ul", &[]),
    ("ol", &["start"]),
    ("li", &[]),
    ("a", &["href", "title", "target", "rel"]),
    ("span", &["class", "data-user"]),
    ("img", &["class", "src", "alt", "title"]),
    ("div", &["class"]),
    ("table", &[]),
    ("thead", &[]),
    ("tbody", &[]),
    ("tr", &[]),
    ("th", &["class"]),
    ("td", &["class"]),
];

/// What a reader of the HTML finds.
#[derive(Default)]
struct Found {
    text: RefCell<String>,
    faults: RefCell<BTreeSet<String>>,
}

impl TokenSink for Found {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::CharacterTokens(text) => self.text.borrow_mut().push_str(&text),
            Token::TagToken(tag) => {
                let fault = fault_of(&tag);
                self.faults.borrow_mut().extend(fault);
            }
            Token::CommentToken(_) | Token::DoctypeToken(_) | Token::NullCharacterToken => {
                self.faults.borrow_mut().insert(format!("{token:?}"));
            }
            Token::ParseError(_) | Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

fn fault_of(tag: &Tag) -> Option<String> {
    let Some((_, attributes)) = ALLOWED.iter().find(|(name, _)| *name == &*tag.name) else {
        return Some(format!("a tag {}", tag.name));
    };
    if tag.kind == TagKind::EndTag {
        return None;
    }
    tag.attrs.iter().find_map(|attribute| {
        let (name, value) = (&*attribute.name.local, &*attribute.value);
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        let fits = attributes.contains(&name)
            && match name {
                "href" => value.starts_with("http://") || value.starts_with("https://"),
                "src" => value.starts_with("/emoji/"),
                "data-user" => value == "room" || digits,
                "start" => digits,
                "rel" => value == "noopener noreferrer nofollow ugc",
                "target" => value == "_blank",
                _ => true,
            };
        (!fits).then(|| format!("{name}={value:?} of {}", tag.name))
    })
}

fn found(html: &str) -> Found {
    let queue = BufferQueue::default();
    queue.push_back(html.into());
    let tokenizer = Tokenizer::new(Found::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink
}

/// Han letters, in their order: nothing of Markdown is made of them, so none may be lost.
pub fn han(text: &str) -> String {
    let is_han = |c: &char| matches!(c, '\u{4E00}'..='\u{9FFF}');
    text.chars().filter(is_han).collect()
}

/// Fails where the HTML of a text is not what it must be.
pub fn must_be_sound(text: &str, html: &str) {
    let found = found(html);
    let faults = found.faults.into_inner();
    assert!(faults.is_empty(), "{faults:?}\nof {text:?}\nin {html}");
    assert_eq!(again(html), html, "parsed again, of {text:?}");
    if !text.contains("](") && !text.contains("://") {
        assert_eq!(
            han(&found.text.into_inner()),
            han(text),
            "{text:?}\nin {html}"
        );
    }
    let bytes = text.len() + html.len();
    assert!(
        bytes < 65_280 || text.len() > 16_000,
        "{bytes} bytes of {text:?}"
    );
}

/// What a parser and a cleaner of our own make of it: nothing else, or it was not well-formed.
fn again(html: &str) -> String {
    let attributes: HashMap<&str, HashSet<&str>> = ALLOWED
        .iter()
        .map(|(tag, names)| (*tag, names.iter().copied().collect()))
        .collect();
    Builder::empty()
        .tags(ALLOWED.iter().map(|(tag, _)| *tag).collect())
        .tag_attributes(attributes)
        .link_rel(None)
        .url_schemes(HashSet::from(["http", "https"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .clean(html)
        .to_string()
}
