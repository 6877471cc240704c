//! Whom one has blocked, with the way back.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::account::{Saved, menu};
use super::error::Error;
use super::extract::Query;
use super::routes::Routes;
use super::view::{BlockedPage, Page, PersonView, Shell};
use crate::app::App;
use crate::auth::{Scope, Visitor};

const PATH: &str = "/account/blocked";

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get(PATH, list)
}

async fn list(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    Query(saved): Query<Saved>,
) -> Result<Response, Error> {
    let people = app.chat().blocked_by(scope.user.id).await?;
    let page = BlockedPage {
        shell: Shell::of(&app, Some(&visitor)),
        menu: menu(visitor.locale, PATH),
        people: people.iter().map(PersonView::from).collect(),
        saved: saved.is_so(),
    };
    Ok(Page(StatusCode::OK, page).into_response())
}
