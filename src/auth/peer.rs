//! The address of a visitor: the connection's, or behind trusted proxies the one that the nearest of them saw.
//!
//! Called by the scope. A header of an unlisted peer is never believed.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// Who is asking. `X-Forwarded-For` is read from its end, where the nearest proxy writes, as long as what stands
/// there is a trusted proxy too; the first that is not is the visitor. What a visitor wrote himself stands before it.
#[must_use]
pub fn visitor_address(connection: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let mut visitor = connection.to_canonical();
    let lines: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .collect();
    let mut hops = lines.iter().rev().flat_map(|line| line.rsplit(','));
    while is_trusted(visitor) {
        match hops.next().and_then(|hop| address(hop.trim())) {
            Some(hop) => visitor = hop,
            None => break,
        }
    }
    visitor
}

/// An address, which some proxies write with a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let with_port = || text.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    bare.parse()
        .ok()
        .or_else(with_port)
        .map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visitor(connection: &str, lines: &[&str]) -> String {
        let trusted = ["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        visitor_address(connection.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn the_header_of_an_unlisted_peer_is_not_believed() {
        assert_eq!(visitor("192.0.2.9", &["203.0.113.5"]), "192.0.2.9");
        assert_eq!(visitor("192.0.2.9", &["10.0.0.1"]), "192.0.2.9");
    }

    #[test]
    fn behind_trusted_proxies_the_last_untrusted_hop_is_the_visitor() {
        for (connection, lines, expected) in [
            ("10.0.0.1", &["203.0.113.5"][..], "203.0.113.5"),
            ("10.0.0.1", &["198.51.100.1, 203.0.113.5"], "203.0.113.5"),
            (
                "10.0.0.1",
                &["198.51.100.1", "203.0.113.5, 10.0.0.2"],
                "203.0.113.5",
            ),
            ("10.0.0.1", &["203.0.113.5:4711"], "203.0.113.5"),
            ("::1", &["[2001:db8::1]:443"], "2001:db8::1"),
            ("::ffff:10.0.0.1", &["::ffff:203.0.113.5"], "203.0.113.5"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["203.0.113.5, unknown"], "10.0.0.1"),
            ("10.0.0.1", &["10.0.0.3"], "10.0.0.3"),
        ] {
            assert_eq!(
                visitor(connection, lines),
                expected,
                "{connection} {lines:?}"
            );
        }
    }
}
