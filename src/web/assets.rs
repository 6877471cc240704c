//! The files of `static/`, embedded in the program, under addresses that change with their content.
//!
//! One hash over the whole folder is a prefix of every path, so that modules and style sheets may name
//! each other relatively: `/static/<hash>/js/room.js`.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{LazyLock, OnceLock};

use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
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

/// The files that gzip makes smaller, each packed at its first request: the largest is half a megabyte, and no page waits
/// for one that it does not ask for.
static PACKED: LazyLock<HashMap<String, OnceLock<Option<Bytes>>>> = LazyLock::new(|| {
    let paths = Files::iter().map(|path| (path.into_owned(), OnceLock::new()));
    paths.collect()
});

/// A file packed; none where that makes it no smaller.
fn packed(path: &str, file: &EmbeddedFile) -> Option<Bytes> {
    let pack = || {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&file.data).ok()?;
        let packed = encoder.finish().ok()?;
        (packed.len() < file.data.len()).then(|| packed.into())
    };
    PACKED.get(path)?.get_or_init(pack).clone()
}

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

/// `GET /static/{version}/{*path}`: the file, packed for those who take it so, or 404. Of the pages only
/// the room's is packed (`packing.rs`).
///
/// A page that was loaded before an upgrade asks with the old hash: it gets the file of today,
/// which must then not be kept.
async fn serve(Path((version, path)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(file) = Files::get(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let packed = takes_gzip(&headers).then(|| packed(&path, &file)).flatten();
    let etag = etag(&file, packed.is_some());
    let head = [
        (CACHE_CONTROL, caching(&version).to_owned()),
        (ETAG, etag.clone()),
        (CONTENT_TYPE, content_type(&file)),
        (VARY, "accept-encoding".to_owned()),
    ];
    if headers
        .get(IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == etag.as_bytes())
    {
        return (StatusCode::NOT_MODIFIED, head).into_response();
    }
    let Some(packed) = packed else {
        return (head, file.data).into_response();
    };
    let mut response = (head, packed).into_response();
    let gzip = HeaderValue::from_static("gzip");
    response.headers_mut().insert(CONTENT_ENCODING, gzip);
    response
}

/// Whether `Accept-Encoding` names gzip and does not refuse it (RFC 9110 §12.5.3).
pub(super) fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT_ENCODING).iter();
    accepted
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
            let weight = weight.trim().strip_prefix("q=").unwrap_or_default();
            name.trim().eq_ignore_ascii_case("gzip")
                && weight.parse().is_ok_and(|weight: f32| weight > 0.0)
        })
}

/// Of a form of the file: two forms are not the same bytes (RFC 9110 §8.8.1).
fn etag(file: &EmbeddedFile, packed: bool) -> String {
    let hash = BASE64_URL_SAFE_NO_PAD.encode(&file.metadata.sha256_hash()[..12]);
    let form = if packed { "-gz" } else { "" };
    format!("\"{hash}{form}\"")
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
        get_as(path, known, "").await
    }

    async fn get_as(path: &str, known: Option<&str>, codings: &str) -> Response {
        let address = asset_url(path);
        let version = address.split('/').nth(2).unwrap().to_owned();
        let mut headers = HeaderMap::new();
        if let Some(etag) = known {
            headers.insert(IF_NONE_MATCH, etag.parse().unwrap());
        }
        headers.insert(ACCEPT_ENCODING, codings.parse().unwrap());
        serve(Path((version, path.to_owned())), headers).await
    }

    async fn body(response: Response) -> Bytes {
        let body = axum::body::to_bytes(response.into_body(), usize::MAX);
        body.await.unwrap()
    }

    #[tokio::test]
    async fn who_takes_gzip_gets_the_same_file_smaller_and_under_an_etag_of_its_own() {
        use std::io::Read;
        let plain = get("js/main.js", None).await;
        for codings in ["gzip", "br, GZIP;q=0.5", "deflate , gzip ; q=1.0"] {
            let packed = get_as("js/main.js", None, codings).await;
            assert_eq!(packed.headers()[CONTENT_ENCODING], "gzip", "{codings}");
            assert_eq!(
                packed.headers()[CONTENT_TYPE],
                plain.headers()[CONTENT_TYPE]
            );
            let etag = packed.headers()[ETAG].clone();
            assert_ne!(etag, plain.headers()[ETAG]);
            let again = get_as("js/main.js", etag.to_str().ok(), codings).await;
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
            let mut unpacked = Vec::new();
            let bytes = body(packed).await;
            flate2::read::GzDecoder::new(&bytes[..])
                .read_to_end(&mut unpacked)
                .unwrap();
            assert!(bytes.len() < unpacked.len());
            assert_eq!(
                unpacked,
                Files::get("js/main.js").unwrap().data.into_owned()
            );
        }
        for codings in ["", "br", "gzip;q=0", "x-gzipped", "gzip;q=none"] {
            let answer = get_as("js/main.js", None, codings).await;
            assert_eq!(answer.headers().get(CONTENT_ENCODING), None, "{codings}");
            assert_eq!(answer.headers()[VARY], "accept-encoding");
        }
    }

    #[tokio::test]
    async fn a_file_is_served_with_its_type_and_asked_for_again_it_is_not_sent() {
        for (path, kind) in [
            ("js/main.js", "text/javascript; charset=utf-8"),
            ("css/tokens.css", "text/css; charset=utf-8"),
            ("icons.svg", "image/svg+xml"),
            ("vendor/emoji/picker.js", "text/javascript; charset=utf-8"),
            ("vendor/emoji/zh.json", "application/json"),
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
