//! What every request is held to, whatever it wants: the size of its head, its time, and that a panic hurts it alone.
//!
//! Called by `router`, around everything and under the security headers, so that these answers carry them too. The
//! accept loop (`serve`) has the limits that no response can be given for, or none with a sentence.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use futures_util::FutureExt;

use crate::domain::Sentence;

// The figures are those of docs/promises.md, «Limits».
const URI_BYTES: usize = 8 * 1024;
const HEADER_BYTES: usize = 32 * 1024;
const HEADERS: usize = 64;
/// The largest form is a message of 4,000 characters, percent-encoded; JSON bodies are smaller.
pub(super) const BODY_BYTES: usize = 64 * 1024;
/// Slow bodies end here (C5). A socket's handshake is answered long before; after it no request is left to end.
const REQUEST_TIME: Duration = Duration::from_secs(30);
/// What stands around a header's name and value: `: ` and the end of the line.
const AROUND_HEADER_BYTES: usize = 4;

/// Makes the response to a request that is over a limit, or that failed.
pub type Respond = Arc<dyn Fn(&Parts, StatusCode, Sentence) -> Response + Send + Sync>;

/// Puts the limits around `routes`.
pub fn limited<S>(routes: Router<S>, respond: Respond) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    routes
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(from_fn_with_state(respond, limit))
}

async fn limit(State(respond): State<Respond>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if let Some((status, key)) = fault_of_head(&parts) {
        return respond(&parts, status, Sentence::new(key));
    }
    let request = Request::from_parts(parts.clone(), body);
    // A handler that panicked leaves nothing shared half done: locks are held without calls that can panic.
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(REQUEST_TIME, answer).await {
        Ok(Ok(response)) => response,
        // the panic itself is in the log
        Ok(Err(_)) => respond(
            &parts,
            StatusCode::INTERNAL_SERVER_ERROR,
            Sentence::new("error-internal"),
        ),
        Err(_) => respond(
            &parts,
            StatusCode::REQUEST_TIMEOUT,
            Sentence::new("limit-request-time"),
        ),
    }
}

fn fault_of_head(parts: &Parts) -> Option<(StatusCode, &'static str)> {
    let uri_bytes = parts
        .uri
        .path_and_query()
        .map_or(0, |path| path.as_str().len());
    if uri_bytes > URI_BYTES {
        return Some((StatusCode::URI_TOO_LONG, "limit-uri"));
    }
    let header_bytes: usize = parts
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + AROUND_HEADER_BYTES)
        .sum();
    if parts.headers.len() > HEADERS || header_bytes > HEADER_BYTES {
        return Some((StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "limit-headers"));
    }
    None
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, Bytes};
    use axum::routing::post;
    use tower::ServiceExt;

    use super::*;

    async fn ask(request: axum::http::request::Builder, body: Body) -> StatusCode {
        let takes = |body: Bytes| async move { body.len().to_string() };
        async fn panics() -> &'static str {
            unreachable!("a fault of ours")
        }
        let routes = Router::new()
            .route("/", post(takes))
            .route("/panics", post(panics));
        let respond: Respond = Arc::new(|_, status, _| {
            let mut response = Response::default();
            *response.status_mut() = status;
            response
        });
        let request = request.method("POST").body(body).unwrap();
        let response = limited(routes, respond).oneshot(request).await;
        response.unwrap().status()
    }

    fn to(uri: &str) -> axum::http::request::Builder {
        Request::builder().uri(uri)
    }

    #[tokio::test]
    async fn a_head_within_the_limits_passes_and_one_beyond_is_refused() {
        let query = |bytes: usize| format!("/?{}", "q".repeat(bytes - 2));
        let value = |bytes: usize| "v".repeat(bytes - "x: \r\n".len());
        let many = |count: usize| {
            (0..count).fold(to("/"), |request, n| request.header(format!("x{n}"), "v"))
        };
        for (request, status) in [
            (to(&query(8_192)), 200),
            (to(&query(8_193)), 414),
            (to("/").header("x", value(32_768)), 200),
            (to("/").header("x", value(32_769)), 431),
            (many(64), 200),
            (many(65), 431),
        ] {
            assert_eq!(ask(request, Body::empty()).await, status);
        }
    }

    #[tokio::test]
    async fn a_body_beyond_64_kib_is_refused() {
        let body = |bytes: usize| Body::from("b".repeat(bytes));
        assert_eq!(ask(to("/"), body(65_536)).await, 200);
        assert_eq!(ask(to("/"), body(65_537)).await, 413);
    }

    #[tokio::test]
    async fn a_panic_is_an_answer_and_no_lost_connection() {
        assert_eq!(ask(to("/panics"), Body::empty()).await, 500);
    }
}
