//! The plain form of the reactions under a message, for pages without a script.

use axum::extract::{Path, State};
use axum::response::Redirect;

use super::error::Error;
use super::form::Fields;
use super::mark_forms::message_path;
use super::room_path::RoomPath;
use super::routes::Routes;
use crate::app::App;
use crate::auth::Scope;
use crate::chat::Mark;
use crate::domain::{ErrorCode, MessageId, ReactionEmoji};

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().post("/rooms/{room}/messages/{id}/reactions", react)
}

/// The button says which: `add` or `remove`, with the emoji as its value.
async fn react(
    State(app): State<App>,
    scope: Scope,
    RoomPath(room): RoomPath,
    Path((_, id)): Path<(String, String)>,
    fields: Fields,
) -> Result<Redirect, Error> {
    let room = app.chat().enter(scope.user.id, &room).await?.room;
    let id: MessageId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    let added = fields.get("remove").is_empty();
    let typed = fields.get(if added { "add" } else { "remove" });
    let emoji = ReactionEmoji::parse(typed)?;
    let mark = Mark { added, nonce: None };
    let chat = app.chat();
    chat.react(scope.user.id, room.id, id, emoji, mark).await?;
    Ok(Redirect::to(&message_path(&room, id)))
}
