//! Leaving a room: the question first, because not every room lets one in again.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::error::Error;
use super::home;
use super::room::canonical;
use super::room_path::RoomPath;
use super::rooms::room_view;
use super::routes::Routes;
use super::view::{LeavePage, Page, Shell};
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::domain::{ErrorCode, RoomKind, RoomName, RoomRole};

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/rooms/{room}/leave", ask)
        .post("/rooms/{room}/leave", leave)
}

/// For members: who has not joined has nothing to leave.
async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
) -> Result<Response, Error> {
    let entrance = app.chat().enter(scope.user.id, &room).await?;
    if let Some(redirect) = canonical(&room, &entrance, "/leave", None) {
        return Ok(redirect);
    }
    let role = entrance.role.ok_or(ErrorCode::NotFound)?;
    if entrance.room.kind == RoomKind::Direct {
        return Err(Error::not_found());
    }
    let page = LeavePage {
        shell: Shell::of(&app, Some(&visitor)),
        room: room_view(&entrance.room, true, 0),
        owner: role == RoomRole::Owner,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

/// Not back into the room that was left: the way to where one belongs begins at the lobby then.
async fn leave(
    State(app): State<App>,
    scope: Scope,
    RoomPath(room): RoomPath,
) -> Result<Response, Error> {
    let entrance = app.chat().enter(scope.user.id, &room).await?;
    app.chat().leave(scope.user.person(), &entrance).await?;
    let mut response = Redirect::to("/").into_response();
    home::remember(&app, &RoomName::lobby(), &mut response);
    Ok(response)
}
