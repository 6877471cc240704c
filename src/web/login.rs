//! Signing in and out.

use std::time::Duration;

use axum::extract::State;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::error::Error;
use super::extract::Query;
use super::form::Fields;
use super::routes::Routes;
use super::view::{LoginPage, Page, Shell};
use crate::app::App;
use crate::auth::next_path::safe_next;
use crate::auth::{Credentials, HashingError, Proven, SignInError, Visitor, session};
use crate::config::Registration;
use crate::domain::{ErrorCode, Sentence};

/// When a full hashing queue is worth another try.
const BUSY_WAIT: Duration = Duration::from_secs(2);

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/login", form)
        .post("/login", submit)
        .post("/logout", sign_out)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    next: String,
}

async fn form(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Response {
    let next = safe_next(&asked.next);
    if visitor.scope.is_some() {
        return Redirect::to(next.as_deref().unwrap_or("/")).into_response();
    }
    let page = LoginPage {
        next: next.unwrap_or_default(),
        ..empty_form(&app, &visitor)
    };
    Page(StatusCode::OK, page).into_response()
}

fn empty_form(app: &App, visitor: &Visitor) -> LoginPage {
    LoginPage {
        shell: Shell::of(app, Some(visitor)),
        username: String::new(),
        next: String::new(),
        error: None,
        may_register: app.settings().registration == Registration::Open,
    }
}

async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    session: Session,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Error> {
    let next = safe_next(fields.get("next"));
    let typed = Credentials {
        name: fields.get("username"),
        password: fields.get("password"),
    };
    let device = app.auth().device_of(&headers);
    let to = next.as_deref().unwrap_or("/");
    let checked = app.auth().check(typed, visitor.peer, device.as_deref());
    let entered = match checked.await {
        Ok(proven) => enter(&app, &session, &proven, &visitor, &headers, to).await,
        Err(error) => Err(error),
    };
    match entered {
        Ok(response) => Ok(response),
        Err(error) => {
            let failure = Failure::of(error)?;
            let page = LoginPage {
                username: typed.name.to_owned(),
                next: next.unwrap_or_default(),
                error: Some(failure.sentence.text(visitor.locale)),
                ..empty_form(&app, &visitor)
            };
            Ok(failure.with_wait(Page(failure.status, page).into_response()))
        }
    }
}

/// Signs a user in who was proven by a new password of his own, and leads to a path of this site. Who was shut out in
/// the moment between is asked to sign in.
pub(super) async fn let_in(
    app: &App,
    session: &Session,
    proven: &Proven,
    visitor: &Visitor,
    headers: &HeaderMap,
    to: &str,
) -> Result<Response, Error> {
    match enter(app, session, proven, visitor, headers, to).await {
        Ok(response) => Ok(response),
        Err(SignInError::Store(error)) => Err(error.into()),
        Err(_) => Ok(Redirect::to("/login").into_response()),
    }
}

async fn enter(
    app: &App,
    session: &Session,
    proven: &Proven,
    visitor: &Visitor,
    headers: &HeaderMap,
    to: &str,
) -> Result<Response, SignInError> {
    let auth = app.auth();
    // First, so that its sockets close also where the new one is refused.
    session::sign_out(session).await?;
    session::sign_in(auth, session, proven, visitor.peer, headers).await?;
    let mut response = Redirect::to(to).into_response();
    let device = auth.device_cookie(&proven.user);
    response.extensions_mut().insert(device);
    Ok(response)
}

async fn sign_out(session: Session) -> Result<Redirect, Error> {
    session::sign_out(&session).await?;
    Ok(Redirect::to("/login"))
}

/// Why a password was not taken, as the form that asked for it says it.
pub(super) struct Failure {
    pub status: StatusCode,
    pub sentence: Sentence,
    wait: Option<Duration>,
}

impl Failure {
    /// The failure of a check.
    ///
    /// # Errors
    /// What is no matter of the form: a fault of ours.
    pub fn of(error: SignInError) -> Result<Self, Error> {
        match error {
            SignInError::Wrong => Ok(Self {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                sentence: Sentence::new("login-failed"),
                wait: None,
            }),
            SignInError::Throttled(wait) => Ok(Self {
                status: StatusCode::TOO_MANY_REQUESTS,
                sentence: Sentence::new("login-throttled").with("seconds", whole_seconds(wait)),
                wait: Some(wait),
            }),
            SignInError::Hashing(error) => Self::of_hashing(&error),
            SignInError::Store(error) => Err(error.into()),
        }
    }

    /// The failure of hashing.
    ///
    /// # Errors
    /// As [`Failure::of`].
    fn of_hashing(error: &HashingError) -> Result<Self, Error> {
        match error {
            HashingError::Busy => Ok(Self {
                status: StatusCode::SERVICE_UNAVAILABLE,
                sentence: Sentence::new("login-busy"),
                wait: Some(BUSY_WAIT),
            }),
            HashingError::Failed(cause) => {
                Err(Error::from(ErrorCode::Internal).caused_by(cause.clone()))
            }
        }
    }

    /// Says in the response when another try makes sense.
    pub fn with_wait(&self, mut response: Response) -> Response {
        if let Some(wait) = self.wait {
            let seconds = HeaderValue::from(whole_seconds(wait));
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        response
    }
}

/// Rounded up, so that who waits as long as he was told is let through.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_millis()
        .div_ceil(1_000)
        .try_into()
        .unwrap_or(u64::MAX)
}
