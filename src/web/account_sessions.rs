//! My devices: where one is signed in, and ending that from afar.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::account::{Saved, menu};
use super::device_name::device_name;
use super::error::Error;
use super::extract::Query;
use super::form::Fields;
use super::routes::Routes;
use super::view::{Page, SessionView, SessionsPage, Shell};
use crate::app::App;
use crate::auth::{Scope, Visitor};
use crate::domain::{ErrorCode, SessionId, Via};
use crate::store::sessions::Listed;

const PATH: &str = "/account/sessions";

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get(PATH, list).post(PATH, end)
}

async fn list(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    Query(saved): Query<Saved>,
) -> Result<Response, Error> {
    let listed = app.chat().sessions_of(scope.user.id).await?;
    let mut sessions: Vec<SessionView> = listed
        .iter()
        .map(|session| session_view(session, &scope))
        .collect();
    sessions.sort_by_key(|session| !session.current);
    let page = SessionsPage {
        shell: Shell::of(&app, Some(&visitor)),
        menu: menu(visitor.locale, PATH),
        sessions,
        saved: saved.is_so(),
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

/// A session as its user, or an admin, sees it.
pub(super) fn session_view(session: &Listed, reader: &Scope) -> SessionView {
    SessionView {
        id: session.id.to_string(),
        device: device_name(reader.locale, &session.browser),
        browser: session.browser.clone(),
        address: session.address.clone(),
        signed_in: session.created_at.rfc3339(),
        last_used: session.last_seen_at.rfc3339(),
        current: session.id == reader.session,
    }
}

async fn end(State(app): State<App>, scope: Scope, fields: Fields) -> Result<Redirect, Error> {
    let user = scope.user.id;
    if fields.get("others") == "1" {
        app.chat().end_other_sessions(user, scope.session).await?;
    } else {
        let number: Result<SessionId, _> = fields.get("session").parse();
        let session = number.map_err(|_| ErrorCode::Invalid)?;
        let doer = scope.doer(Via::Page);
        app.chat().end_session(doer, user, session).await?;
    }
    Ok(Redirect::to("/account/sessions?saved=1"))
}
