//! Emoji of this site in pages.

use askama::Template;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{FieldView, Menu, Shell};

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// The address of a picture, without its version.
#[must_use]
pub fn emoji_path(name: &str) -> String {
    format!("/emoji/{}", utf8_percent_encode(name, SEGMENT))
}

/// `GET /admin/emoji/new` and `POST /admin/emoji/new` (multipart: `name`, `file`).
#[derive(Debug, Template)]
#[template(path = "pages/admin_emoji.html")]
pub struct EmojiPage {
    /// Around the page.
    pub shell: Shell,
    /// The parts of the site.
    pub menu: Menu,
    /// As typed.
    pub called: FieldView,
    /// Never has a value: no page can give a browser a file back.
    pub file: FieldView,
}
