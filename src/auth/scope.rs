//! Who and where one request or socket is. Resolved by `resolve` before anything else looks at the request, and never
//! changed afterwards.
//!
//! Read by pages, API and consumers.

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::Extensions;

use crate::domain::{Locale, SessionId, User};

/// A signed-in user, with a session, at an address. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Who, as the row was when the request came.
    pub user: Arc<User>,
    /// By which session: what ends it ends the sockets that were opened with it.
    pub session: SessionId,
    /// From where; behind trusted proxies the visitor, not the proxy.
    pub peer: IpAddr,
    /// The language that this person reads.
    pub locale: Locale,
}

/// Anybody: what is known of a request whether or not somebody is signed in. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// Who is signed in, if anybody.
    pub scope: Option<Scope>,
    /// From where; behind trusted proxies the visitor, not the proxy.
    pub peer: IpAddr,
    /// The chosen language, else by `Accept-Language`, else the site's.
    pub locale: Locale,
}

/// A route was added outside of the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("auth_middleware_stack() is missing around this route: there is no scope to read")]
pub struct MissingStack;

impl Visitor {
    /// What the stack found out about a request.
    ///
    /// # Errors
    /// [`MissingStack`].
    pub fn of(extensions: &Extensions) -> Result<&Self, MissingStack> {
        extensions.get().ok_or(MissingStack)
    }
}
