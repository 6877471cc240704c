//! The `{room}` of an address. What no room can be called is not found, never a complaint about the address.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

use super::error::Error;
use crate::domain::ErrorCode;

/// The text in place of `{room}`, decoded.
#[derive(Clone, Debug)]
pub struct RoomPath(pub String);

impl<S: Send + Sync> FromRequestParts<S> for RoomPath {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        // Bytes that are no UTF-8 cannot name a room either.
        let places = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|_| ErrorCode::NotFound)?;
        places
            .iter()
            .find(|(name, _)| *name == "room")
            .map(|(_, value)| Self(value.to_owned()))
            .ok_or_else(|| ErrorCode::NotFound.into())
    }
}
