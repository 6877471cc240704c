//! Who is asking, from where, and whether the request is meant by them: session → scope → origin.
//!
//! Called by `router` (the stack) and `web` (sign-in, registration). Touches no chat and no channel.

pub mod device_cookie;
pub mod next_path;
pub mod password;
pub mod peer;
pub mod site_address;
mod sliding_window;
pub mod throttle;

pub use device_cookie::DeviceCookies;
pub use password::{HashingError, Passwords, Verdict};
pub use site_address::SiteAddress;
pub use throttle::{Attempt, Throttle};
