//! What must hold between settings, each rule with the sentence that says what to set.

use url::{Host, Url};

use super::Settings;
use crate::domain::Sentence;

/// Below this an ordinary command of the protocol does not fit.
const LEAST_FRAME_BYTES: usize = 1_024;

impl Settings {
    /// The first rule that is broken.
    pub(super) fn check(&self) -> Result<(), Sentence> {
        self.check_parts()?;
        self.check_plain_http()?;
        self.check_times()
    }

    /// What this build can do, and values that only look right.
    fn check_parts(&self) -> Result<(), Sentence> {
        let not_built = |setting, value: &str| {
            let sentence = Sentence::new("setting-not-in-this-build");
            Err(sentence
                .with("setting", setting)
                .with("value", value.to_owned()))
        };
        let file = self.database_file();
        // a pool of connections does not share a database in memory; the options after `?` are ours to choose
        let special = self.database.contains(":memory:") || self.database.contains('?');
        if file.as_os_str().is_empty() || special {
            return not_built("--database", &self.database);
        }
        if self.layer != "memory" {
            return not_built("--layer", &self.layer);
        }
        if let Some(address) = self.metrics_listen {
            return not_built("--metrics-listen", &address.to_string());
        }
        if self.limit_frame_bytes != 0 && self.limit_frame_bytes < LEAST_FRAME_BYTES {
            return Err(Sentence::new("setting-at-least")
                .with("setting", "--limit-frame-bytes")
                .with("least", LEAST_FRAME_BYTES.to_string()));
        }
        Ok(())
    }

    /// Threat: on plain http everybody on the way reads passwords and cookies.
    fn check_plain_http(&self) -> Result<(), Sentence> {
        if self.allow_plain_http {
            return Ok(());
        }
        match &self.public_url {
            Some(url) if url.scheme() == "http" && !is_loopback(url) => {
                Err(Sentence::new("setting-plain-http-public").with("url", url.to_string()))
            }
            None if !self.listen.ip().is_loopback() => {
                Err(Sentence::new("setting-plain-http-listen")
                    .with("address", self.listen.to_string()))
            }
            _ => Ok(()),
        }
    }

    fn check_times(&self) -> Result<(), Sentence> {
        if self.heartbeat_dead_seconds <= self.heartbeat_seconds {
            return Err(Sentence::new("setting-longer-than")
                .with("longer", "--heartbeat-dead-seconds")
                .with("shorter", "--heartbeat-seconds"));
        }
        if self.session_absolute_days < self.session_idle_days {
            return Err(Sentence::new("setting-not-shorter-than")
                .with("longer", "--session-absolute-days")
                .with("shorter", "--session-idle-days"));
        }
        Ok(())
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}
