//! New accounts by the site's policy: for everybody, with an invite, or not at all.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::error::Error;
use super::extract::Query;
use super::form::Fields;
use super::login::{Failure, let_in};
use super::new_account::{AccountFields, read_account};
use super::routes::Routes;
use super::view::{Page, RegisterPage, Shell};
use crate::app::App;
use crate::auth::{AccountError, InviteCode, Right, Visitor};
use crate::config::Registration;
use crate::domain::{ErrorCode, Refusal, Sentence, Username};

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/register", form)
        .post("/register", submit)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    invite: String,
}

async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    right(&app, &asked.invite).await?;
    let form = Form {
        app: &app,
        visitor: &visitor,
        invite: &asked.invite,
    };
    Ok(form.show(StatusCode::OK, AccountFields::empty(), None))
}

async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    session: Session,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Error> {
    let right = right(&app, fields.get("invite")).await?;
    let form = Form {
        app: &app,
        visitor: &visitor,
        invite: fields.get("invite"),
    };
    let account = match read_account(&app, &fields, Username::parse, visitor.locale) {
        Ok(account) => account,
        Err(wrong) => return Ok(form.show(StatusCode::UNPROCESSABLE_ENTITY, *wrong, None)),
    };
    let typed = AccountFields::typed(&fields);
    let made = app.auth().create_account(account, right, visitor.peer);
    match made.await {
        Ok(proven) => let_in(&app, &session, &proven, &visitor, &headers, "/").await,
        Err(AccountError::Taken) => {
            let taken = typed.username_failed(&Sentence::new("username-taken"), visitor.locale);
            Ok(form.show(StatusCode::UNPROCESSABLE_ENTITY, taken, None))
        }
        Err(AccountError::NoRight) => Err(forbidden(match right {
            Right::Invite(_) => "register-invite-wrong",
            Right::Open | Right::First => "register-closed",
        })),
        Err(error) => {
            let failure = Failure::of(error.into())?;
            let page = form.show(failure.status, typed, Some(&failure.sentence));
            Ok(failure.with_wait(page))
        }
    }
}

/// By what right somebody with this code (or none) may register now. Where everybody may, a good invite still opens
/// its room.
async fn right(app: &App, code: &str) -> Result<Right, Error> {
    let invite = Right::Invite(InviteCode::typed(code).hash());
    match app.settings().registration {
        Registration::Closed => Err(forbidden("register-closed")),
        Registration::Invite if code.is_empty() => Err(forbidden("register-needs-invite")),
        policy => match (app.auth().has_right(invite).await?, policy) {
            (true, _) => Ok(invite),
            (false, Registration::Open) => Ok(Right::Open),
            (false, _) => Err(forbidden("register-invite-wrong")),
        },
    }
}

fn forbidden(key: &'static str) -> Error {
    Refusal::because(ErrorCode::Forbidden, Sentence::new(key)).into()
}

/// The form, for this visitor, with this invite.
#[derive(Clone, Copy)]
struct Form<'a> {
    app: &'a App,
    visitor: &'a Visitor,
    invite: &'a str,
}

impl Form<'_> {
    fn show(self, status: StatusCode, fields: AccountFields, error: Option<&Sentence>) -> Response {
        let AccountFields {
            username,
            display_name,
            password,
        } = fields;
        let page = RegisterPage {
            shell: Shell::of(self.app, Some(self.visitor)),
            invite: self.invite.to_owned(),
            username,
            display_name,
            password,
            error: error.map(|sentence| sentence.text(self.visitor.locale)),
        };
        Page(status, page).into_response()
    }
}
