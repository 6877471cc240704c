//! The page of the texts that a message had, for everybody who can read the message.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::error::Error;
use super::room::canonical;
use super::room_path::RoomPath;
use super::rooms::room_view;
use super::routes::Routes;
use super::view::{HistoryPage, MessageView, Page, Shell, VersionView};
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::domain::{ErrorCode, MessageId};

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/rooms/{room}/messages/{id}/history", show)
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    let entrance = app.chat().enter(scope.user.id, &room).await?;
    let id: MessageId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    if let Some(redirect) = canonical(&room, &entrance, &format!("/messages/{id}/history"), None) {
        return Ok(redirect);
    }
    let message = app.chat().message(entrance.room.id, id).await?;
    if message.deleted {
        return Err(Error::not_found());
    }
    let versions = app.chat().versions(&message).await?;
    app.chat().confirm(scope.user.id, &entrance.room).await?;
    let page = HistoryPage {
        shell: Shell::of(&app, Some(&visitor)),
        room: room_view(&entrance.room, entrance.role.is_some(), 0),
        message: MessageView::from(&message),
        // The newest on top: that is what changed last.
        versions: versions.iter().rev().map(VersionView::from).collect(),
    };
    Ok(Page(StatusCode::OK, page).into_response())
}
