//! The JSON API: the same verbs as the pages and sockets, for programs.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::door::would_admit;
use super::error::Error;
use super::extract::Query;
use super::form::body;
use super::reader_marks::ReaderMarks;
use super::room_path::RoomPath;
use super::routes::Routes;
use crate::app::App;
use crate::auth::Scope;
use crate::chat::Around;
use crate::consumers::{read_edit, read_message, read_object};
use crate::domain::{ErrorCode, Message, MessageId, Refusal, Room, RoomId, Sentence, Seq, Via};

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
                "id": room.id, "name": room.name, "title": room.title, "topic": room.topic, "kind": room.kind,
                "archived": room.archived, "joined": entry.role.is_some(), "head": room.head,
                "unread": entry.unread.unread, "mentions": entry.unread.mentions,
            })
        })
        .collect();
    let threads = app.chat().unread_replies(scope.user.id).await?;
    let threads: Vec<Value> = threads
        .iter()
        .map(|(id, unread)| json!({ "id": id, "unread": unread }))
        .collect();
    Ok(Json(json!({ "rooms": rooms, "threads": threads })))
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
    /// The id of a message: around its seq.
    at: Option<String>,
    limit: Option<String>,
}

impl PageQuery {
    async fn around(&self, app: &App, room: RoomId) -> Result<Around, Error> {
        Ok(match (&self.before, &self.after, &self.around, &self.at) {
            (None, None, None, None) => Around::Newest,
            (Some(before), None, None, None) => Around::Before(read_seq(before)?),
            (None, Some(after), None, None) => Around::After(read_seq(after)?),
            (None, None, Some(around), None) => Around::Seq(read_seq(around)?),
            (None, None, None, Some(id)) => {
                let id = id.parse().map_err(|_| ErrorCode::NotFound)?;
                Around::Seq(app.chat().message(room, id).await?.seq)
            }
            _ => {
                let sentence = Sentence::new("api-bad-seq");
                return Err(Refusal::because(ErrorCode::BadRequest, sentence).into());
            }
        })
    }

    fn limit(&self) -> Result<i64, Refusal> {
        read_limit(self.limit.as_deref())
    }
}

/// How many messages a page is to have.
pub(super) fn read_limit(text: Option<&str>) -> Result<i64, Refusal> {
    let Some(text) = text else {
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

/// A place in a room's log.
pub(super) fn read_seq(text: &str) -> Result<Seq, Refusal> {
    match text.parse::<i64>() {
        Ok(seq) if seq >= 0 => Ok(Seq(seq)),
        _ => Err(Refusal::because(
            ErrorCode::BadRequest,
            Sentence::new("api-bad-seq"),
        )),
    }
}

async fn messages(
    State(app): State<App>,
    scope: Scope,
    RoomPath(room): RoomPath,
    Query(query): Query<PageQuery>,
) -> Result<Json<Value>, Error> {
    let entrance = app.chat().enter(scope.user.id, &room).await?;
    let room = &entrance.room;
    let (around, limit) = (query.around(&app, room.id).await?, query.limit()?);
    let history = app.chat().history(room.id, around, limit).await?;
    let messages: Vec<&Message> = history.messages.iter().collect();
    let marks = ReaderMarks::read(&app, scope.user.id, &messages).await?;
    app.chat().confirm(scope.user.id, room).await?;
    let frame = |message: &&'_ Message| json!(marks.frame(&room.name, message));
    let messages: Vec<Value> = messages.iter().map(frame).collect();
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
    let marks = if status == StatusCode::CREATED {
        ReaderMarks::default()
    } else {
        ReaderMarks::read(&app, scope.user.id, &[&message]).await?
    };
    let frame = marks.frame(&room.name, &message);
    Ok((status, Json(frame)).into_response())
}

async fn edit(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<Value>, Error> {
    let (room, id) = find_message(&app, &scope, &id).await?;
    let object = json_body(request).await?;
    let command = read_edit(&object)?;
    app.chat()
        .edit(&scope.doer(Via::Api), room.id, id, command)
        .await?;
    present(&app, &scope, &room, id).await
}

/// A message as it is now, to one who has changed something about it.
pub(super) async fn present(
    app: &App,
    scope: &Scope,
    room: &Room,
    id: MessageId,
) -> Result<Json<Value>, Error> {
    let message = app.chat().message(room.id, id).await?;
    let marks = ReaderMarks::read(app, scope.user.id, &[&message]).await?;
    Ok(Json(json!(marks.frame(&room.name, &message))))
}

async fn delete(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    let (room, id) = find_message(&app, &scope, &id).await?;
    app.chat()
        .delete(&scope.doer(Via::Api), room.id, id, None)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The room of a message, if the caller may enter it: a message elsewhere is not found.
pub(super) async fn find_message(
    app: &App,
    scope: &Scope,
    id: &str,
) -> Result<(Room, MessageId), Error> {
    let id: MessageId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    let entrance = app.chat().enter_by_message(scope.user.id, id).await?;
    Ok((entrance.room, id))
}

/// The object of a JSON body.
pub(super) async fn json_body(request: Request) -> Result<Map<String, Value>, Error> {
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
