//! Reactions, pins and bookmarks for programs.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::api::{find_message, json_body, present};
use super::error::Error;
use super::extract::Query;
use super::paging::{cut, read_cursor};
use super::reader_marks::ReaderMarks;
use super::room_path::RoomPath;
use super::routes::Routes;
use crate::app::App;
use crate::auth::Scope;
use crate::chat::Bookmark;
use crate::consumers::{read_mark, read_reaction};
use crate::domain::{ErrorCode, Message};

const PAGE: i64 = 50;

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/api/messages/{id}/reactions", people)
        .post("/api/messages/{id}/reactions", react)
        .post("/api/messages/{id}/pin", pin)
        .post("/api/messages/{id}/bookmark", bookmark)
        .get("/api/rooms/{room}/pins", pins)
        .get("/api/bookmarks", bookmarks)
}

/// Who has answered a message, by emoji: all of them, with names.
async fn people(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<String>,
) -> Result<Json<Value>, Error> {
    let (room, id) = find_message(&app, &scope, &id).await?;
    let message = app.chat().message(room.id, id).await?;
    if message.deleted {
        return Err(ErrorCode::NotFound.into());
    }
    let reactions = app.chat().reactions(id).await?;
    app.chat().confirm(scope.user.id, &room).await?;
    let reactions: Vec<Value> = reactions
        .iter()
        .map(|(emoji, people)| json!({ "emoji": emoji, "count": people.len(), "people": people }))
        .collect();
    Ok(Json(json!({ "reactions": reactions })))
}

async fn react(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<Value>, Error> {
    let (room, id) = find_message(&app, &scope, &id).await?;
    let (emoji, mark) = read_reaction(&json_body(request).await?)?;
    let chat = app.chat();
    chat.react(scope.user.id, room.id, id, emoji, mark).await?;
    present(&app, &scope, &room, id).await
}

async fn pin(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<Value>, Error> {
    let (room, id) = find_message(&app, &scope, &id).await?;
    let mark = read_mark(&json_body(request).await?)?;
    app.chat().pin(scope.user.id, room.id, id, mark).await?;
    present(&app, &scope, &room, id).await
}

async fn bookmark(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<String>,
    request: Request,
) -> Result<StatusCode, Error> {
    let (room, id) = find_message(&app, &scope, &id).await?;
    let mark = read_mark(&json_body(request).await?)?;
    let chat = app.chat();
    chat.bookmark(scope.user.id, &room, id, mark.added).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn pins(
    State(app): State<App>,
    scope: Scope,
    RoomPath(room): RoomPath,
) -> Result<Json<Value>, Error> {
    let room = app.chat().enter(scope.user.id, &room).await?.room;
    let messages = app.chat().pins(room.id).await?;
    let messages: Vec<&Message> = messages.iter().collect();
    let marks = ReaderMarks::read(&app, scope.user.id, &messages).await?;
    app.chat().confirm(scope.user.id, &room).await?;
    let frame = |message: &&'_ Message| json!(marks.frame(&room.name, message));
    let messages: Vec<Value> = messages.iter().map(frame).collect();
    Ok(Json(json!({ "messages": messages })))
}

/// As text, so that what is no number gets our sentence.
#[derive(Debug, Deserialize)]
struct PageQuery {
    cursor: Option<String>,
}

async fn bookmarks(
    State(app): State<App>,
    scope: Scope,
    Query(query): Query<PageQuery>,
) -> Result<Json<Value>, Error> {
    let (user, before) = (scope.user.id, read_cursor(query.cursor.as_deref())?);
    let mut page = app.chat().bookmarks(user, before, PAGE + 1).await?;
    let cursor = cut(&mut page, PAGE, |bookmark| bookmark.id);
    let messages: Vec<&Message> = page.iter().map(|kept| &kept.message).collect();
    let marks = ReaderMarks::read(&app, user, &messages).await?;
    let frame = |kept: &Bookmark| json!(marks.frame(&kept.room_name, &kept.message));
    let messages: Vec<Value> = page.iter().map(frame).collect();
    Ok(Json(json!({ "messages": messages, "cursor": cursor })))
}
