//! Finding what was said: the API's call, and the page that works without a script.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::Error;
use super::extract::Query;
use super::reader_marks::ReaderMarks;
use super::routes::Routes;
use super::sidebar::sidebar;
use super::view::{HitView, Page, SearchPage, Shell};
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::chat::{Hit, Hits, SearchForm};
use crate::domain::Message;
use crate::domain::text::is_visible;

/// Messages of one answer.
const PAGE: usize = 50;

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/api/search", answer)
        .get("/search", page)
}

/// As text, so that what is no date gets our sentence.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    room: String,
    from: String,
    before: String,
    after: String,
    cursor: String,
}

impl From<Asked> for SearchForm {
    fn from(asked: Asked) -> Self {
        Self {
            line: asked.q,
            room: asked.room,
            from: asked.from,
            before: asked.before,
            after: asked.after,
            cursor: asked.cursor,
        }
    }
}

async fn answer(
    State(app): State<App>,
    scope: Scope,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Error> {
    let form = SearchForm::from(asked);
    let found = app.chat().search(scope.user.id, &form, PAGE).await?;
    let messages: Vec<&Message> = found.hits.iter().map(|hit| &hit.message).collect();
    let marks = ReaderMarks::read(&app, scope.user.id, &messages).await?;
    let messages: Vec<Value> = found.hits.iter().map(|hit| frame(&marks, hit)).collect();
    let mut answer = json!({ "messages": messages, "cursor": found.cursor });
    if found.indexing {
        answer["indexing"] = json!(true);
    }
    Ok(Json(answer))
}

/// A message as the protocol shows it, with what a reader calls its room.
fn frame(marks: &ReaderMarks, hit: &Hit) -> Value {
    let mut frame = json!(marks.frame(&hit.room.name, &hit.message));
    frame["room_title"] = json!(hit.room.title);
    frame["room_kind"] = json!(hit.room.kind);
    frame
}

async fn page(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let form = SearchForm::from(asked);
    let mut status = StatusCode::OK;
    let (mut found, mut error) = (Hits::default(), None);
    let asks = is_visible(&form.line);
    if asks {
        match app.chat().search(scope.user.id, &form, PAGE).await {
            Ok(hits) => found = hits,
            Err(refused) if !refused.is_fault() => {
                let refused = Error::from(refused);
                error = Some(refused.refusal().detail(scope.locale));
                status = refused.status();
            }
            Err(fault) => return Err(fault.into()),
        }
    }
    let blocked = app.chat().blocked_by(scope.user.id).await?;
    let view = |hit: &Hit| HitView {
        folded: blocked
            .iter()
            .any(|person| person.id == hit.message.author.id),
        ..HitView::from(hit)
    };
    let mut sidebar = sidebar(&app, &scope, None).await?;
    sidebar.browsing = false;
    sidebar.searched.clone_from(&form.line);
    let page = SearchPage {
        shell: Shell::of(&app, Some(&visitor)),
        sidebar,
        asks,
        older: found
            .cursor
            .as_deref()
            .map(|cursor| older_path(&form, cursor)),
        is_first: form.cursor.is_empty(),
        line: form.line,
        hits: found.hits.iter().map(view).collect(),
        indexing: found.indexing,
        error,
    };
    Ok(Page(status, page).into_response())
}

fn older_path(form: &SearchForm, cursor: &str) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [
        ("q", form.line.as_str()),
        ("room", &form.room),
        ("from", &form.from),
        ("before", &form.before),
        ("after", &form.after),
        ("cursor", cursor),
    ] {
        if !value.is_empty() {
            pairs.append_pair(name, value);
        }
    }
    format!("/search?{}", pairs.finish())
}
