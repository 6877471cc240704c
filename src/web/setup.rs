//! The first admin, made by whoever holds the link that the server printed. Gone for good once somebody can sign in.

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
use super::view::{FieldView, Page, SetupPage, Shell};
use crate::app::App;
use crate::auth::{AccountError, Right, Visitor};
use crate::domain::{ErrorCode, Sentence, Username};

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/setup", form).post("/setup", submit)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    token: String,
}

async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    must_be_open(&app).await?;
    if asked.token.is_empty() || app.auth().setup.is(&asked.token) {
        let page = Form {
            app: &app,
            visitor: &visitor,
            token: &asked.token,
        };
        return Ok(page.show(StatusCode::OK, AccountFields::empty(), None));
    }
    Ok(Form {
        app: &app,
        visitor: &visitor,
        token: "",
    }
    .with_wrong_token(AccountFields::empty()))
}

async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    session: Session,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Error> {
    must_be_open(&app).await?;
    let form = Form {
        app: &app,
        visitor: &visitor,
        token: fields.get("token"),
    };
    if !app.auth().setup.is(form.token) {
        return Ok(form.with_wrong_token(AccountFields::typed(&fields)));
    }
    let account = match read_account(&app, &fields, Username::parse_by_operator, visitor.locale) {
        Ok(account) => account,
        Err(wrong) => return Ok(form.show(StatusCode::UNPROCESSABLE_ENTITY, *wrong, None)),
    };
    let typed = AccountFields::typed(&fields);
    let made = app
        .auth()
        .create_account(account, Right::First, visitor.peer);
    match made.await {
        Ok(proven) => let_in(&app, &session, &proven, &visitor, &headers, "/").await,
        Err(AccountError::Taken) => {
            let taken = typed.username_failed(&Sentence::new("username-taken"), visitor.locale);
            Ok(form.show(StatusCode::UNPROCESSABLE_ENTITY, taken, None))
        }
        Err(AccountError::NoRight) => Err(ErrorCode::NotFound.into()),
        Err(error) => {
            let failure = Failure::of(error.into())?;
            let page = form.show(failure.status, typed, Some(&failure.sentence));
            Ok(failure.with_wait(page))
        }
    }
}

async fn must_be_open(app: &App) -> Result<(), Error> {
    if app.auth().has_right(Right::First).await? {
        Ok(())
    } else {
        Err(ErrorCode::NotFound.into())
    }
}

/// The form, for this visitor, with this token.
#[derive(Clone, Copy)]
struct Form<'a> {
    app: &'a App,
    visitor: &'a Visitor,
    token: &'a str,
}

impl Form<'_> {
    fn show(self, status: StatusCode, fields: AccountFields, error: Option<&Sentence>) -> Response {
        let token = FieldView::new(self.token);
        self.page(status, token, fields, error).into_response()
    }

    fn with_wrong_token(self, fields: AccountFields) -> Response {
        let sentence = Sentence::new("setup-token-wrong").text(self.visitor.locale);
        let token = FieldView::new(self.token).failed(sentence);
        self.page(StatusCode::FORBIDDEN, token, fields, None)
            .into_response()
    }

    fn page(
        self,
        status: StatusCode,
        token: FieldView,
        fields: AccountFields,
        error: Option<&Sentence>,
    ) -> Page<SetupPage> {
        let AccountFields {
            username,
            display_name,
            password,
        } = fields;
        let page = SetupPage {
            shell: Shell::of(self.app, Some(self.visitor)),
            token,
            username,
            display_name,
            password,
            error: error.map(|sentence| sentence.text(self.visitor.locale)),
        };
        Page(status, page)
    }
}
