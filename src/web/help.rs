//! Pages of help for whoever writes: what Markdown a message understands.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::routes::Routes;
use super::view::{FormattingPage, FormattingRow, Page, Shell};
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::chat::{Markdown, Words};
use crate::domain::{CustomEmoji, Locale, People};

/// What is called by a key, and how it is typed: `W` stands for a word of the reader's language.
const THINGS: [(&str, &str); 14] = [
    ("formatting-strong", "**W**"),
    ("formatting-emphasis", "*W*"),
    ("formatting-struck", "~~W~~"),
    ("formatting-code", "`W`"),
    ("formatting-block", "```js\nlet tea = 3;\n```"),
    ("formatting-quote", "> W"),
    ("formatting-bullets", "- W\n- W"),
    ("formatting-numbers", "1. W\n2. W"),
    ("formatting-tasks", "- [x] W\n- [ ] W"),
    ("formatting-link", "[W](https://example.org)"),
    ("formatting-table", "| W | W |\n|---|--:|\n| W | 3 |"),
    ("formatting-spoiler", "||W||"),
    ("formatting-emoji", "W :tea:"),
    ("formatting-escape", "\\*W\\*"),
];

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/help/formatting", formatting)
}

async fn formatting(State(app): State<App>, visitor: Visitor, _scope: Scope) -> Response {
    let shell = Shell::of(&app, Some(&visitor));
    let rows = THINGS.map(|thing| row(shell.locale, thing)).into();
    Page(StatusCode::OK, FormattingPage { shell, rows }).into_response()
}

fn row(locale: Locale, (key, typed): (&str, &str)) -> FormattingRow {
    let typed = typed.replace('W', &locale.text("formatting-word"));
    let (people, emoji) = (People::default(), CustomEmoji::default());
    let words = Words {
        people: &people,
        emoji: &emoji,
        room: false,
    };
    FormattingRow {
        name: locale.text(key),
        html: Markdown::read(&typed).html(&words),
        typed,
    }
}
