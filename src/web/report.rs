//! Reporting a message to those who look after its room.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::error::Error;
use super::form::Fields;
use super::room::canonical;
use super::room_path::RoomPath;
use super::rooms::room_view;
use super::routes::Routes;
use super::view::{FieldView, MessageView, Page, ReportPage, Shell, room_path};
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::chat::{Entrance, MOST_REASON_CHARACTERS};
use crate::domain::{ErrorCode, Message, MessageId};

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/rooms/{room}/messages/{id}/report", form)
        .post("/rooms/{room}/messages/{id}/report", submit)
}

/// The message, where the reader may enter its room and it is there to be reported.
async fn find(
    app: &App,
    scope: &Scope,
    room: &str,
    id: &str,
) -> Result<(Entrance, Message), Error> {
    let entrance = app.chat().enter(scope.user.id, room).await?;
    let id: MessageId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    let message = app.chat().message(entrance.room.id, id).await?;
    if message.deleted {
        return Err(Error::not_found());
    }
    Ok((entrance, message))
}

async fn form(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    let (entrance, message) = find(&app, &scope, &room, &id).await?;
    if let Some(redirect) = canonical(&room, &entrance, &format!("/messages/{id}/report"), None) {
        return Ok(redirect);
    }
    let reason = FieldView::default();
    let page = page(&app, &visitor, &entrance, &message, reason);
    Ok(Page(StatusCode::OK, page).into_response())
}

fn page(
    app: &App,
    visitor: &Visitor,
    entrance: &Entrance,
    message: &Message,
    reason: FieldView,
) -> ReportPage {
    ReportPage {
        shell: Shell::of(app, Some(visitor)),
        room: room_view(&entrance.room, entrance.role.is_some(), 0),
        message: MessageView::from(message),
        at: message.at.rfc3339(),
        reason,
        most: MOST_REASON_CHARACTERS,
    }
}

async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
    Path((_, id)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let (entrance, message) = find(&app, &scope, &room, &id).await?;
    let typed = fields.get("reason");
    let reported = app
        .chat()
        .report(scope.user.id, entrance.room.id, message.id, typed)
        .await;
    let error = match reported {
        Ok(()) => {
            let room = room_path(entrance.room.name.as_str());
            let path = format!("{room}/messages/{}?reported=1", message.id);
            return Ok(Redirect::to(&path).into_response());
        }
        Err(error) => Error::from(error),
    };
    match error.status() {
        status @ (StatusCode::UNPROCESSABLE_ENTITY | StatusCode::TOO_MANY_REQUESTS) => {
            let sentence = error.refusal().detail(scope.locale);
            let reason = FieldView::new(typed).failed(sentence);
            let page = page(&app, &visitor, &entrance, &message, reason);
            Ok(Page(status, page).into_response())
        }
        _ => Err(error),
    }
}
