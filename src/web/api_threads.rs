//! Threads and the texts that a message had, for programs and for the page's drawer.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::api::{find_message, json_body, read_limit, read_seq};
use super::error::Error;
use super::extract::Query;
use super::reader_marks::ReaderMarks;
use super::routes::Routes;
use crate::app::App;
use crate::auth::Scope;
use crate::chat::{Piece, Version};
use crate::domain::{ErrorCode, Seq};

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/api/messages/{id}/thread", thread)
        .post("/api/messages/{id}/thread/read", read)
        .get("/api/messages/{id}/history", history)
}

/// As text, so that what is no number gets our sentence.
#[derive(Debug, Deserialize)]
struct ThreadQuery {
    after: Option<String>,
    limit: Option<String>,
}

async fn thread(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<String>,
    Query(query): Query<ThreadQuery>,
) -> Result<Json<Value>, Error> {
    let (room, id) = find_message(&app, &scope, &id).await?;
    let after = query.after.as_deref().map_or(Ok(Seq(0)), read_seq)?;
    let limit = read_limit(query.limit.as_deref())?;
    let user = scope.user.id;
    let thread = app.chat().thread(user, room.id, id, after, limit).await?;
    let marks = ReaderMarks::read(&app, user, &thread.messages()).await?;
    app.chat().confirm(user, &room).await?;
    let frame = |message| json!(marks.frame(&room.name, message));
    let replies: Vec<Value> = thread.replies.iter().map(frame).collect();
    Ok(Json(json!({
        "room": room.name, "first": frame(&thread.first), "messages": replies, "has_after": thread.has_after,
        "last_read": thread.reading.map(|reading| reading.last_read),
        "unread": thread.reading.map_or(0, |reading| reading.unread),
    })))
}

async fn read(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<String>,
    request: Request,
) -> Result<StatusCode, Error> {
    let (room, id) = find_message(&app, &scope, &id).await?;
    let object = json_body(request).await?;
    let upto = object.get("upto").and_then(Value::as_i64);
    let back = match object.get("back") {
        None => Some(false),
        Some(back) => back.as_bool(),
    };
    let (Some(upto @ 0..), Some(back)) = (upto, back) else {
        return Err(ErrorCode::BadRequest.into());
    };
    let message = app.chat().message(room.id, id).await?;
    let thread = message.reply_to.map_or(id, |reply| reply.thread);
    app.chat()
        .mark_thread_read(scope.user.id, thread, Seq(upto), back)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn history(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<String>,
) -> Result<Json<Value>, Error> {
    let (room, id) = find_message(&app, &scope, &id).await?;
    let message = app.chat().message(room.id, id).await?;
    if message.deleted {
        return Err(Error::not_found());
    }
    let versions = app.chat().versions(&message).await?;
    app.chat().confirm(scope.user.id, &room).await?;
    let versions: Vec<Value> = versions.iter().map(version).collect();
    Ok(Json(
        json!({ "room": room.name, "id": id, "versions": versions }),
    ))
}

/// The first text has no changes.
fn version(version: &Version) -> Value {
    let change = |piece: &Piece| match piece {
        Piece::Same(text) => json!({ "op": "same", "text": text }),
        Piece::Removed(text) => json!({ "op": "removed", "text": text }),
        Piece::Added(text) => json!({ "op": "added", "text": text }),
    };
    let changes: Vec<Value> = version.pieces.iter().map(change).collect();
    json!({ "message": version.text, "by": version.by, "at": version.at, "changes": changes })
}
