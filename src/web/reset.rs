//! A new password by a link that an admin handed over. Every link that is of no use gets the same answer.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::error::Error;
use super::extract::Query;
use super::form::Fields;
use super::login::{Failure, let_in};
use super::routes::Routes;
use super::view::{FieldView, Page, ResetPage, Shell};
use crate::app::App;
use crate::auth::{AccountError, InviteCode, Visitor};
use crate::domain::{ErrorCode, Password, Refusal, Sentence, User};

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/reset", form).post("/reset", submit)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    code: String,
}

async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let user = user_of(&app, &asked.code).await?;
    let form = Form {
        app: &app,
        visitor: &visitor,
        code: &asked.code,
        user: &user,
    };
    Ok(form.show(StatusCode::OK, FieldView::default(), None))
}

async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    session: Session,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Error> {
    let code = fields.get("code");
    let user = user_of(&app, code).await?;
    let form = Form {
        app: &app,
        visitor: &visitor,
        code,
        user: &user,
    };
    let settings = app.settings();
    let own_words = [
        user.username.as_str(),
        user.display_name.as_str(),
        settings.site_name.as_str(),
    ];
    let password = match Password::chosen(fields.get("password"), &own_words) {
        Ok(password) => password,
        Err(sentence) => {
            let wrong = FieldView::default().failed(sentence.text(visitor.locale));
            return Ok(form.show(StatusCode::UNPROCESSABLE_ENTITY, wrong, None));
        }
    };
    let hash = InviteCode::typed(code).hash();
    let done = app.auth().reset_password(hash, password, visitor.peer);
    match done.await {
        Ok(proven) => let_in(&app, &session, &proven, &visitor, &headers, "/").await,
        Err(AccountError::NoRight) => Err(of_no_use()),
        Err(error) => {
            let failure = Failure::of(error.into())?;
            let field = FieldView::default();
            let page = form.show(failure.status, field, Some(&failure.sentence));
            Ok(failure.with_wait(page))
        }
    }
}

async fn user_of(app: &App, code: &str) -> Result<User, Error> {
    let hash = InviteCode::typed(code).hash();
    let found = app.auth().user_of_reset_link(&hash).await?;
    found.ok_or_else(of_no_use)
}

fn of_no_use() -> Error {
    Refusal::because(ErrorCode::Forbidden, Sentence::new("reset-link-wrong")).into()
}

/// The form, for this visitor, with this link.
#[derive(Clone, Copy)]
struct Form<'a> {
    app: &'a App,
    visitor: &'a Visitor,
    code: &'a str,
    user: &'a User,
}

impl Form<'_> {
    fn show(self, status: StatusCode, password: FieldView, error: Option<&Sentence>) -> Response {
        let page = ResetPage {
            shell: Shell::of(self.app, Some(self.visitor)),
            code: self.code.to_owned(),
            username: self.user.username.clone(),
            password,
            error: error.map(|sentence| sentence.text(self.visitor.locale)),
        };
        Page(status, page).into_response()
    }
}
