//! What an operator may set: a flag, else an environment variable, else a line of `teahouse.toml`, else the default.
//!
//! Read once at the start by the command line; everybody else is handed [`Settings`]. Touches no database.

mod bounds;
mod check;
mod live;
mod sources;
mod value;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use url::Url;

use crate::domain::{Locale, Sentence};

pub use live::Live;
pub use sources::{FILE_NAME, Flags, load};
pub use value::{CreateRooms, LogFormat, Registration};

/// Writes the table below out as a struct, its defaults, and access by name: one row is one setting everywhere.
macro_rules! settings {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $default:expr;)*) => {
        /// Every setting of docs/protocol.md §4, checked. A limit of 0 is no limit; `bounds` says how
        /// much each may be.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Settings {
            $($(#[$doc])* pub $name: $type,)*
            /// The names of those that the operator gave, by flag, variable or file.
            pub given: BTreeSet<&'static str>,
        }

        impl Default for Settings {
            fn default() -> Self {
                Self { $($name: $default,)* given: BTreeSet::new() }
            }
        }

        impl Settings {
            /// The name of every setting: `public_url` is `--public-url` and `TEAHOUSE_PUBLIC_URL`.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name),)*];

            /// Sets one by its name. The error is the sentence that says what it must be, and has yet to be told how
            /// the setting is called where it was written.
            fn set(&mut self, name: &str, given: &value::Given) -> Result<(), Sentence> {
                match name {
                    $(stringify!($name) => self.$name = value::read(name, given)?,)*
                    _ => return Err(Sentence::new("setting-unknown")),
                }
                Ok(())
            }

            /// The value as one would write it; empty where there is none.
            #[must_use]
            pub fn shown(&self, name: &str) -> String {
                match name {
                    $(stringify!($name) => value::Value::shown(&self.$name),)*
                    _ => String::new(),
                }
            }
        }
    };
}

settings! {
    /// Where the server listens; port 0 takes a free one.
    listen: SocketAddr = SocketAddr::from(([127, 0, 0, 1], 8000));
    /// `sqlite:` and the path of the file.
    database: String = "sqlite:data/teahouse.db".to_owned();
    /// Files, backups and the private socket; see [`Settings::data_folder`].
    data: Option<PathBuf> = None;
    /// The address that people type: scheme, host and port, no path.
    public_url: Option<Url> = None;
    /// Peers whose `X-Forwarded-For` is believed.
    trusted_proxies: Vec<IpNet> = Vec::new();
    /// Accept http where others could read along: a public address without https, or one that is not loopback.
    allow_plain_http: bool = false;
    /// The channel layer: `memory`.
    layer: String = "memory".to_owned();
    /// Who may make an account.
    registration: Registration = Registration::Invite;
    /// Who may create rooms.
    create_rooms: CreateRooms = CreateRooms::Members;
    /// The name on every page.
    site_name: String = "Teahouse".to_owned();
    /// The language of those who wish for none; none: by `Accept-Language`, then English.
    locale: Option<Locale> = None;
    /// Where the metrics are served; none: nowhere.
    metrics_listen: Option<SocketAddr> = None;
    /// The form of the log on standard error.
    log_format: LogFormat = LogFormat::Plain;
    /// Commands that a user may send at once (message, edit, delete, react and pin count).
    limit_message_burst: u32 = 20;
    /// Commands a second that a user gets back after a burst.
    limit_messages_per_second: u32 = 3;
    /// Open sockets of one user.
    limit_sockets_per_user: usize = 20;
    /// Open connections in all.
    limit_connections: usize = 10_000;
    /// Open connections of one address; trusted proxies are not counted.
    limit_connections_per_address: usize = 200;
    /// Length of a message in Unicode scalar values.
    limit_text_characters: usize = 4_000;
    /// Size of one frame from a client, in bytes.
    limit_frame_bytes: usize = 65_536;
    /// Size of one file, in bytes.
    limit_file_bytes: u64 = 26_214_400;
    /// Size of all files of a user, in bytes.
    limit_files_bytes_per_user: u64 = 0;
    /// What may wait for one socket, in bytes.
    limit_queue_bytes: usize = 1_048_576;
    /// What may wait for one socket, in frames.
    limit_queue_frames: usize = 4_096;
    /// How long a socket may take nothing of what waits for it, in seconds.
    write_deadline_seconds: u64 = 10;
    /// Sign-ins by one name from one network, in 3 minutes.
    limit_logins_per_name: u32 = 10;
    /// Sign-ins from one address, in 10 minutes.
    limit_logins_per_address: u32 = 50;
    /// Days without use after which a session ends.
    session_idle_days: u32 = 14;
    /// Days after which a session ends in any case.
    session_absolute_days: u32 = 90;
    /// Seconds between two pings to a socket.
    heartbeat_seconds: u64 = 25;
    /// Seconds of silence after which a socket is dead; more than `heartbeat_seconds`.
    heartbeat_dead_seconds: u64 = 45;
}

impl Settings {
    /// The file of the SQLite database.
    #[must_use]
    pub fn database_file(&self) -> PathBuf {
        let path = self.database.strip_prefix("sqlite:").unwrap_or_default();
        PathBuf::from(path.strip_prefix("//").unwrap_or(path))
    }

    /// Where files, backups, the lock and the private socket are: `data` where it is set, else the folder of the SQLite file.
    #[must_use]
    pub fn data_folder(&self) -> PathBuf {
        if let Some(data) = &self.data {
            return data.clone();
        }
        match self.database_file().parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        }
    }

    /// The address of the site, with a trailing slash: `public_url`, else http at `bound`, where the server really listens.
    #[must_use]
    pub fn site_url(&self, bound: SocketAddr) -> Url {
        let listens = || Url::parse(&format!("http://{bound}/"));
        self.public_url
            .clone()
            .map_or_else(listens, Ok)
            .expect("a socket address written after http:// is a URL: IPv6 is printed in brackets")
    }

    /// Whether browsers reach the site by https, so that cookies are `Secure`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url
            .as_ref()
            .is_some_and(|url| url.scheme() == "https")
    }
}

#[cfg(test)]
mod tests;
