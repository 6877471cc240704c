//! The page of what one keeps for oneself, over all rooms.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::error::Error;
use super::extract::Query;
use super::form::Fields;
use super::paging::{cut, read_cursor};
use super::routes::Routes;
use super::sidebar::sidebar;
use super::view::{BookmarkView, BookmarksPage, MessageView, Page, Shell};
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::chat::Bookmark;
use crate::domain::{ErrorCode, MessageId};

/// Messages of a page.
const PAGE: i64 = 50;

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/bookmarks", page)
        .post("/bookmarks", let_go)
}

#[derive(Debug, Deserialize)]
struct Wish {
    cursor: Option<String>,
}

async fn page(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    let before = read_cursor(wish.cursor.as_deref())?;
    let found = app.chat().bookmarks(scope.user.id, before, PAGE + 1);
    let mut found = found.await?;
    let cursor = cut(&mut found, PAGE, |bookmark| bookmark.id);
    let blocked = app.chat().blocked_by(scope.user.id).await?;
    let view = |kept: &Bookmark| BookmarkView {
        folded: blocked
            .iter()
            .any(|person| person.id == kept.message.author.id),
        message: MessageView::from(&kept.message),
        room: kept.room_name.to_string(),
        title: kept.room_title.clone(),
    };
    let mut sidebar = sidebar(&app, &scope, None).await?;
    (sidebar.browsing, sidebar.at_bookmarks) = (false, true);
    let page = BookmarksPage {
        shell: Shell::of(&app, Some(&visitor)),
        sidebar,
        bookmarks: found.iter().map(view).collect(),
        older: wish.cursor.is_some(),
        next: cursor.map(|cursor| format!("/bookmarks?cursor={cursor}")),
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

async fn let_go(State(app): State<App>, scope: Scope, fields: Fields) -> Result<Redirect, Error> {
    let id: MessageId = fields.get("id").parse().map_err(|_| ErrorCode::NotFound)?;
    let room = app.chat().enter_by_message(scope.user.id, id).await?.room;
    app.chat().bookmark(scope.user.id, &room, id, false).await?;
    Ok(Redirect::to("/bookmarks"))
}
