//! Bounds the guessing of passwords without locking the owner out (docs/promises.md, B5), and the making of accounts.
//!
//! Called by whatever hashes a password for somebody outside, before it is hashed. In memory only: a restart forgets, and a guesser cannot
//! cause one. The present moment is passed in.

use std::hash::{BuildHasher, Hash, RandomState};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::sliding_window::SlidingWindow;
use crate::config::Settings;
use crate::domain::Timestamp;

const NAME_SPAN: Duration = Duration::from_secs(3 * 60);
const ADDRESS_SPAN: Duration = Duration::from_secs(10 * 60);

/// Tries at one name from devices that it never signed in from, whatever their addresses.
const UNKNOWN_DEVICES_LIMIT: u32 = 100;
const UNKNOWN_DEVICES_SPAN: Duration = Duration::from_secs(60 * 60);

/// One try at a password.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// The folded username, also one that nobody has.
    pub name: &'a str,
    /// Where it comes from.
    pub address: IpAddr,
    /// The device that has proven itself before: it has a bucket of its own and no other, so that whoever guesses at
    /// the name cannot keep its owner out.
    pub device: Option<&'a str>,
}

/// A try that was counted; [`Throttle::give_back`] takes it back.
#[derive(Debug)]
#[must_use = "a right password gives its count back"]
pub struct Counted {
    places: Vec<(usize, u64)>,
    at: Timestamp,
}

/// The windows of the whole site.
pub struct Throttle {
    windows: Mutex<[SlidingWindow; 5]>,
    // Keys are hashes: names of any length cost eight bytes. The seed is drawn at start, so nobody can aim.
    hasher: RandomState,
}

// Places in `windows`.
const NAME_AND_NETWORK: usize = 0;
const ADDRESS: usize = 1;
const UNKNOWN_DEVICES: usize = 2;
const DEVICE: usize = 3;
const REGISTRATIONS: usize = 4;

impl Throttle {
    /// Empty windows with the limits of `--limit-logins-per-name` and `--limit-logins-per-address`; 0 is no limit.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        let per_name = settings.limit_logins_per_name;
        // Never below what one network alone is granted by the operator.
        let unknown = if per_name == 0 {
            0
        } else {
            UNKNOWN_DEVICES_LIMIT.max(per_name)
        };
        Self {
            windows: Mutex::new([
                SlidingWindow::new(per_name, NAME_SPAN),
                SlidingWindow::new(settings.limit_logins_per_address, ADDRESS_SPAN),
                SlidingWindow::new(unknown, UNKNOWN_DEVICES_SPAN),
                SlidingWindow::new(per_name, NAME_SPAN),
                SlidingWindow::new(settings.limit_logins_per_address, ADDRESS_SPAN),
            ]),
            hasher: RandomState::new(),
        }
    }

    /// Counts a try, before its password is hashed. The answer never depends on whether the name exists.
    ///
    /// # Errors
    /// How long to wait, where one of the windows is full; then nothing is counted.
    pub fn count(&self, attempt: Attempt<'_>, now: Timestamp) -> Result<Counted, Duration> {
        self.count_in(self.places(attempt), now)
    }

    /// Counts a registration, before its password is hashed: as many from one address as sign-ins, in a window of their
    /// own, so that a room full of newcomers locks no sign-in. None is given back but one that was never looked at.
    ///
    /// # Errors
    /// As [`Self::count`].
    pub fn count_registration(&self, address: IpAddr, now: Timestamp) -> Result<Counted, Duration> {
        self.count_in(vec![(REGISTRATIONS, self.key(network(address, 32)))], now)
    }

    fn count_in(&self, places: Vec<(usize, u64)>, now: Timestamp) -> Result<Counted, Duration> {
        let mut windows = self.lock();
        let longest = places
            .iter()
            .filter_map(|&(place, key)| windows[place].wait(key, now))
            .max();
        if let Some(wait) = longest {
            return Err(wait);
        }
        for &(place, key) in &places {
            windows[place].take(key, now);
        }
        Ok(Counted { places, at: now })
    }

    /// Takes a count back: the password was right, or was never looked at.
    pub fn give_back(&self, counted: Counted) {
        let mut windows = self.lock();
        for (place, key) in counted.places {
            windows[place].give_back(key, counted.at);
        }
    }

    fn places(&self, attempt: Attempt<'_>) -> Vec<(usize, u64)> {
        let Attempt {
            name,
            address,
            device,
        } = attempt;
        match device {
            Some(device) => vec![(DEVICE, self.key(device))],
            None => vec![
                (NAME_AND_NETWORK, self.key((name, network(address, 24)))),
                (ADDRESS, self.key(network(address, 32))),
                (UNKNOWN_DEVICES, self.key(name)),
            ],
        }
    }

    fn key(&self, value: impl Hash) -> u64 {
        self.hasher.hash_one(value)
    }

    fn lock(&self) -> MutexGuard<'_, [SlidingWindow; 5]> {
        // A panic between two counts leaves counts, nothing half done.
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Throttle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Throttle").finish_non_exhaustive()
    }
}

