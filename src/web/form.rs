//! The body of a form: urlencoded, read strictly, so that nothing half understood is acted upon.

use std::collections::HashMap;

use axum::body::HttpBody;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use percent_encoding::percent_decode_str;

use super::error::Error;
use super::limits::BODY_BYTES;
use crate::auth::session;
use crate::domain::{ErrorCode, Refusal, Sentence};

/// The form of a list has one for each of its fifty rows, and a few beside; none of ours has more,
/// and a body of a thousand is no form of ours.
const MOST_FIELDS: usize = 64;

/// A body that is too large is read so far and thrown away: where the rest of it meets a closed connection, the sender
/// hears a reset and not our answer (RFC 9112 §9.6).
const MOST_READ_BYTES: usize = 2 * 1024 * 1024;

/// The fields of a form. What is missing reads as empty.
#[derive(Clone, Debug, Default)]
pub struct Fields(HashMap<String, String>);

impl Fields {
    /// The value of a field as it was sent; empty where it is missing.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The names of all fields that were sent.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Reads a body.
    ///
    /// # Errors
    /// `bad_request`: bad escapes or UTF-8, a field twice, too many fields.
    pub fn parse(body: &[u8]) -> Result<Self, Refusal> {
        let unreadable =
            || Refusal::because(ErrorCode::BadRequest, Sentence::new("form-unreadable"));
        let text = std::str::from_utf8(body).map_err(|_| unreadable())?;
        let mut fields = HashMap::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(name).ok_or_else(unreadable)?;
            let value = decode(value).ok_or_else(unreadable)?;
            if fields.len() >= MOST_FIELDS || fields.insert(name, value).is_some() {
                return Err(unreadable());
            }
        }
        Ok(Self(fields))
    }
}

fn decode(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Error;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Error> {
        let kind = request.headers().get(CONTENT_TYPE);
        let is_form = kind.is_none_or(|kind| {
            let essence = kind.to_str().unwrap_or_default().split(';').next();
            essence.is_some_and(|essence| {
                essence
                    .trim()
                    .eq_ignore_ascii_case("application/x-www-form-urlencoded")
            })
        });
        if !is_form {
            return Err(ErrorCode::UnsupportedMediaType.into());
        }
        Ok(Self::parse(&body(request).await?)?)
    }
}

/// The whole body, within the router's limit.
///
/// # Errors
/// As [`body_within`].
pub async fn body(request: Request) -> Result<Bytes, Error> {
    body_within(request, BODY_BYTES).await
}

/// The whole body, of `most` bytes at most, from somebody who is still signed in when the last of it is here.
///
/// # Errors
/// `too_large`; `bad_request` where the peer sent less than it said; `unauthorized` where the session has ended
/// meanwhile; database errors.
pub async fn body_within(request: Request, most: usize) -> Result<Bytes, Error> {
    // Who announces more than would be read need not send it to be told.
    if request.body().size_hint().lower() > MOST_READ_BYTES as u64 {
        return Err(ErrorCode::TooLarge.into());
    }
    let (parts, body) = request.into_parts();
    let mut sent = body.into_data_stream();
    let mut kept = BytesMut::new();
    let mut length = 0;
    while let Some(data) = sent.next().await {
        let data = data.map_err(|_| ErrorCode::BadRequest)?;
        length += data.len();
        if length <= most {
            kept.extend_from_slice(&data);
        } else if length > MOST_READ_BYTES {
            break;
        }
    }
    if length > most {
        return Err(ErrorCode::TooLarge.into());
    }
    if session::has_ended(&parts.extensions).await? {
        return Err(ErrorCode::Unauthorized.into());
    }
    Ok(kept.freeze())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded_and_missing_ones_are_empty() {
        let fields =
            Fields::parse("username=%E5%BC%A0%E4%B8%89&x=a+b%2Bc&flag".as_bytes()).unwrap();
        assert_eq!(fields.get("username"), "张三");
        assert_eq!(fields.get("x"), "a b+c");
        assert_eq!(fields.get("flag"), "");
        assert_eq!(fields.get("none"), "");
    }

    #[test]
    fn what_is_half_understood_is_refused() {
        let many = (0..65)
            .map(|n| format!("f{n}=x"))
            .collect::<Vec<_>>()
            .join("&");
        for body in ["a=1&a=2", "a=%ff", "a=%e5%bc", many.as_str()] {
            assert!(Fields::parse(body.as_bytes()).is_err(), "{body}");
        }
        assert!(Fields::parse(b"a=\xff").is_err());
    }
}
