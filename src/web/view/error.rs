//! The page for everything that went wrong: what happened, and a way onward.

use askama::Template;

use super::Shell;

/// One template for 400, 403, 404, 405, 413, 415, 421, 429, 500, 503.
#[derive(Debug, Template)]
#[template(path = "pages/error.html")]
pub struct ErrorPage {
    /// Around the page.
    pub shell: Shell,
    /// The status, shown small.
    pub status: u16,
    /// What happened and what to do, in the reader's language.
    pub sentence: String,
    /// The id under which the cause was logged, for a fault of ours.
    pub request: Option<String>,
}

impl ErrorPage {
    /// The key of a short heading for the status.
    fn heading(&self) -> &'static str {
        match self.status {
            401 | 403 => "page-error-forbidden",
            404 => "page-error-not-found",
            421 => "page-error-host",
            429 => "page-error-too-many",
            500.. => "page-error-ours",
            _ => "page-error-request",
        }
    }
}
