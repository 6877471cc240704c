//! What the tests are written with: a server as a child process, and typed clients for it.
//!
//! `TestServer` owns the process; `Visitor` and `SignedIn` speak HTTP; `Socket` speaks the two protocols;
//! `raw` sends bytes that no well-behaved client would send; `database` reads the file behind the server's back.

pub mod answer;
pub mod database;
pub mod handshake;
pub mod inside;
pub mod operator;
pub mod output;
pub mod raw;
pub mod rendered;
pub mod server;
pub mod socket;
pub mod visitor;
pub mod wire;

pub use answer::Answer;
pub use server::TestServer;
pub use socket::Socket;
pub use visitor::{SignedIn, Visitor};

use std::time::Duration;

/// The password of everybody in these tests.
pub const PASSWORD: &str = "green lanterns over the river";

/// How long a test waits for what must come. A guard against hanging, never a measure of speed.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// What is promised within a second, with slack for a machine that does other things beside the tests.
pub const A_SECOND: Duration = Duration::from_millis(2_500);

/// A segment of a path, percent-encoded.
pub fn encoded(segment: &str) -> String {
    percent_encoding::utf8_percent_encode(segment, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Asks again until the answer is yes; says what it waited for when it never comes.
pub async fn eventually(what: &str, mut ready: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !ready().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    assert!(
        tokio::time::timeout(PATIENCE, waiting).await.is_ok(),
        "waited in vain until {what}"
    );
}
