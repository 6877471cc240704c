//! A person's page, and having had enough of somebody.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::error::Error;
use super::form::Fields;
use super::routes::Routes;
use super::view::{Page, PersonPage, PersonView, Shell};
use crate::app::App;
use crate::auth::next_path::safe_next;
use crate::auth::{Scope, Visitor};
use crate::domain::{ErrorCode, SiteRole};

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/people/{username}", person)
        .post("/people/{username}/block", block)
}

async fn person(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    Path(username): Path<String>,
) -> Result<Response, Error> {
    let user = app.chat().user_named(&username).await?;
    let blocked = app.chat().blocked_by(scope.user.id).await?;
    let page = PersonPage {
        shell: Shell::of(&app, Some(&visitor)),
        person: PersonView::from(&user.person()),
        bot: user.role == SiteRole::Bot,
        deactivated: user.deactivated_at.is_some(),
        own: user.id == scope.user.id,
        blocked: blocked.iter().any(|person| person.id == user.id),
        admin: scope.user.role == SiteRole::Admin,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

/// Back to where it was pressed: the person's page, or the list of those who are blocked.
async fn block(
    State(app): State<App>,
    scope: Scope,
    Path(username): Path<String>,
    fields: Fields,
) -> Result<Redirect, Error> {
    let user = app.chat().user_named(&username).await?;
    let blocked = match fields.get("blocked") {
        "1" => true,
        "0" => false,
        _ => return Err(ErrorCode::Invalid.into()),
    };
    app.chat()
        .set_blocked(scope.user.id, user.id, blocked)
        .await?;
    let back = safe_next(fields.get("next"));
    let back = back.unwrap_or_else(|| PersonView::from(&user.person()).path());
    Ok(Redirect::to(&back))
}
