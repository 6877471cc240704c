//! Which addresses become links: http and https, with nothing in them that hides where they lead.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use url::Url;

use super::piece::Piece;

fn finder() -> LinkFinder {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    // Han stands right behind a link without a space; addresses are copied percent-encoded.
    finder.url_can_be_iri(false);
    finder
}

/// Only what names its scheme, and only these: `javascript:` and what a reader cannot check stay text.
fn has_scheme(address: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        address
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// `http://bank.example@evil.example/` goes where a hurried reader does not look.
fn is_plain(address: &str) -> bool {
    let authority = address.split('/').nth(2).unwrap_or_default();
    has_scheme(address) && !authority.contains('@')
}

/// Where in a text bare addresses stand, without emphasis around them.
pub(super) fn ranges(text: &str) -> Vec<Range<usize>> {
    let links = finder();
    let found = links.links(text).filter(|link| has_scheme(link.as_str()));
    found
        .map(|link| {
            let address = link.as_str().trim_end_matches(['*', '_', '~', '|']);
            link.start()..link.start() + address.len()
        })
        .collect()
}

/// The pieces of a prose text: its bare addresses, and what is between them.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let links = finder();
    let mut pieces = Vec::new();
    let mut from = 0;
    for link in links.links(text).filter(|link| is_plain(link.as_str())) {
        pieces.push(Piece::Text(text[from..link.start()].to_owned()));
        pieces.push(Piece::Address(link.as_str().to_owned()));
        from = link.end();
    }
    pieces.push(Piece::Text(text[from..].to_owned()));
    pieces.retain(|piece| !piece.shown().is_empty());
    pieces
}

/// The address of a Markdown link that is shown as `label`; none where it must stay as it was typed: another scheme,
/// no host of its own, a user in it, or a label that looks like an address of another host.
pub(super) fn checked(destination: &str, label: &str) -> Option<String> {
    if !has_scheme(destination) {
        return None;
    }
    let url = parsed(destination)?;
    let leads_elsewhere = |link: linkify::Link<'_>| {
        parsed(link.as_str()).is_none_or(|shown| shown.host() != url.host())
    };
    let honest = !finder().links(label).any(leads_elsewhere);
    honest.then(|| url.into())
}

fn parsed(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let plain = url.username().is_empty() && url.password().is_none() && url.has_host();
    plain.then_some(url)
}
