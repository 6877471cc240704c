//! The JSON API: the same verbs as the pages and sockets, for programs.

use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::door::would_admit;
use super::error::Error;
use super::form::body;
use super::room_path::RoomPath;
use super::routes::Routes;
use crate::app::App;
use crate::auth::Scope;
use crate::chat::Around;
use crate::consumers::{MessageFrame, read_message, read_object};
use crate::domain::{ErrorCode, MessageId, Refusal, Room, Sentence, Seq};

const PAGE: i64 = 50;
const LARGEST_PAGE: i64 = 100;

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/api/me", me)
        .get("/api/rooms", rooms)
        .get("/api/rooms/{room}/status", status)
        .get("/api/rooms/{room}/messages", messages)
        .post("/api/rooms/{room}/messages", post)
        .patch("/api/messages/{id}", edit)
        .delete("/api/messages/{id}", delete)
}

async fn me(scope: Scope) -> Json<Value> {
    Json(json!({ "user": scope.user.person() }))
}

async fn rooms(State(app): State<App>, scope: Scope) -> Result<Json<Value>, Error> {
    let rooms = app.chat().rooms_of(&scope.user).await?;
    let rooms: Vec<Value> = rooms
        .iter()
        .map(|entry| {
            let room = &entry.room;
            json!({
                "name": room.name, "title": room.title, "topic": room.topic, "kind": room.kind,
                "archived": room.archived, "joined": entry.role.is_some(), "head": room.head,
                "unread": entry.unread.unread, "mentions": entry.unread.mentions,
            })
        })
        .collect();
    Ok(Json(json!({ "rooms": rooms })))
}

/// What a browser asks after a refused handshake, whose status it cannot read.
async fn status(
    State(app): State<App>,
    scope: Scope,
    RoomPath(room): RoomPath,
) -> Result<StatusCode, Error> {
    app.chat().enter(scope.user.id, &room).await?;
    would_admit(&app, scope.user.id)?;
    Ok(StatusCode::NO_CONTENT)
}

/// As text, so that what is no number gets our sentence.
#[derive(Debug, Deserialize)]
struct PageQuery {
    before: Option<String>,
    after: Option<String>,
    around: Option<String>,
    limit: Option<String>,
}

impl PageQuery {
    fn around(&self) -> Result<Around, Refusal> {
        let wrong = || Refusal::because(ErrorCode::BadRequest, Sentence::new("api-bad-seq"));
        let seq = |text: &str| match text.parse::<i64>() {
            Ok(seq) if seq >= 0 => Ok(Seq(seq)),
            _ => Err(wrong()),
        };
        match (&self.before, &self.after, &self.around) {
            (None, None, None) => Ok(Around::Newest),
            (Some(before), None, None) => seq(before).map(Around::Before),
            (None, Some(after), None) => seq(after).map(Around::After),
            (None, None, Some(around)) => seq(around).map(Around::Seq),
            _ => Err(wrong()),
        }
    }

    fn limit(&self) -> Result<i64, Refusal> {
        let Some(text) = &self.limit else {
            return Ok(PAGE);
        };
        match text.parse::<i64>() {
            Ok(limit) if limit >= 1 => Ok(limit.min(LARGEST_PAGE)),
            _ => Err(Refusal::because(
                ErrorCode::BadRequest,
                Sentence::new("api-bad-limit"),
            )),
        }
    }
}

async fn messages(
    State(app): State<App>,
    scope: Scope,
    RoomPath(room): RoomPath,
    Query(query): Query<PageQuery>,
) -> Result<Json<Value>, Error> {
    let entrance = app.chat().enter(scope.user.id, &room).await?;
    let (around, limit) = (query.around()?, query.limit()?);
    let room = &entrance.room;
    let history = app.chat().history(room.id, around, limit).await?;
    let messages: Vec<MessageFrame<'_>> = history
        .messages
        .iter()
        .map(|message| MessageFrame::new(&room.name, message))
        .collect();
    Ok(Json(json!({
        "messages": messages, "epoch": app.chat().epoch(), "head": history.head,
        "has_before": history.has_before, "has_after": history.has_after,
    })))
}

async fn post(
    State(app): State<App>,
    scope: Scope,
    RoomPath(room): RoomPath,
    request: Request,
) -> Result<Response, Error> {
    let entrance = app.chat().enter(scope.user.id, &room).await?;
    let object = json_body(request).await?;
    let command = read_message(&object)?;
    let room = &entrance.room;
    let sent = app.chat().post(scope.user.id, room.id, command).await?;
    let status = if sent.message.is_some() {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let message = app.chat().sent_message(room.id, sent).await?;
    let frame = MessageFrame::new(&room.name, &message);
    Ok((status, Json(frame)).into_response())
}

async fn edit(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Error> {
    let (room, id) = find_message(&app, &scope, &id).await?;
    let object = json_body(request).await?;
    let command = read_message(&object)?;
    app.chat().edit(scope.user.id, room.id, id, command).await?;
    let message = app.chat().message(room.id, id).await?;
    Ok(Json(MessageFrame::new(&room.name, &message)).into_response())
}

async fn delete(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    let (room, id) = find_message(&app, &scope, &id).await?;
    app.chat().delete(scope.user.id, room.id, id, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The room of a message, if the caller may enter it: a message elsewhere is not found.
async fn find_message(app: &App, scope: &Scope, id: &str) -> Result<(Room, MessageId), Error> {
    let id: MessageId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    let entrance = app.chat().enter_by_message(scope.user.id, id).await?;
    Ok((entrance.room, id))
}

async fn json_body(request: Request) -> Result<Map<String, Value>, Error> {
    let kind = request.headers().get(CONTENT_TYPE);
    let is_json = kind
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| kind.split(';').next())
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"));
    if !is_json {
        return Err(ErrorCode::UnsupportedMediaType.into());
    }
    Ok(read_object(&body(request).await?)?)
}
