//! The files of `static/`, embedded in the program, under addresses that change with their content.
//!
//! One hash over the whole folder is a prefix of every path, so that modules and style sheets may name
//! each other relatively: `/static/<hash>/js/room.js`.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

use super::routes::Routes;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// The hash over names and contents of all files, 12 characters: 72 bits.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut paths: Vec<_> = Files::iter().collect();
    paths.sort();
    let mut hash = Sha256::new();
    for path in paths {
        hash.update(path.as_bytes());
        if let Some(file) = Files::get(&path) {
            hash.update(file.metadata.sha256_hash());
        }
    }
    BASE64_URL_SAFE_NO_PAD.encode(&hash.finalize()[..9])
});

/// The address of a file of `static/`, for pages.
#[must_use]
pub fn asset_url(path: &str) -> String {
    format!("/static/{}/{path}", *VERSION)
}

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/static/{version}/{*path}", serve)
}

/// `GET /static/{version}/{*path}`: the file, or 404.
///
/// A page that was loaded before an upgrade asks with the old hash: it gets the file of today,
/// which must then not be kept.
async fn serve(Path((version, path)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(file) = Files::get(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = etag(&file);
    let head = [
        (CACHE_CONTROL, caching(&version).to_owned()),
        (ETAG, etag.clone()),
        (CONTENT_TYPE, content_type(&file)),
    ];
    if headers
        .get(IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == etag.as_bytes())
    {
        return (StatusCode::NOT_MODIFIED, head).into_response();
    }
    (head, file.data).into_response()
}

fn etag(file: &EmbeddedFile) -> String {
    let hash = BASE64_URL_SAFE_NO_PAD.encode(&file.metadata.sha256_hash()[..12]);
    format!("\"{hash}\"")
}

/// A year for what can never change under its address.
fn caching(version: &str) -> &'static str {
    if version == *VERSION {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

fn content_type(file: &EmbeddedFile) -> String {
    let kind = file.metadata.mimetype();
    if kind.starts_with("text/") {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get(path: &str, known: Option<&str>) -> Response {
        let address = asset_url(path);
        let version = address.split('/').nth(2).unwrap().to_owned();
        let mut headers = HeaderMap::new();
        if let Some(etag) = known {
            headers.insert(IF_NONE_MATCH, etag.parse().unwrap());
        }
        serve(Path((version, path.to_owned())), headers).await
    }

    #[tokio::test]
    async fn a_file_is_served_with_its_type_and_asked_for_again_it_is_not_sent() {
        for (path, kind) in [
            ("js/main.js", "text/javascript; charset=utf-8"),
            ("css/tokens.css", "text/css; charset=utf-8"),
            ("icons.svg", "image/svg+xml"),
        ] {
            let first = get(path, None).await;
            assert_eq!(first.status(), StatusCode::OK, "{path}");
            assert_eq!(first.headers()[CONTENT_TYPE], kind);
            let etag = first.headers()[ETAG].to_str().unwrap();
            assert_eq!(
                get(path, Some(etag)).await.status(),
                StatusCode::NOT_MODIFIED
            );
            assert_eq!(get(path, Some("\"other\"")).await.status(), StatusCode::OK);
        }
    }

    #[tokio::test]
    async fn what_is_not_in_the_folder_is_not_found() {
        for path in ["js/none.js", "", "../Cargo.toml", "css", "/etc/passwd"] {
            assert_eq!(
                get(path, None).await.status(),
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
    }
}
