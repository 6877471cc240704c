//! How many connections are open, in all and for each address, and what those above the limit are told.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ipnet::IpNet;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use crate::config::Settings;

/// How many refusals are spoken at once; above that a connection is closed without a word.
const REFUSALS_AT_ONCE: usize = 100;
/// How long a refused peer may take to read its answer.
const REFUSAL_TIMEOUT: Duration = Duration::from_secs(1);
/// Written by hand: a connection above the limit must not cost what a served one does.
const REFUSAL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\n\
    Retry-After: 5\r\n\
    Content-Length: 0\r\n\
    Cache-Control: no-store\r\n\
    X-Content-Type-Options: nosniff\r\n\
    Connection: close\r\n\r\n";

/// The open connections. Cheap to clone; all clones are one.
#[derive(Clone)]
pub(super) struct Places {
    open: Arc<Mutex<Open>>,
    refusals: Arc<Semaphore>,
    limit: usize,
    limit_per_address: usize,
    trusted_proxies: Arc<[IpNet]>,
}

#[derive(Default)]
struct Open {
    total: usize,
    by_network: HashMap<IpAddr, usize>,
}

impl Places {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            open: Arc::default(),
            refusals: Arc::new(Semaphore::new(REFUSALS_AT_ONCE)),
            limit: settings.limit_connections,
            limit_per_address: settings.limit_connections_per_address,
            trusted_proxies: settings.trusted_proxies.clone().into(),
        }
    }

    /// A place for one connection, free again when it is dropped. None: a limit is reached.
    pub(super) fn take(&self, address: IpAddr) -> Option<Place> {
        let address = address.to_canonical();
        // many people come through one proxy; it is the proxy that counts them
        let counted = !self
            .trusted_proxies
            .iter()
            .any(|net| net.contains(&address));
        let network = counted.then(|| network_of(address));
        let mut open = self.lock();
        if is_full(self.limit, open.total) {
            return None;
        }
        if let Some(network) = network {
            let here = open.by_network.get(&network).copied().unwrap_or_default();
            if is_full(self.limit_per_address, here) {
                return None;
            }
            open.by_network.insert(network, here + 1);
        }
        open.total += 1;
        Some(Place {
            places: self.clone(),
            network,
        })
    }

    /// Tells the peer to come back later, and closes.
    pub(super) fn refuse(&self, mut stream: TcpStream) {
        let Ok(turn) = self.refusals.clone().try_acquire_owned() else {
            return;
        };
        tokio::spawn(async move {
            let said = tokio::time::timeout(REFUSAL_TIMEOUT, async {
                stream.write_all(REFUSAL).await?;
                stream.shutdown().await?;
                // closing with unread bytes would reset the connection before the answer is read
                let mut unread = [0; 1024];
                while stream.read(&mut unread).await? > 0 {}
                std::io::Result::Ok(())
            });
            // a peer that does not listen loses nothing but the answer
            let _ = said.await;
            drop(turn);
        });
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        // the counts are whole after every statement, also where a thread died
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A limit of 0 is none.
fn is_full(limit: usize, count: usize) -> bool {
    limit != 0 && count >= limit
}

/// An IPv6 line has at least a /64 to itself, so its addresses count as one.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

/// One open connection's place.
pub(super) struct Place {
    places: Places,
    network: Option<IpAddr>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.places.lock();
        open.total = open.total.saturating_sub(1);
        let Some(network) = self.network else { return };
        if let Some(count) = open.by_network.get_mut(&network) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                open.by_network.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(limit: usize, limit_per_address: usize) -> Places {
        Places::new(&Settings {
            limit_connections: limit,
            limit_connections_per_address: limit_per_address,
            trusted_proxies: vec!["10.9.0.0/16".parse().unwrap()],
            ..Settings::default()
        })
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_place_is_free_again_when_its_connection_ends() {
        let places = places(2, 0);
        let first = places.take(ip("10.0.0.1"));
        let _second = places.take(ip("10.0.0.2")).unwrap();
        assert!(places.take(ip("10.0.0.3")).is_none());
        drop(first);
        assert!(places.take(ip("10.0.0.3")).is_some());
    }

    #[test]
    fn one_address_does_not_take_the_places_of_others() {
        let places = places(0, 1);
        let held = places.take(ip("10.0.0.1")).unwrap();
        assert!(places.take(ip("10.0.0.1")).is_none());
        assert!(places.take(ip("::ffff:10.0.0.1")).is_none());
        assert!(places.take(ip("10.0.0.2")).is_some());
        drop(held);
        assert!(places.take(ip("10.0.0.1")).is_some());
        assert!(places.lock().by_network.is_empty());
    }

    #[test]
    fn the_addresses_of_one_ipv6_line_count_as_one() {
        let places = places(0, 1);
        let _held = places.take(ip("2001:db8:0:1::1")).unwrap();
        assert!(places.take(ip("2001:db8:0:1::2")).is_none());
        assert!(places.take(ip("2001:db8:0:2::1")).is_some());
    }

    #[test]
    fn a_trusted_proxy_is_held_to_the_total_only() {
        let places = places(2, 1);
        let _held = [
            places.take(ip("10.9.0.1")).unwrap(),
            places.take(ip("10.9.0.1")).unwrap(),
        ];
        assert!(places.take(ip("10.9.0.1")).is_none());
    }
}
