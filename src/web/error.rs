//! The one place where errors become HTTP: a status, and one sentence in the person's language, as page, JSON or plain
//! text by the path. What lies with us is logged here, once, under an id that the person is shown.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, ALLOW, CONTENT_TYPE, RETRY_AFTER, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use super::limits::Respond;
use super::view::{ErrorPage, Page, Shell};
use crate::app::App;
use crate::auth::{AuthRefusal, MissingStack, Refuse, Visitor};
use crate::chat::ChatError;
use crate::domain::{ErrorCode, Locale, Refusal, Sentence};

/// What a handler returns when it cannot do what was asked. Its body is made by [`present`], which knows the path and
/// the language.
#[derive(Debug)]
pub struct Error {
    status: StatusCode,
    refusal: Refusal,
    cause: Option<String>,
}

/// What `present` finds in a response that is an [`Error`].
#[derive(Clone)]
struct Unpresented {
    refusal: Refusal,
    cause: Option<String>,
}

impl Error {
    /// A refusal with a status of its own, where the code's does not fit.
    #[must_use]
    pub const fn with_status(status: StatusCode, refusal: Refusal) -> Self {
        Self {
            status,
            refusal,
            cause: None,
        }
    }

    /// The same with what is to be logged of its cause.
    #[must_use]
    pub fn caused_by(mut self, cause: String) -> Self {
        self.cause = Some(cause);
        self
    }

    /// For addresses that nothing is at.
    #[must_use]
    pub fn not_found() -> Self {
        ErrorCode::NotFound.into()
    }

    /// The status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// What the person is told.
    #[must_use]
    pub const fn refusal(&self) -> &Refusal {
        &self.refusal
    }
}

