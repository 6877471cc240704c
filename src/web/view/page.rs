//! A template as an HTTP answer.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

/// An answer with this status whose body is the rendered template.
#[derive(Debug)]
pub struct Page<T>(pub StatusCode, pub T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.1.render() {
            Ok(html) => (self.0, Html(html)).into_response(),
            Err(error) => {
                tracing::error!(%error, "a template does not render");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}
