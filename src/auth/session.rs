//! Signing a browser in and out: the session's id is new each time, and its row says who, when and from where.
//!
//! Called by the pages of sign-in, registration, setup and password change, and by the stack that reads it again.

use std::net::IpAddr;

use axum::http::{Extensions, HeaderMap, header};
use time::Duration as Span;
use tower_sessions::cookie::SameSite;
use tower_sessions::{Expiry, Session, SessionManagerLayer, session_store};

use super::lifetime::Lifetime;
use super::session_store::{BEGINNING, Beginning, REFUSED, SIGNED_IN, SignedIn, UserSessions};
use super::{Auth, Proven, SignInError, Visitor};
use crate::config::Settings;
use crate::domain::{Timestamp, UserId};
use crate::store::{StoreError, Transaction, sessions};

const BROWSER_CHARACTERS: usize = 200;

/// Sessions that one user has at most: more browsers than anybody owns, and no more rows than that.
const SESSIONS_MAX: u32 = 100;

/// The name of the session cookie: `__Host-` binds it to this host and to https; plain http knows no such promise.
#[must_use]
pub fn cookie_name(settings: &Settings) -> &'static str {
    if settings.is_https() {
        "__Host-sid"
    } else {
        "sid"
    }
}

/// tower-sessions' layer with our store and our cookie.
pub(super) fn layer(auth: &Auth) -> SessionManagerLayer<UserSessions> {
    SessionManagerLayer::new(UserSessions::new(auth.store.clone(), auth.clock.clone()))
        .with_name(cookie_name(&auth.settings))
        .with_secure(auth.settings.is_https())
        .with_http_only(true)
        // Strict would sign people out who come by a link; unsafe requests are held by the origin check.
        .with_same_site(SameSite::Lax)
        .with_path("/")
}

/// Signs a user in with a new session; the one that the browser had ends. The cookie goes out with the response.
///
/// The browser's own session ends by it, and the user's oldest beyond a hundred.
///
/// # Errors
/// `Wrong` where the user was deactivated or has another password since it was proven; database errors. Then nobody is
/// signed in.
pub async fn sign_in(
    auth: &Auth,
    session: &Session,
    proven: &Proven,
    peer: IpAddr,
    headers: &HeaderMap,
) -> Result<(), SignInError> {
    let user = &proven.user;
    sign_out(session).await?;
    let lifetime = Lifetime::of(user.role, &auth.settings);
    let now: Timestamp = auth.clock.now().into();
    let beginning = Beginning {
        user: user.id,
        role: user.role,
        password_hash: proven.password_hash.clone(),
        created_at: now.0,
        expires_at: now.plus(lifetime.idle.min(lifetime.absolute)).0,
        absolute_expires_at: now.plus(lifetime.absolute).0,
        address: peer.to_string(),
        browser: browser(headers),
    };
    let in_cookie = Span::try_from(lifetime.absolute).unwrap_or(Span::MAX);
    session.set_expiry(Some(Expiry::OnInactivity(in_cookie)));
    session
        .insert(BEGINNING, beginning)
        .await
        .map_err(unavailable)?;
    session.save().await.map_err(refused_or_unavailable)?;
    Ok(end_oldest(auth, user.id).await?)
}

async fn end_oldest(auth: &Auth, user: UserId) -> Result<(), StoreError> {
    auth.store
        .write(move |transaction: &mut Transaction| {
            Box::pin(async move {
                sessions::delete_oldest_of_user(transaction, user, SESSIONS_MAX).await
            })
        })
        .await
}

/// Ends the browser's session, if it has one, with its sockets, and takes the cookie back.
///
/// # Errors
/// Database errors; then the session stays.
pub async fn sign_out(session: &Session) -> Result<(), StoreError> {
    if session.id().is_some() {
        session.flush().await.map_err(unavailable)?;
    }
    Ok(())
}

/// Who is signed in with a request's session. Without a cookie nothing is read.
pub(super) async fn read(session: &Session) -> Result<Option<SignedIn>, StoreError> {
    if session.id().is_none() {
        return Ok(None);
    }
    session.get(SIGNED_IN).await.map_err(unavailable)
}

/// Whether the session that a request came with has ended since: who holds back the end of a body keeps what the head was
/// let in for. False where nobody was signed in.
///
/// # Errors
/// Database errors.
pub async fn has_ended(extensions: &Extensions) -> Result<bool, StoreError> {
    let scope = extensions
        .get::<Visitor>()
        .and_then(|visitor| visitor.scope.as_ref());
    let (Some(_), Some(session)) = (scope, extensions.get::<Session>()) else {
        return Ok(false);
    };
    session.load().await.map_err(unavailable)?;
    Ok(read(session).await?.is_none())
}

/// Notes that a session is in use, apart from the request: who reads a page never waits for the writer.
pub(super) fn touch(auth: &Auth, signed_in: &SignedIn) {
    let now: Timestamp = auth.clock.now().into();
    if now.since(Timestamp(signed_in.last_seen_at)) < sessions::TOUCH_EVERY {
        return;
    }
    let (store, session) = (auth.store.clone(), signed_in.session);
    tokio::spawn(async move {
        let touched: Result<(), StoreError> = store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move { sessions::touch(transaction, session, now).await })
            })
            .await;
        if let Err(error) = touched {
            tracing::warn!(%error, "the use of a session was not written down");
        }
    });
}

fn browser(headers: &HeaderMap) -> String {
    let text = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok());
    text.unwrap_or_default()
        .chars()
        .take(BROWSER_CHARACTERS)
        .collect()
}

fn refused_or_unavailable(error: tower_sessions::session::Error) -> SignInError {
    use tower_sessions::session::Error::Store;
    match error {
        Store(session_store::Error::Backend(text)) if text == REFUSED => SignInError::Wrong,
        error => unavailable(error).into(),
    }
}

/// tower-sessions keeps the text of an error only; what fails there is the database.
fn unavailable(error: tower_sessions::session::Error) -> StoreError {
    StoreError::Unavailable(error.to_string())
}
