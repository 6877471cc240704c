//! A new password, for who knows the present one. It ends every session of the user but this browser's, which goes on
//! under a new id.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use tower_sessions::Session;

use super::account::{Saved, menu};
use super::error::Error;
use super::extract::Query;
use super::form::Fields;
use super::login::{Failure, let_in};
use super::routes::Routes;
use super::view::{FieldView, Page, PasswordPage, Shell};
use crate::app::App;
use crate::auth::{Scope, SignInError, Visitor};
use crate::domain::{Password, Sentence};

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/account/password", form)
        .post("/account/password", submit)
}

async fn form(
    State(app): State<App>,
    visitor: Visitor,
    _scope: Scope,
    Query(saved): Query<Saved>,
) -> Response {
    let page = PasswordPage {
        saved: saved.is_so(),
        ..empty_form(&app, &visitor)
    };
    Page(StatusCode::OK, page).into_response()
}

fn empty_form(app: &App, visitor: &Visitor) -> PasswordPage {
    PasswordPage {
        shell: Shell::of(app, Some(visitor)),
        menu: menu(visitor.locale, "/account/password"),
        current_password: FieldView::default(),
        new_password: FieldView::default(),
        saved: false,
    }
}

async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    scope: Scope,
    session: Session,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Error> {
    let user = &scope.user;
    let settings = app.settings();
    let own_words = [
        user.username.as_str(),
        user.display_name.as_str(),
        settings.site_name.as_str(),
    ];
    let new = match Password::chosen(fields.get("new_password"), &own_words) {
        Ok(new) => new,
        Err(sentence) => {
            let page = PasswordPage {
                new_password: FieldView::default().failed(sentence.text(scope.locale)),
                ..empty_form(&app, &visitor)
            };
            return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let current = fields.get("current_password");
    let checked = app
        .auth()
        .check_again(user, scope.session, scope.peer, current);
    let proven = match checked.await {
        Ok(proven) => proven,
        Err(error) => return failed(&app, &visitor, error),
    };
    let changed = app.auth().change_password(proven, new, scope.peer);
    let changed = match changed.await {
        Ok(changed) => changed,
        Err(error) => return failed(&app, &visitor, error.into()),
    };
    let_in(
        &app,
        &session,
        &changed,
        &visitor,
        &headers,
        "/account/password?saved=1",
    )
    .await
}

fn failed(app: &App, visitor: &Visitor, error: SignInError) -> Result<Response, Error> {
    let wrong = matches!(error, SignInError::Wrong);
    let failure = Failure::of(error)?;
    let sentence = if wrong {
        Sentence::new("password-current-wrong")
    } else {
        failure.sentence.clone()
    };
    let page = PasswordPage {
        current_password: FieldView::default().failed(sentence.text(visitor.locale)),
        ..empty_form(app, visitor)
    };
    Ok(failure.with_wait(Page(failure.status, page).into_response()))
}
