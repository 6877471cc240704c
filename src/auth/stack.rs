//! The one stack around pages, API and socket door: host, then session → scope → origin.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::{Next, from_fn_with_state, map_response_with_state};
use axum::response::Response;
use tower_sessions::Session;

use super::origin::{check_host, check_origin};
use super::peer::visitor_address;
use super::refusal::{AuthRefusal, Refuse};
use super::scope::{Scope, Visitor};
use super::{Auth, session};
use crate::domain::{Locale, PeerAddress};

#[derive(Clone)]
struct Stack {
    auth: Arc<Auth>,
    refuse: Refuse,
}

/// Puts the stack around `routes`: their requests are for us, are meant by the one who sends them, and carry a
/// [`Visitor`]. `refuse` makes the response to those that are not.
pub fn auth_middleware_stack<S>(routes: Router<S>, auth: &Arc<Auth>, refuse: Refuse) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let stack = Stack {
        auth: Arc::clone(auth),
        refuse,
    };
    // The last one added is asked first.
    routes
        .layer(from_fn_with_state(stack.clone(), origin))
        .layer(from_fn_with_state(stack.clone(), scope))
        .layer(session::layer(auth))
        .layer(map_response_with_state(stack.clone(), finish_cookies))
        .layer(from_fn_with_state(stack, host))
}

async fn host(State(stack): State<Stack>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match check_host(&parts, &stack.auth.site) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(refusal) => (stack.refuse)(&parts, refusal),
    }
}

async fn scope(State(stack): State<Stack>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match resolve(&stack.auth, &parts.extensions, &parts.headers).await {
        Ok(visitor) => {
            parts.extensions.insert(visitor);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(refusal) => (stack.refuse)(&parts, refusal),
    }
}

async fn origin(State(stack): State<Stack>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let cookie_name = session::cookie_name(&stack.auth.settings);
    match check_origin(&parts, &stack.auth.site, cookie_name) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(refusal) => (stack.refuse)(&parts, refusal),
    }
}

async fn resolve(
    auth: &Auth,
    extensions: &axum::http::Extensions,
    headers: &HeaderMap,
) -> Result<Visitor, AuthRefusal> {
    let connection = extensions
        .get::<PeerAddress>()
        .expect("the accept loop says who connected");
    let session = extensions
        .get::<Session>()
        .expect("the session layer is right outside of this one");
    let peer = visitor_address(connection.0.ip(), headers, &auth.settings.trusted_proxies);
    let locale = |chosen: Option<Locale>| {
        let asked = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        chosen
            .or_else(|| asked.and_then(Locale::negotiate))
            .or(auth.settings.locale)
            .unwrap_or_default()
    };
    let mut visitor = Visitor {
        scope: None,
        peer,
        locale: locale(None),
    };
    let Some(signed_in) = session::read(session).await? else {
        return Ok(visitor);
    };
    session::touch(auth, &signed_in);
    let user = signed_in.user;
    visitor.locale = locale(user.locale);
    visitor.scope = Some(Scope {
        user: Arc::new(user),
        session: signed_in.session,
        peer,
        locale: visitor.locale,
    });
    Ok(visitor)
}

/// A `Set-Cookie` that a handler puts into the extensions of its response: it goes out after the session's own.
#[derive(Clone, Debug)]
pub struct ExtraCookie(pub String);

async fn finish_cookies(State(stack): State<Stack>, mut response: Response) -> Response {
    if stack.auth.settings.is_https() {
        secure_removal(
            response.headers_mut(),
            session::cookie_name(&stack.auth.settings),
        );
    }
    let extra = response.extensions_mut().remove::<ExtraCookie>();
    if let Some(cookie) = extra.and_then(|extra| HeaderValue::try_from(extra.0).ok()) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The session layer takes a cookie back without `Secure`, and browsers then refuse to touch one called `__Host-`
/// (RFC 6265bis §4.1.3.2).
fn secure_removal(headers: &mut HeaderMap, name: &str) {
    let removal = format!("{name}=;");
    for (_, cookie) in headers
        .iter_mut()
        .filter(|(header, _)| *header == SET_COOKIE)
    {
        let text = cookie.to_str().unwrap_or_default();
        if text.starts_with(&removal)
            && let Ok(secured) =
                HeaderValue::try_from(format!("{text}; Secure; HttpOnly; SameSite=Lax"))
        {
            *cookie = secured;
        }
    }
}
