//! The room's page, packed for who takes gzip: it says the same things fifty times over, and is most of what the first
//! visit of a room weighs.
//!
//! Only what a handler marks is packed. A page with a secret in it that others may write into never is: its size would
//! tell of the secret (BREACH). The room's page has none: no token stands in it, and a page of another site cannot have
//! it loaded with the reader's cookie but as a visit (`SameSite=Lax`).

use std::io::Write;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, VARY};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::assets::takes_gzip;

/// On a response: it may be packed.
#[derive(Clone, Copy, Debug)]
pub struct Packable;

/// A page is made for one reader once: more would cost more than it saves.
const LEVEL: u32 = 4;

/// A layer around the handlers.
pub async fn pack(request: Request, next: Next) -> Response {
    let takes = request.method() == Method::GET && takes_gzip(request.headers());
    let mut response = next.run(request).await;
    if response.extensions_mut().remove::<Packable>().is_none() {
        return response;
    }
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("accept-encoding"));
    if !takes {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // Pages are made whole, in memory: this waits for nothing, and cannot fail half-way.
    let plain = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(LEVEL));
    let packed = encoder.write_all(&plain).and_then(|()| encoder.finish());
    match packed {
        Ok(packed) => {
            parts.headers.remove(CONTENT_LENGTH);
            let gzip = HeaderValue::from_static("gzip");
            parts.headers.insert(CONTENT_ENCODING, gzip);
            Response::from_parts(parts, Body::from(packed))
        }
        Err(_) => Response::from_parts(parts, Body::from(plain)),
    }
}
