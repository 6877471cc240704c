//! The page of what a room keeps at hand. With a script the same stands in the drawer beside the room.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::error::Error;
use super::reader_marks::ReaderMarks;
use super::room::canonical;
use super::room_path::RoomPath;
use super::room_standing::room_standing;
use super::rooms::room_view;
use super::routes::Routes;
use super::sidebar::sidebar;
use super::view::{Page, PinView, PinsPage, Shell};
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::domain::Message;

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/rooms/{room}/pins", show)
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    RoomPath(room): RoomPath,
) -> Result<Response, Error> {
    let entrance = app.chat().enter(scope.user.id, &room).await?;
    if let Some(redirect) = canonical(&room, &entrance, "/pins", None) {
        return Ok(redirect);
    }
    let pins = app.chat().pins(entrance.room.id).await?;
    let blocked = app.chat().blocked_by(scope.user.id).await?;
    let messages: Vec<&Message> = pins.iter().collect();
    let marks = ReaderMarks::read(&app, scope.user.id, &messages).await?;
    app.chat().confirm(scope.user.id, &entrance.room).await?;
    let muted_until = app.chat().muted_until(&entrance);
    let view = |message: &Message| PinView {
        message: marks.view(message),
        folded: blocked.iter().any(|person| person.id == message.author.id),
    };
    let page = PinsPage {
        shell: Shell::of(&app, Some(&visitor)),
        sidebar: sidebar(&app, &scope, Some(entrance.room.id)).await?,
        room: room_view(&entrance.room, entrance.role.is_some(), 0),
        may_pin: room_standing(&scope, &entrance, muted_until).pins,
        pins: pins.iter().map(view).collect(),
    };
    Ok(Page(StatusCode::OK, page).into_response())
}
