//! For those who watch the server: does it live, and can it serve?

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::routes::Routes;
use crate::app::App;
use crate::store::site;

/// The routes of this file. They stand outside of the stack: a probe knows neither our host name nor a session.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/healthz", healthz)
        .get("/readyz", readyz)
}

async fn healthz() -> &'static str {
    "ok\n"
}

/// 503 with a line for each reason.
async fn readyz(State(app): State<App>) -> Response {
    let mut reasons = Vec::new();
    if app.shutdown().is_begun() {
        reasons.push("stopping");
    }
    if site::epoch(app.store().reader()).await.is_err() {
        reasons.push("the database cannot be read");
    }
    if reasons.is_empty() {
        return "ready\n".into_response();
    }
    let body = reasons.join("\n") + "\n";
    (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
}
