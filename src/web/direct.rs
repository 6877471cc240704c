//! Direct messages: from usernames to the one room that these people have.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::error::Error;
use super::form::Fields;
use super::rooms::{Forms, page};
use super::routes::Routes;
use super::view::{FieldView, room_path};
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::chat::{ChatError, MOST_DIRECT_PEOPLE};
use crate::domain::{ErrorCode, Refusal, Sentence, UserId};

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().post("/direct", open)
}

/// Refused, the form comes back in the directory, with what was typed.
async fn open(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    fields: Fields,
) -> Result<Response, Error> {
    let typed = fields.get("people");
    let opened = match people(&app, &scope, typed).await {
        Ok(people) => app.chat().direct_room(scope.user.id, people).await,
        Err(error) => Err(error),
    };
    let error = match opened {
        Ok(room) => return Ok(Redirect::to(&room_path(room.name.as_str())).into_response()),
        Err(error) => Error::from(error),
    };
    if !error.status().is_client_error() {
        return Err(error);
    }
    let sentence = error.refusal().detail(scope.locale);
    let forms = Forms {
        people: FieldView::new(typed).failed(sentence),
        ..Forms::empty(&app, &scope)
    };
    page(&app, &visitor, &scope, forms, error.status()).await
}

/// Who is meant by names between spaces and commas, with or without their `@`.
async fn people(app: &App, scope: &Scope, typed: &str) -> Result<Vec<UserId>, ChatError> {
    let names = typed
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、'))
        .map(|name| name.strip_prefix('@').unwrap_or(name))
        .filter(|name| !name.is_empty());
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for name in names {
        // Each is looked up: whoever names a thousand need not be told of all of them.
        if found.len() + unknown.len() > MOST_DIRECT_PEOPLE {
            break;
        }
        match app.chat().user_named(name).await {
            Ok(user) if user.deactivated_at.is_none() => found.push(user.id),
            Ok(_) | Err(ChatError::NotFound) => unknown.push(name),
            Err(error) => return Err(error),
        }
    }
    if unknown.is_empty() {
        return Ok(found);
    }
    let separator = scope.locale.text("page-list-separator");
    let names = unknown.join(&separator);
    let sentence = Sentence::new("direct-unknown").with("names", names);
    Err(Refusal::because(ErrorCode::Invalid, sentence).into())
}
