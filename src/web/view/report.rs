//! The page on which a reader says what is wrong with a message.

use askama::Template;

use super::{FieldView, MessageView, RoomView, Shell};

/// `GET` `POST /rooms/{room}/messages/{id}/report`. Posts `reason`.
#[derive(Debug, Template)]
#[template(path = "pages/report.html")]
pub struct ReportPage {
    /// Around the page.
    pub shell: Shell,
    /// Where it was said.
    pub room: RoomView,
    /// What is reported.
    pub message: MessageView,
    /// When it was said.
    pub at: String,
    /// As typed.
    pub reason: FieldView,
    /// How long it may be, in characters.
    pub most: usize,
}
