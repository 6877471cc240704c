//! The plain forms that pin a message for its room and keep it for oneself, for pages without a script.

use axum::extract::{Path, State};
use axum::response::Redirect;

use super::error::Error;
use super::form::Fields;
use super::room_path::RoomPath;
use super::routes::Routes;
use super::view::room_path;
use crate::app::App;
use crate::auth::Scope;
use crate::auth::next_path::safe_next;
use crate::chat::Mark;
use crate::domain::{ErrorCode, MessageId, Room};

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .post("/rooms/{room}/messages/{id}/pin", pin)
        .post("/rooms/{room}/messages/{id}/bookmark", bookmark)
}

async fn pin(
    State(app): State<App>,
    scope: Scope,
    RoomPath(room): RoomPath,
    Path((_, id)): Path<(String, String)>,
    fields: Fields,
) -> Result<Redirect, Error> {
    let Asked { room, id, added } = read(&app, &scope, &room, &id, &fields).await?;
    let mark = Mark { added, nonce: None };
    app.chat().pin(scope.user.id, room.id, id, mark).await?;
    Ok(back(&fields, &room, id))
}

async fn bookmark(
    State(app): State<App>,
    scope: Scope,
    RoomPath(room): RoomPath,
    Path((_, id)): Path<(String, String)>,
    fields: Fields,
) -> Result<Redirect, Error> {
    let Asked { room, id, added } = read(&app, &scope, &room, &id, &fields).await?;
    app.chat().bookmark(scope.user.id, &room, id, added).await?;
    Ok(back(&fields, &room, id))
}

/// What a button asks for: its `op` is `add` or `remove`.
struct Asked {
    room: Room,
    id: MessageId,
    added: bool,
}

async fn read(
    app: &App,
    scope: &Scope,
    room: &str,
    id: &str,
    fields: &Fields,
) -> Result<Asked, Error> {
    let room = app.chat().enter(scope.user.id, room).await?.room;
    let id = id.parse().map_err(|_| ErrorCode::NotFound)?;
    let added = match fields.get("op") {
        "add" => true,
        "remove" => false,
        _ => return Err(ErrorCode::Invalid.into()),
    };
    Ok(Asked { room, id, added })
}

/// Back to the page where it was pressed, or to the message.
fn back(fields: &Fields, room: &Room, id: MessageId) -> Redirect {
    Redirect::to(&safe_next(fields.get("next")).unwrap_or_else(|| message_path(room, id)))
}

/// The address of a message, which also brings it into view, where no script does.
pub(super) fn message_path(room: &Room, id: MessageId) -> String {
    let room = room_path(room.name.as_str());
    format!("{room}/messages/{id}#message-{id}")
}
