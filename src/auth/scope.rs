//! Who and where one request or socket is. Resolved by `resolve` before anything else looks at the request, and never
//! changed afterwards.
//!
//! Read by pages, API and consumers.

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::Extensions;

use crate::domain::{Doer, Locale, Person, SessionId, User, Via};

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

impl Scope {
    /// Who does something by this door, for permissions and the audit log.
    #[must_use]
    pub fn doer(&self, via: Via) -> Doer {
        Doer {
            person: Some(self.user.person()),
            via,
            address: Some(self.peer),
        }
    }
}

/// Who does something to the own account, on a page that asks for no session.
pub(super) const fn by_page(person: Person, peer: IpAddr) -> Doer {
    Doer {
        person: Some(person),
        via: Via::Page,
        address: Some(peer),
    }
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
