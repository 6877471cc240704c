//! `/`: the way to where a person belongs.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use tower_sessions::cookie::{Cookie, SameSite};

use super::error::Error;
use super::routes::Routes;
use super::view::room_path;
use crate::app::App;
use crate::auth::Visitor;
use crate::auth::origin::cookies;
use crate::domain::RoomName;
use crate::domain::room::LOBBY;
use crate::store::users;

/// Remembers the last room in the browser: a `GET` changes nothing on the server.
const LAST_ROOM: &str = "last_room";

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/", home)
}

async fn home(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let Some(scope) = visitor.scope else {
        let ready = users::any_exists(app.store().reader()).await?;
        return Ok(Redirect::to(if ready { "/login" } else { "/setup" }).into_response());
    };
    let last = cookies(&headers)
        .find(|cookie| cookie.name() == LAST_ROOM)
        .and_then(|cookie| {
            let decoded = percent_encoding::percent_decode_str(cookie.value()).decode_utf8();
            decoded.ok().map(|name| name.into_owned())
        });
    if let Some(name) = last
        && let Ok(entrance) = app.chat().enter(scope.user.id, &name).await
    {
        return Ok(Redirect::to(&room_path(entrance.room.name.as_str())).into_response());
    }
    Ok(Redirect::to(&room_path(LOBBY)).into_response())
}

/// Adds the cookie that brings this browser back to `room`.
pub(super) fn remember(app: &App, room: &RoomName, response: &mut Response) {
    let path = room_path(room.as_str());
    let value = path.rsplit('/').next().unwrap_or_default().to_owned();
    let cookie = Cookie::build((LAST_ROOM, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.settings().is_https())
        .permanent()
        .build();
    if let Ok(value) = cookie.to_string().parse() {
        response.headers_mut().append(SET_COOKIE, value);
    }
}
