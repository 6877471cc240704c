//! Where to go after signing in: a path of this site, or nowhere. Called by the sign-in page.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

const BYTES_MAX: usize = 2_048;

/// What may not stand in a `Location` as it is; non-ASCII is always encoded.
const UNSAFE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>');

/// The path to go to, ready for a `Location`, where `next` is one of this site: it begins with one slash, and holds
/// no backslash and no control character, which browsers read as a slash or drop (`/\evil`, `/\t/evil`).
#[must_use]
pub fn safe_next(next: &str) -> Option<String> {
    let local = next.starts_with('/') && !next.starts_with("//");
    let plain = !next.contains(|c: char| c == '\\' || c.is_control());
    (local && plain && next.len() <= BYTES_MAX)
        .then(|| utf8_percent_encode(next, UNSAFE).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_this_site_are_kept() {
        for (next, kept) in [
            ("/", "/"),
            ("/chat/lobby/", "/chat/lobby/"),
            ("/rooms/a?around=3#m", "/rooms/a?around=3#m"),
            ("/rooms/%E8%8C%B6", "/rooms/%E8%8C%B6"),
            ("/rooms/茶", "/rooms/%E8%8C%B6"),
        ] {
            assert_eq!(safe_next(next).as_deref(), Some(kept));
        }
    }

    #[test]
    fn everything_else_leads_nowhere() {
        for next in [
            "",
            "rooms/lobby",
            "https://attacker.invalid/",
            "//attacker.invalid",
            "///attacker.invalid/",
            "\\\\attacker.invalid",
            "/\\attacker.invalid",
            "https:attacker.invalid",
            "javascript:alert(1)",
            "/\tattacker.invalid",
            "/\n/attacker.invalid",
            "//attacker.invalid\\@here",
            "/chat/lobby/\r\nSet-Cookie: a=b",
            " /rooms",
            "/\u{85}/x",
        ] {
            assert_eq!(safe_next(next), None, "{next:?}");
        }
        assert_eq!(safe_next(&format!("/{}", "a".repeat(3_000))), None);
    }
}
