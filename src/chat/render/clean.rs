//! The last step: only a closed list of tags and attributes comes through, whatever the steps before did.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::languages;

const TAGS: [&str; 21] = [
    "p",
    "br",
    "em",
    "strong",
    "del",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "a",
    "span",
    "img",
    "div",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(cleaner);

/// Cleans, and changes nothing that is clean.
pub(super) fn clean(html: &str) -> String {
    CLEANER.clean(html).to_string()
}

fn cleaner() -> Builder<'static> {
    let mut cleaner = Builder::empty();
    let attributes = [
        ("a", vec!["href", "title"]),
        ("ol", vec!["start"]),
        ("span", vec!["data-user"]),
        ("img", vec!["src", "alt", "title"]),
    ];
    let languages: HashSet<&str> = languages::classes().map(|class| &*class.leak()).collect();
    let classes = [
        ("p", HashSet::from(["only-emoji"])),
        ("span", HashSet::from(["mention", "spoiler"])),
        ("img", HashSet::from(["emoji"])),
        ("div", HashSet::from(["table"])),
        ("th", HashSet::from(["align-center", "align-end"])),
        ("td", HashSet::from(["align-center", "align-end"])),
        ("code", languages),
    ];
    cleaner
        .tags(HashSet::from(TAGS))
        .tag_attributes(
            attributes
                .map(|(tag, names)| (tag, names.into_iter().collect()))
                .into(),
        )
        .allowed_classes(HashMap::from(classes))
        .url_schemes(HashSet::from(["http", "https"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer nofollow ugc"))
        .set_tag_attribute_value("a", "target", "_blank")
        .attribute_filter(filter);
    cleaner
}

/// The values that an attribute may have.
fn filter<'v>(tag: &str, name: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = match (tag, name) {
        ("a", "href") => value.starts_with("http"),
        ("ol", "start") => digits(value),
        ("span", "data-user") => value == "room" || digits(value),
        ("img", "src") => value.starts_with("/emoji/"),
        _ => true,
    };
    fits.then_some(Cow::Borrowed(value))
}
