//! Is a request meant by the one who sends it? Held on every unsafe request and every socket handshake, in place of
//! tokens in forms. And the check before it: is it for us at all?

use axum::http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN, UPGRADE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use tower_sessions::cookie::Cookie;

use super::refusal::AuthRefusal;
use super::site_address::SiteAddress;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SOCKET_DOOR: &str = "/ws/";

/// Threat: DNS rebinding. A page of another site that points its own name at our address is that name's `Host`.
pub(super) fn check_host(parts: &Parts, site: &SiteAddress) -> Result<(), AuthRefusal> {
    let mut hosts = parts.headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Err(AuthRefusal::NoHost);
    };
    // A target in absolute form (`GET http://…`) names the host too, and counts more than the header (RFC 9112 §3.2.2).
    let target = parts.uri.authority();
    let is_ours = |host: &str| site.is_host(host);
    if host.to_str().is_ok_and(is_ours) && target.is_none_or(|target| is_ours(target.as_str())) {
        Ok(())
    } else {
        Err(AuthRefusal::OtherHost)
    }
}

/// Threat: another site makes the browser of a signed-in person send a request, or open a socket.
pub(super) fn check_origin(
    parts: &Parts,
    site: &SiteAddress,
    session_cookie: &str,
) -> Result<(), AuthRefusal> {
    if !is_asked(parts) {
        return Ok(());
    }
    let has_session = cookies(&parts.headers).any(|cookie| cookie.name() == session_cookie);
    if is_bearer(&parts.headers) && !has_session {
        return Ok(());
    }
    let sites: Vec<&HeaderValue> = parts.headers.get_all(SEC_FETCH_SITE).iter().collect();
    let origins: Vec<&HeaderValue> = parts.headers.get_all(ORIGIN).iter().collect();
    let good = sites.iter().all(|value| *value == "same-origin")
        && origins
            .iter()
            .all(|value| value.to_str().is_ok_and(|origin| site.is_origin(origin)));
    // What is no handshake at all opens nothing: the door itself says so.
    let opens_nothing = parts.method.is_safe() && !parts.headers.contains_key(UPGRADE);
    let silent = sites.is_empty() && origins.is_empty() && !opens_nothing;
    if good && !(silent && has_session) {
        Ok(())
    } else {
        Err(AuthRefusal::CrossSite)
    }
}

/// Safe methods change nothing (RFC 9110 §9.2.1), but a handshake is a GET that opens a way in. At the socket door any
/// other method is answered 405 by the router, and does nothing either.
fn is_asked(parts: &Parts) -> bool {
    let at_the_door = parts.uri.path().starts_with(SOCKET_DOOR);
    if parts.method.is_safe() {
        at_the_door || parts.headers.contains_key(UPGRADE)
    } else {
        !at_the_door
    }
}

fn is_bearer(headers: &HeaderMap) -> bool {
    let value = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    value
        .and_then(|value| value.split_once(' '))
        .is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
}

/// Every cookie of a request that can be read.
pub fn cookies(headers: &HeaderMap) -> impl Iterator<Item = Cookie<'_>> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;
    use crate::config::Settings;

    fn site() -> SiteAddress {
        SiteAddress::new(&Settings::default(), "127.0.0.1:4711".parse().unwrap())
    }

    fn parts(method: &str, target: &str, headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    fn passes(method: &str, path: &str, headers: &[(&str, &str)]) -> bool {
        check_origin(&parts(method, path, headers), &site(), "sid").is_ok()
    }

    const SESSION: (&str, &str) = ("cookie", "a=b; sid=x");
    const OURS: (&str, &str) = ("origin", "http://127.0.0.1:4711");
    const THEIRS: (&str, &str) = ("origin", "https://attacker.invalid");
    const SAME: (&str, &str) = ("sec-fetch-site", "same-origin");
    const CROSS: (&str, &str) = ("sec-fetch-site", "cross-site");
    const UPGRADES: (&str, &str) = ("upgrade", "websocket");
    const BEARER: (&str, &str) = ("authorization", "Bearer token");

    #[test]
    fn an_unsafe_request_or_handshake_must_come_from_our_own_pages() {
        for (method, path, upgrade) in [
            ("POST", "/logout", None),
            ("DELETE", "/api/messages/1", None),
            ("GET", "/ws/chat/", Some(UPGRADES)),
        ] {
            for (headers, good) in [
                (&[SESSION, OURS, SAME][..], true),
                (&[SESSION, OURS], true),
                (&[SESSION, SAME], true),
                (&[SESSION], false),
                (&[SESSION, THEIRS], false),
                (&[SESSION, CROSS], false),
                (&[SESSION, OURS, CROSS], false),
                (&[SESSION, THEIRS, SAME], false),
                (&[SESSION, OURS, THEIRS], false),
                (&[SESSION, SAME, ("sec-fetch-site", "same-site")], false),
                (&[SESSION, ("sec-fetch-site", "none")], false),
                (&[SESSION, ("origin", "null")], false),
                (&[SESSION, ("origin", "http://127.0.0.1:4711/")], false),
                (&[SESSION, ("origin", "http://127.0.0.1:4712")], false),
                (&[], true),
                (&[OURS], true),
                (&[THEIRS], false),
                (&[CROSS], false),
                (&[("cookie", "other=1")], true),
                (&[BEARER], true),
                (&[BEARER, CROSS, THEIRS], true),
                (&[BEARER, SESSION], false),
                (&[BEARER, SESSION, OURS], true),
                (&[("authorization", "Basic x"), THEIRS], false),
            ] {
                let headers: Vec<_> = headers.iter().copied().chain(upgrade).collect();
                let found = passes(method, path, &headers);
                assert_eq!(found, good, "{method} {path} {headers:?}");
            }
        }
    }

    #[test]
    fn reading_is_not_asked_where_it_comes_from_unless_it_asks_for_an_upgrade() {
        for method in ["GET", "HEAD", "OPTIONS"] {
            assert!(
                passes(method, "/rooms/lobby", &[SESSION, THEIRS, CROSS]),
                "{method}"
            );
        }
        assert!(!passes("GET", "/rooms/lobby", &[SESSION, THEIRS, UPGRADES]));
        assert!(
            passes("POST", "/ws/chat/", &[SESSION, THEIRS]),
            "405 by the router"
        );
        assert!(passes("GET", "/ws/chat/", &[SESSION]), "426 by the door");
        assert!(!passes("GET", "/ws/chat/", &[SESSION, THEIRS]));
    }

    #[test]
    fn a_request_must_name_exactly_one_host_and_it_must_be_ours() {
        for (target, headers, outcome) in [
            ("/", &[("host", "127.0.0.1:4711")][..], "ours"),
            ("/", &[("host", "LOCALHOST:4711")], "ours"),
            (
                "http://localhost:4711/",
                &[("host", "localhost:4711")],
                "ours",
            ),
            ("/", &[("host", "attacker.invalid")], "other"),
            ("/", &[("host", "localhost:4711.attacker.invalid")], "other"),
            (
                "http://attacker.invalid/",
                &[("host", "localhost:4711")],
                "other",
            ),
            ("/", &[], "none"),
            (
                "/",
                &[("host", "localhost:4711"), ("host", "attacker.invalid")],
                "none",
            ),
        ] {
            let found = match check_host(&parts("GET", target, headers), &site()) {
                Ok(()) => "ours",
                Err(AuthRefusal::OtherHost) => "other",
                Err(_) => "none",
            };
            assert_eq!(found, outcome, "{target} {headers:?}");
        }
    }
}