/// The status of each code (docs/protocol.md §2.5).
const fn status_of(code: ErrorCode) -> StatusCode {
    use ErrorCode as C;
    match code {
        C::BadJson
        | C::NotAnObject
        | C::UnknownType
        | C::MissingMessage
        | C::MessageNotAString
        | C::BadNonce
        | C::BadRequest => StatusCode::BAD_REQUEST,
        C::Unauthorized => StatusCode::UNAUTHORIZED,
        C::Forbidden | C::Muted => StatusCode::FORBIDDEN,
        C::NotFound => StatusCode::NOT_FOUND,
        C::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        C::Archived | C::Conflict => StatusCode::CONFLICT,
        C::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        C::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        C::Empty | C::TooLong | C::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        C::RateLimited | C::SlowMode => StatusCode::TOO_MANY_REQUESTS,
        C::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        C::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// The code of a bare status that axum or a layer made.
fn code_of(status: StatusCode) -> ErrorCode {
    match status {
        StatusCode::UNAUTHORIZED => ErrorCode::Unauthorized,
        StatusCode::FORBIDDEN => ErrorCode::Forbidden,
        StatusCode::NOT_FOUND => ErrorCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ErrorCode::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE
        | StatusCode::URI_TOO_LONG
        | StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => ErrorCode::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ErrorCode::UnsupportedMediaType,
        StatusCode::UNPROCESSABLE_ENTITY => ErrorCode::Invalid,
        StatusCode::SERVICE_UNAVAILABLE => ErrorCode::Unavailable,
        status if status.is_server_error() => ErrorCode::Internal,
        _ => ErrorCode::BadRequest,
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::with_status(status_of(refusal.code), refusal)
    }
}

impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Self {
        Refusal::from(code).into()
    }
}

impl From<ChatError> for Error {
    fn from(error: ChatError) -> Self {
        let mut mapped = Self::from(error.refusal());
        mapped.cause = error.is_fault().then(|| error.to_string());
        mapped
    }
}

impl From<MissingStack> for Error {
    fn from(error: MissingStack) -> Self {
        let mut mapped = Self::from(ErrorCode::Internal);
        mapped.cause = Some(error.to_string());
        mapped
    }
}

impl From<AuthRefusal> for Error {
    fn from(error: AuthRefusal) -> Self {
        match error {
            AuthRefusal::Store(error) => error.into(),
            other => {
                let refusal = other.refusal();
                let status = other.status().unwrap_or(status_of(refusal.code));
                Self::with_status(status, refusal)
            }
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(retry_ms) = self.refusal.retry_ms {
            let seconds = HeaderValue::from(retry_ms.div_ceil(1_000));
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        response.extensions_mut().insert(Unpresented {
            refusal: self.refusal,
            cause: self.cause,
        });
        response
    }
}

/// What an answer looks like at a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Page,
    Json,
    Text,
}

impl Form {
    fn of(path: &str) -> Self {
        match path.split('/').nth(1) {
            Some("api") => Self::Json,
            Some("ws" | "healthz" | "readyz" | "static" | "emoji") => Self::Text,
            _ => Self::Page,
        }
    }
}

/// A layer inside the stack: gives every error its body.
pub async fn present(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, sent) = request.into_parts();
    let (path, method) = (parts.uri.clone(), parts.method.clone());
    let visitor = Visitor::of(&parts.extensions).ok().cloned();
    let response = next.run(Request::from_parts(parts, sent)).await;
    let status = response.status();
    let unpresented = response.extensions().get::<Unpresented>().cloned();
    let is_bare =
        (status.is_client_error() || status.is_server_error()) && !is_ours(response.headers());
    let Some(Unpresented { refusal, cause }) = unpresented.or_else(|| {
        is_bare.then(|| Unpresented {
            refusal: code_of(status).into(),
            cause: None,
        })
    }) else {
        return response;
    };
    let form = Form::of(path.path());
    if form == Form::Page && status == StatusCode::UNAUTHORIZED {
        return to_login(
            &method,
            path.path_and_query().map_or("/", |path| path.as_str()),
        );
    }
    let shell = Shell::of(&app, visitor.as_ref());
    let headers = response.headers().clone();
    let mut presented = body(form, status, shell, &refusal, cause, path.path());
    for name in [RETRY_AFTER, ALLOW, UPGRADE, SEC_WEBSOCKET_VERSION] {
        if let Some(value) = headers.get(&name) {
            presented.headers_mut().insert(name, value.clone());
        }
    }
    presented
}

/// Pages and JSON that a handler made stay as they are; axum's own bodies are plain text.
fn is_ours(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html") || kind.starts_with("application/json"))
}

fn to_login(method: &Method, path: &str) -> Response {
    if !method.is_safe() || path == "/" {
        return Redirect::to("/login").into_response();
    }
    let next = utf8_percent_encode(path, NON_ALPHANUMERIC);
    Redirect::to(&format!("/login?next={next}")).into_response()
}

fn body(
    form: Form,
    status: StatusCode,
    shell: Shell,
    refusal: &Refusal,
    cause: Option<String>,
    path: &str,
) -> Response {
    let locale = shell.locale;
    let mut request = None;
    if status.is_server_error() {
        let id = format!("{:08x}", rand::random::<u32>());
        let cause = cause.unwrap_or_default();
        tracing::error!(%path, %status, request = %id, %cause, "a request failed");
        request = Some(id);
    }
    let sentence = refusal.detail(locale);
    match form {
        Form::Json => {
            let code = refusal.code.as_str();
            let mut error = json!({ "code": code, "detail": sentence });
            if let Some(retry_ms) = refusal.retry_ms {
                error["retry_ms"] = json!(retry_ms);
            }
            (status, Json(json!({ "error": error }))).into_response()
        }
        Form::Text => (status, format!("{sentence}\n")).into_response(),
        Form::Page => {
            let page = ErrorPage {
                shell,
                status: status.as_u16(),
                sentence,
                request,
            };
            Page(status, page).into_response()
        }
    }
}

/// The answer to requests that the stack does not let through, where nobody is known yet.
#[must_use]
pub fn refuse(app: &App) -> Refuse {
    let app = app.clone();
    Arc::new(move |parts: &Parts, refused: AuthRefusal| {
        let error = Error::from(refused);
        to_nobody(&app, parts, error.status, &error.refusal, error.cause)
    })
}

/// The answer to requests that are over a limit, or whose handler panicked.
#[must_use]
pub fn respond(app: &App) -> Respond {
    let app = app.clone();
    Arc::new(
        move |parts: &Parts, status: StatusCode, sentence: Sentence| {
            let refusal = Refusal::because(code_of(status), sentence);
            to_nobody(&app, parts, status, &refusal, None)
        },
    )
}

fn to_nobody(
    app: &App,
    parts: &Parts,
    status: StatusCode,
    refusal: &Refusal,
    cause: Option<String>,
) -> Response {
    let mut shell = Shell::of(app, None);
    let asked = parts.headers.get(ACCEPT_LANGUAGE);
    let asked = asked.and_then(|value| value.to_str().ok());
    if let Some(locale) = asked.and_then(Locale::negotiate) {
        shell.locale = locale;
    }
    let path = parts.uri.path();
    body(Form::of(path), status, shell, refusal, cause, path)
}
