//! What handlers ask of a request: a scope that must be there, and one that may be.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;

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
