//! Which addresses are ours: what a `Host` and an `Origin` may say.
//!
//! From the settings and the bound socket only, never from a header. Called by the host and origin checks.

use std::net::SocketAddr;

use crate::config::Settings;

/// The site's own scheme, and every host with port under which browsers may reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteAddress {
    origin_start: &'static str,
    hosts: Vec<String>,
}

impl SiteAddress {
    /// `public_url` where it is set, else the address that is really bound, and on loopback each of its names. Who
    /// listens on every address listens on loopback too.
    #[must_use]
    pub fn new(settings: &Settings, bound: SocketAddr) -> Self {
        if let Some(url) = &settings.public_url {
            let https = url.scheme() == "https";
            let port = url
                .port_or_known_default()
                .unwrap_or(if https { 443 } else { 80 });
            let hosts = spellings(
                url.host_str().unwrap_or_default(),
                port,
                if https { 443 } else { 80 },
            );
            let origin_start = if https { "https://" } else { "http://" };
            return Self {
                origin_start,
                hosts,
            };
        }
        let mut hosts = vec![bound.to_string()];
        if bound.ip().is_loopback() || bound.ip().is_unspecified() {
            for name in ["localhost", "127.0.0.1", "[::1]"] {
                hosts.extend(spellings(name, bound.port(), 80));
            }
        }
        Self {
            origin_start: "http://",
            hosts,
        }
    }

    /// Whether a `Host` header (or the authority of a request's target) is ours.
    #[must_use]
    pub fn is_host(&self, host: &str) -> bool {
        self.hosts
            .iter()
            .any(|ours| ours.eq_ignore_ascii_case(host))
    }

    /// Whether an `Origin` header is ours: scheme, host and port, and nothing else.
    #[must_use]
    pub fn is_origin(&self, origin: &str) -> bool {
        origin
            .strip_prefix(self.origin_start)
            .is_some_and(|host| self.is_host(host))
    }
}

/// Browsers leave the port out where it is the scheme's own.
fn spellings(host: &str, port: u16, default_port: u16) -> Vec<String> {
    let mut spellings = vec![format!("{host}:{port}")];
    if port == default_port {
        spellings.push(host.to_owned());
    }
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(url: &str) -> SiteAddress {
        let settings = Settings {
            public_url: Some(url.parse().unwrap()),
            ..Settings::default()
        };
        SiteAddress::new(&settings, "127.0.0.1:8000".parse().unwrap())
    }

    fn bound(address: &str) -> SiteAddress {
        SiteAddress::new(&Settings::default(), address.parse().unwrap())
    }

    #[test]
    fn a_public_address_is_the_only_one() {
        let site = public("https://chat.example.org");
        for host in [
            "chat.example.org",
            "CHAT.example.org",
            "chat.example.org:443",
        ] {
            assert!(site.is_host(host), "{host}");
        }
        for host in [
            "",
            "127.0.0.1:8000",
            "localhost:8000",
            "chat.example.org:444",
            "chat.example.org:80",
            "chat.example.org.",
            "chat.example.org.attacker.invalid",
            "x.chat.example.org",
            "attacker.invalid",
        ] {
            assert!(!site.is_host(host), "{host}");
        }
        assert!(public("https://chat.example.org:8443").is_host("chat.example.org:8443"));
        assert!(!public("https://chat.example.org:8443").is_host("chat.example.org"));
        assert!(public("https://bücher.example").is_host("xn--bcher-kva.example"));
    }

    #[test]
    fn on_loopback_each_of_its_names_is_ours_with_the_port_that_is_bound() {
        for site in [
            bound("127.0.0.1:4711"),
            bound("[::1]:4711"),
            bound("0.0.0.0:4711"),
        ] {
            for host in ["localhost:4711", "127.0.0.1:4711", "[::1]:4711"] {
                assert!(site.is_host(host), "{host}");
                assert!(site.is_origin(&format!("http://{host}")), "{host}");
            }
            for host in [
                "localhost",
                "localhost:8000",
                "192.0.2.1:4711",
                "evil.invalid:4711",
            ] {
                assert!(!site.is_host(host), "{host}");
            }
        }
        assert!(bound("127.0.0.1:80").is_host("localhost"));
        assert!(bound("192.0.2.1:4711").is_host("192.0.2.1:4711"));
        assert!(!bound("192.0.2.1:4711").is_host("localhost:4711"));
    }

    #[test]
    fn an_origin_is_scheme_host_and_port_and_nothing_else() {
        let site = public("https://chat.example.org");
        assert!(site.is_origin("https://chat.example.org"));
        for origin in [
            "",
            "null",
            "http://chat.example.org",
            "https://chat.example.org/",
            "https://chat.example.org/x",
            "https://chat.example.org:444",
            "https://chat.example.org.",
            "https://chat.example.org.attacker.invalid",
            "https://chat.example.org@attacker.invalid",
            "https://attacker.invalid",
            "wss://chat.example.org",
            "chat.example.org",
        ] {
            assert!(!site.is_origin(origin), "{origin}");
        }
    }
}
