//! The socket door: every refusal is plain HTTP, before the upgrade, in the order of docs/protocol.md §2. Host, origin
//! and session were looked at by the stack; whoever gets through is handed to `consumers`.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, ALLOW, CONNECTION, HOST, RETRY_AFTER, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY,
    SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version};
use axum::response::{IntoResponse, Response};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use url::form_urlencoded;

use super::error::Error;
use super::room_path::RoomPath;
use super::routes::Routes;
use crate::app::App;
use crate::auth::Visitor;
use crate::channels::Protocol;
use crate::consumers::{self, Limits, Since, SocketScope};
use crate::domain::room::LOBBY;
use crate::domain::{ErrorCode, Locale, Refusal, Sentence, Seq};

const CHAT_V1: &str = "chat.v1";
/// The tutorial's page may ask for so many messages at once.
const MOST_HISTORY: i64 = 100;
const TOO_MANY_RETRY_MS: u64 = 30_000;

/// The routes of this file.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/ws/chat", default_room)
        .get("/ws/chat/{room}", named_room)
}

async fn default_room(state: State<App>, visitor: Visitor, request: Request) -> Response {
    enter(state, visitor, LOBBY, request).await.into_response()
}

async fn named_room(
    state: State<App>,
    visitor: Visitor,
    RoomPath(room): RoomPath,
    request: Request,
) -> Response {
    enter(state, visitor, &room, request).await.into_response()
}

/// What the query of a handshake asks for.
struct Wishes {
    since: Option<Since>,
    history: i64,
}

async fn enter(
    State(app): State<App>,
    visitor: Visitor,
    room: &str,
    mut request: Request,
) -> Result<Response, Error> {
    // axum lets HEAD in where GET is.
    if request.method() != Method::GET {
        let allowed = [(ALLOW, HeaderValue::from_static("GET"))];
        return Ok((allowed, Error::from(ErrorCode::MethodNotAllowed)).into_response());
    }
    let scope = visitor.scope.ok_or(ErrorCode::Unauthorized)?;
    if let Some(response) = not_a_handshake(&request) {
        return Ok(response);
    }
    let accept = accept_key(request.headers())?;
    let wishes = read_query(request.uri().query().unwrap_or_default())?;
    let entrance = app.chat().enter(scope.user.id, room).await?;
    let protocol = choose_protocol(request.headers())?;
    let limit = app.settings().limit_sockets_per_user;
    let place = app
        .sockets()
        .claim(scope.user.id, limit)
        .ok_or_else(too_many_sockets)?;
    let upgrade = request
        .extensions_mut()
        .remove::<OnUpgrade>()
        .ok_or(ErrorCode::BadRequest)?;
    let scope = Box::new(SocketScope {
        person: scope.user.person(),
        session: scope.session,
        peer: scope.peer,
        locale: scope.locale,
        entrance,
        protocol,
        since: wishes.since,
        history: wishes.history,
    });
    let limits = Limits::new(&app.settings());
    let (chat, shutdown) = (app.chat().clone(), app.shutdown().clone());
    let on = app.consumers().clone();
    app.shutdown().spawn(async move {
        match upgrade.await {
            Ok(stream) => {
                // A task of its own: this one's memory would stay as long as the socket is open.
                let consumer = consumers::run(
                    TokioIo::new(stream),
                    scope,
                    chat,
                    limits,
                    shutdown.clone(),
                    place,
                );
                shutdown.spawn_on(consumer, &on);
            }
            Err(error) => tracing::debug!(%error, "a peer left during the handshake"),
        }
    });
    Ok(switching(&accept, protocol))
}

/// 426 for what is no upgrade to version 13 (RFC 6455 §4.2.2, §4.4).
fn not_a_handshake(request: &Request) -> Option<Response> {
    let headers = request.headers();
    let is_handshake = request.version() == Version::HTTP_11
        && has_token(headers, &CONNECTION, "upgrade")
        && has_token(headers, &UPGRADE, "websocket")
        && headers
            .get(SEC_WEBSOCKET_VERSION)
            .is_some_and(|version| version == "13");
    if is_handshake {
        return None;
    }
    let sentence = Sentence::new("door-not-a-handshake");
    let refusal = Refusal::because(ErrorCode::BadRequest, sentence);
    let mut response = Error::with_status(StatusCode::UPGRADE_REQUIRED, refusal).into_response();
    let headers = response.headers_mut();
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    Some(response)
}

fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    tokens(headers, name).any(|value| value.eq_ignore_ascii_case(token))
}

fn tokens<'h>(headers: &'h HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'h str> {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