/// The network of an address: the first `bits` of IPv4. Of IPv6 always the first 64, which one customer has whole.
fn network(address: IpAddr, bits: u32) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
            Ipv4Addr::from_bits(address.to_bits() & mask).into()
        }
        IpAddr::V6(address) => {
            Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    fn at(seconds: i64) -> Timestamp {
        Timestamp((1_000_000 + seconds) * SECOND)
    }

    fn from(name: &'static str, address: &str) -> Attempt<'static> {
        Attempt {
            name,
            address: address.parse().unwrap(),
            device: None,
        }
    }

    fn throttle() -> Throttle {
        Throttle::new(&Settings::default())
    }

    /// How many of `tries` at the same second are admitted.
    fn admitted(throttle: &Throttle, tries: usize, attempt: Attempt<'_>, second: i64) -> usize {
        (0..tries)
            .filter(|_| throttle.count(attempt, at(second)).is_ok())
            .count()
    }

    #[test]
    fn ten_tries_at_a_name_from_one_network_and_then_a_wait() {
        let throttle = throttle();
        assert_eq!(admitted(&throttle, 30, from("ann", "192.0.2.1"), 0), 10);
        let wait = throttle
            .count(from("ann", "192.0.2.250"), at(60))
            .unwrap_err();
        assert_eq!(wait, Duration::from_secs(120), "the same /24");
        assert!(throttle.count(from("ann", "198.51.100.1"), at(60)).is_ok());
        assert!(throttle.count(from("bob", "192.0.2.1"), at(60)).is_ok());
        assert!(throttle.count(from("ann", "192.0.2.1"), at(180)).is_ok());
    }

    #[test]
    fn fifty_tries_from_one_address_whatever_the_names() {
        let throttle = throttle();
        let names = ["a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"];
        let total: usize = names
            .into_iter()
            .map(|name| admitted(&throttle, 10, from(name, "192.0.2.1"), 0))
            .sum();
        assert_eq!(total, 50);
        assert!(
            throttle.count(from("z", "192.0.2.2"), at(0)).is_ok(),
            "a neighbour"
        );
        assert!(throttle.count(from("z", "192.0.2.1"), at(600)).is_ok());
    }

    #[test]
    fn of_ipv6_a_customers_whole_network_is_one_address() {
        let throttle = throttle();
        assert_eq!(admitted(&throttle, 10, from("ann", "2001:db8::1"), 0), 10);
        assert!(
            throttle
                .count(from("ann", "2001:db8::ffff:2"), at(0))
                .is_err()
        );
        assert!(
            throttle
                .count(from("ann", "2001:db8:0:1::1"), at(0))
                .is_ok()
        );
        let mapped = throttle.count(from("bob", "::ffff:192.0.2.1"), at(0));
        assert!(mapped.is_ok());
        assert_eq!(admitted(&throttle, 10, from("bob", "192.0.2.1"), 0), 9);
    }

    #[test]
    fn a_hundred_tries_an_hour_at_a_name_from_unknown_devices_everywhere() {
        let throttle = throttle();
        let total = (0..500)
            .filter(|n| {
                let address = format!("10.{}.{}.1", n / 200, n % 200);
                throttle
                    .count(from("ann", &address), at(i64::from(*n)))
                    .is_ok()
            })
            .count();
        assert_eq!(total, 100);
        assert!(throttle.count(from("ann", "172.16.0.1"), at(3_600)).is_ok());
    }

    #[test]
    fn a_known_device_gets_in_whatever_others_try_and_is_bounded_itself() {
        let throttle = throttle();
        admitted(&throttle, 1_000, from("ann", "192.0.2.1"), 0);
        let owner = Attempt {
            device: Some("d1"),
            ..from("ann", "192.0.2.1")
        };
        assert_eq!(admitted(&throttle, 30, owner, 0), 10);
    }

    #[test]
    fn a_right_password_gives_its_count_back() {
        let throttle = throttle();
        for _ in 0..200 {
            let counted = throttle.count(from("ann", "192.0.2.1"), at(0)).unwrap();
            throttle.give_back(counted);
        }
        assert_eq!(admitted(&throttle, 30, from("ann", "192.0.2.1"), 0), 10);
    }

    #[test]
    fn a_refused_try_does_not_prolong_the_wait() {
        let throttle = throttle();
        admitted(&throttle, 10, from("ann", "192.0.2.1"), 0);
        for second in 1..180 {
            assert!(
                throttle
                    .count(from("ann", "192.0.2.1"), at(second))
                    .is_err()
            );
        }
        assert!(throttle.count(from("ann", "192.0.2.1"), at(180)).is_ok());
    }

    #[test]
    fn fifty_registrations_from_one_address_and_they_lock_no_sign_in() {
        let throttle = throttle();
        let address = "192.0.2.1".parse().unwrap();
        let admitted = (0..80)
            .filter(|_| throttle.count_registration(address, at(0)).is_ok())
            .count();
        assert_eq!(admitted, 50);
        assert!(throttle.count(from("ann", "192.0.2.1"), at(0)).is_ok());
        assert!(throttle.count_registration(address, at(600)).is_ok());
    }

    #[test]
    fn a_limit_of_zero_is_no_limit() {
        let settings = Settings {
            limit_logins_per_name: 0,
            limit_logins_per_address: 0,
            ..Settings::default()
        };
        let throttle = Throttle::new(&settings);
        assert_eq!(admitted(&throttle, 500, from("ann", "192.0.2.1"), 0), 500);
    }
}
