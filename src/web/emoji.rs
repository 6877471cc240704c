//! Emoji of this site: their pictures, and the list for picker and completion. Signed-in people see them; to others
//! none is there.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::error::Error;
use super::routes::Routes;
use super::view::emoji_path;
use crate::app::App;
use crate::auth::Scope;
use crate::domain::EmojiName;

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/emoji/{name}", picture)
        .get("/api/emoji", list)
}

/// `GET /emoji/{name}`: the picture. With the version in its address (`?v=…`) it is kept for a year, without one the
/// browser asks each time whether it is still the same.
async fn picture(
    State(app): State<App>,
    scope: Option<Scope>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    scope.ok_or_else(Error::not_found)?;
    let name = EmojiName::parse(&name).ok_or_else(Error::not_found)?;
    let picture = app.chat().emoji_picture(&name).await?;
    let is_this = query.as_deref() == Some(&format!("v={}", picture.version));
    let caching = if is_this {
        "private, max-age=31536000, immutable"
    } else {
        "private, no-cache"
    };
    let etag = format!("\"{}\"", picture.version);
    let known = headers.get(IF_NONE_MATCH);
    let head = [
        (CACHE_CONTROL, caching.to_owned()),
        (ETAG, etag.clone()),
        (CONTENT_TYPE, picture.kind),
    ];
    if known.is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    Ok((head, picture.bytes).into_response())
}

/// `GET /api/emoji`: all of them, by name.
async fn list(State(app): State<App>, _: Scope) -> Result<Json<Value>, Error> {
    let rows = app.chat().emoji_list().await?;
    let emoji: Vec<Value> = rows
        .iter()
        .map(|row| {
            let url = format!("{}?v={}", emoji_path(&row.name), row.version);
            json!({ "name": row.name, "url": url })
        })
        .collect();
    Ok(Json(json!({ "emoji": emoji })))
}