fn accept_key(headers: &HeaderMap) -> Result<String, Error> {
    let key = headers
        .get(SEC_WEBSOCKET_KEY)
        .filter(|key| !key.is_empty())
        .ok_or_else(|| Refusal::because(ErrorCode::BadRequest, Sentence::new("door-no-key")))?;
    Ok(derive_accept_key(key.as_bytes()))
}

fn read_query(query: &str) -> Result<Wishes, Error> {
    let (mut seq, mut epoch, mut history) = (None, None, 0);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "since" => seq = Some(whole_number(&value)?),
            "epoch" => epoch = Some(value.into_owned()),
            "history" => history = value.parse().unwrap_or(0).clamp(0, MOST_HISTORY),
            _ => {}
        }
    }
    Ok(Wishes {
        since: seq.map(|seq| Since { seq, epoch }),
        history,
    })
}

fn whole_number(text: &str) -> Result<Seq, Error> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits {
        return Err(
            Refusal::because(ErrorCode::BadRequest, Sentence::new("door-bad-since")).into(),
        );
    }
    // A number above all heads is beyond the head, whatever its length.
    Ok(Seq(text.parse().unwrap_or(i64::MAX)))
}

fn choose_protocol(headers: &HeaderMap) -> Result<Protocol, Error> {
    let mut offers = headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter().peekable();
    if offers.peek().is_none() {
        return Ok(Protocol::Seed);
    }
    // Another case is another protocol: the browser would drop a connection that answers with ours.
    if tokens(headers, &SEC_WEBSOCKET_PROTOCOL).any(|offer| offer == CHAT_V1) {
        return Ok(Protocol::ChatV1);
    }
    Err(Refusal::because(
        ErrorCode::BadRequest,
        Sentence::new("door-unknown-protocol"),
    )
    .into())
}

fn too_many_sockets() -> Error {
    let sentence = Sentence::new("door-too-many-sockets");
    Refusal::because(ErrorCode::RateLimited, sentence)
        .retry_after_ms(TOO_MANY_RETRY_MS)
        .into()
}

fn switching(accept: &str, protocol: Protocol) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept) = HeaderValue::from_str(accept) {
        headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    }
    if protocol == Protocol::ChatV1 {
        headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(CHAT_V1));
    }
    response
}

/// A layer outside of the stack: while the server stops, nobody gets in any more.
pub async fn refuse_while_stopping(
    State(app): State<App>,
    request: Request,
    next: axum::middleware::Next,
) -> Response {
    if app.shutdown().is_begun()
        && request.uri().path().starts_with("/ws/")
        && let Some(refusal) = stopping(&app, request.headers())
    {
        return refusal;
    }
    next.run(request).await
}

/// Nothing for who asks for another host: the stack says that, and it comes first.
fn stopping(app: &App, headers: &HeaderMap) -> Option<Response> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    text(HOST).filter(|host| app.auth().site.is_host(host))?;
    let locale = text(ACCEPT_LANGUAGE).and_then(Locale::negotiate);
    let sentence = locale.unwrap_or_default().text("door-stopping");
    let retry = [(RETRY_AFTER, HeaderValue::from_static("3"))];
    let body = format!("{sentence}\n");
    Some((StatusCode::SERVICE_UNAVAILABLE, retry, body).into_response())
}

/// What `GET /api/rooms/{room}/status` adds to the guard: would the door let one more in?
///
/// # Errors
/// `rate_limited` where the user has all sockets open, `unavailable` while the server stops.
pub fn would_admit(app: &App, user: crate::domain::UserId) -> Result<(), Error> {
    if app.shutdown().is_begun() {
        return Err(ErrorCode::Unavailable.into());
    }
    let limit = app.settings().limit_sockets_per_user;
    app.sockets()
        .claim(user, limit)
        .map(drop)
        .ok_or_else(too_many_sockets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_is_a_whole_number_and_nothing_else() {
        for (text, seq) in [("0", 0), ("1042", 1042), ("99999999999999999999", i64::MAX)] {
            assert_eq!(whole_number(text).unwrap(), Seq(seq));
        }
        for text in ["", "-1", "1.5", "abc", "1e3", " 1", "+1"] {
            assert!(whole_number(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn the_protocol_is_ours_or_the_tutorials_or_none() {
        let offers = |value: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            if let Some(value) = value {
                headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(value));
            }
            choose_protocol(&headers).ok()
        };
        assert_eq!(offers(None), Some(Protocol::Seed));
        assert_eq!(offers(Some("chat.v1")), Some(Protocol::ChatV1));
        assert_eq!(offers(Some("chat.v9, chat.v1")), Some(Protocol::ChatV1));
        assert_eq!(offers(Some("chat.v9")), None);
        assert_eq!(offers(Some("Chat.V1")), None);
    }
}
