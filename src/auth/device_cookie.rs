//! A signed cookie that says: somebody has signed in with this name in this browser before.
//!
//! It opens nothing. It gives the owner a bucket of his own in the throttle, so that others who guess at the name
//! cannot keep him out (OWASP, «Slow down online guessing attacks with device cookies»).

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::domain::Timestamp;

/// How long a device is remembered; each sign-in starts it anew.
pub const LIFETIME: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Where the browser sends it: nobody else asks for it. (`__Host-` would need the path `/`.)
pub const PATH: &str = "/login";

/// The cookie's name, on https for https only.
#[must_use]
pub const fn cookie_name(https: bool) -> &'static str {
    if https { "__Secure-device" } else { "device" }
}

/// Makes and checks device cookies with the site's key.
#[derive(Clone)]
pub struct DeviceCookies {
    key: Vec<u8>,
}

impl DeviceCookies {
    /// With the key from the store: cookies outlive a restart.
    #[must_use]
    pub const fn new(key: Vec<u8>) -> Self {
        Self { key }
    }

    /// A new cookie's value for whoever just signed in with `name` (folded). The name is in the signature only, so
    /// the cookie does not tell it.
    #[must_use]
    pub fn issue(&self, name: &str, now: Timestamp) -> String {
        let device = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>());
        let signature = self.signature(name, &device, now.0).finalize().into_bytes();
        format!("{device}.{}.{}", now.0, URL_SAFE_NO_PAD.encode(signature))
    }

    /// The device that the cookie was made for, where it was made by us for this name and is not too old.
    #[must_use]
    pub fn device<'a>(&self, cookie: &'a str, name: &str, now: Timestamp) -> Option<&'a str> {
        let mut parts = cookie.split('.');
        let (device, issued_at, signature) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let issued_at = Timestamp(issued_at.parse().ok()?);
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        // In constant time, before anything else of it is believed.
        self.signature(name, device, issued_at.0)
            .verify_slice(&signature)
            .ok()?;
        (now.since(issued_at) < LIFETIME).then_some(device)
    }

    fn signature(&self, name: &str, device: &str, issued_at: i64) -> Hmac<Sha256> {
        let mut signature = Hmac::<Sha256>::new_from_slice(&self.key)
            .expect("HMAC takes a key of any length (RFC 2104)");
        // Neither the purpose, the device nor the number can hold a zero byte, so that parts cannot be shifted.
        signature.update(format!("device\0{device}\0{issued_at}\0{name}").as_bytes());
        signature
    }
}

impl std::fmt::Debug for DeviceCookies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceCookies(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_437_296_000_000);

    fn cookies() -> DeviceCookies {
        DeviceCookies::new(vec![7; 32])
    }

    #[test]
    fn a_device_is_known_for_the_name_that_signed_in_and_for_no_other() {
        let cookie = cookies().issue("ann", NOW);
        assert!(cookies().device(&cookie, "ann", NOW).is_some());
        assert!(cookies().device(&cookie, "bob", NOW).is_none());
        let another_key = DeviceCookies::new(vec![8; 32]);
        assert!(another_key.device(&cookie, "ann", NOW).is_none());
        assert!(!cookie.contains("ann"));
    }

    #[test]
    fn two_devices_are_two() {
        let (one, other) = (cookies().issue("ann", NOW), cookies().issue("ann", NOW));
        let known = |cookie: &str| cookies().device(cookie, "ann", NOW).map(str::to_owned);
        assert_ne!(known(&one), known(&other));
    }

    #[test]
    fn whatever_is_changed_in_a_cookie_it_is_no_longer_ours() {
        let cookie = cookies().issue("ann", NOW);
        for place in 0..cookie.len() {
            let mut bytes = cookie.clone().into_bytes();
            bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(cookies().device(&changed, "ann", NOW), None, "{changed}");
        }
        for broken in ["", ".", "..", "a.1.b", "a.b.c", "💥.1.💥"] {
            assert_eq!(cookies().device(broken, "ann", NOW), None, "{broken}");
        }
        assert_eq!(cookies().device(&format!("{cookie}.x"), "ann", NOW), None);
    }

    #[test]
    fn a_device_is_forgotten_after_a_year() {
        let cookie = cookies().issue("ann", NOW);
        let day = Duration::from_secs(86_400);
        assert!(
            cookies()
                .device(&cookie, "ann", NOW.plus(day * 364))
                .is_some()
        );
        assert!(
            cookies()
                .device(&cookie, "ann", NOW.plus(day * 365))
                .is_none()
        );
    }
}
