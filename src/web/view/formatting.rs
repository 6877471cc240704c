//! The page that shows what Markdown a message understands: each thing as it is typed, and as it is shown.

use askama::Template;

use super::Shell;

/// One thing that can be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormattingRow {
    /// What it is called, in the reader's language.
    pub name: String,
    /// As typed.
    pub typed: String,
    /// As the renderer shows it: sanitised, not escaped by the template.
    pub html: String,
}

/// `GET /help/formatting`.
#[derive(Template)]
#[template(path = "pages/formatting.html")]
pub struct FormattingPage {
    /// Around the page.
    pub shell: Shell,
    /// All of them, the most wanted first.
    pub rows: Vec<FormattingRow>,
}
