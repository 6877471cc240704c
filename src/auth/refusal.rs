//! Why the stack lets a request go no further. How that looks is decided outside: JSON, page or plain text.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;

use crate::domain::{ErrorCode, Refusal, Sentence};
use crate::store::StoreError;

/// What is wrong with a request before anybody looks at what it wants.
#[derive(Debug, thiserror::Error)]
pub enum AuthRefusal {
    /// No `Host`, or more than one.
    #[error("the request names no host")]
    NoHost,
    /// A `Host` that is not ours: DNS rebinding, or a missing `--public-url`.
    #[error("the request is for another host")]
    OtherHost,
    /// Sent by another site, or by a browser that does not say which.
    #[error("the request comes from another site")]
    CrossSite,
    /// The session could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AuthRefusal {
    /// The HTTP status, where it does not follow from the code.
    #[must_use]
    pub const fn status(&self) -> Option<StatusCode> {
        match self {
            Self::NoHost => Some(StatusCode::BAD_REQUEST),
            Self::OtherHost => Some(StatusCode::MISDIRECTED_REQUEST),
            Self::CrossSite => Some(StatusCode::FORBIDDEN),
            Self::Store(_) => None,
        }
    }

    /// What the person is told.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::NoHost => Refusal::because(ErrorCode::BadRequest, Sentence::new("auth-no-host")),
            Self::OtherHost => {
                Refusal::because(ErrorCode::BadRequest, Sentence::new("auth-other-host"))
            }
            Self::CrossSite => {
                Refusal::because(ErrorCode::Forbidden, Sentence::new("auth-cross-site"))
            }
            Self::Store(error) => error.refusal(),
        }
    }
}

/// Makes the response to a refused request.
pub type Refuse = Arc<dyn Fn(&Parts, AuthRefusal) -> Response + Send + Sync>;
