//! What handlers ask of a request: a scope that must be there, one that may be, and the question of its address.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::error::Error;
use crate::auth::{Scope, Visitor};
use crate::domain::ErrorCode;

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        Ok(Self::of(&parts.extensions)?.clone())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Scope {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let scope = Visitor::of(&parts.extensions)?.scope.clone();
        scope.ok_or_else(|| ErrorCode::Unauthorized.into())
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Scope {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Error> {
        Ok(Visitor::of(&parts.extensions)?.scope.clone())
    }
}

/// What stands behind the `?` of an address. What cannot be read is answered as every error is, in the person's language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match axum::extract::Query::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(query)) => Ok(Self(query)),
            Err(_) => Err(ErrorCode::BadRequest.into()),
        }
    }
}
