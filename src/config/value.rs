//! How each kind of setting is read from text or TOML, and what it must be when it cannot be.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use ipnet::IpNet;
use url::Url;

use super::bounds;
use crate::domain::{Locale, Sentence, SiteRole};

/// A value as somebody wrote it.
pub(super) enum Given {
    /// By flag or environment variable.
    Text(String),
    /// In `teahouse.toml`.
    Line(toml::Value),
}

/// A kind of setting.
pub(super) trait Value: Sized {
    /// The key of the sentence that says what it must be (`{ $setting }` is its name; a number has `{ $least }` and
    /// `{ $most }` too).
    const MUST_BE: &'static str;

    fn parse(text: &str) -> Option<Self>;

    fn from_toml(value: &toml::Value) -> Option<Self> {
        Self::parse(value.as_str()?)
    }

    fn shown(&self) -> String;

    /// What the table of bounds is asked about.
    fn number(&self) -> Option<u64> {
        None
    }
}

/// The value of the setting of this name; the error is the sentence that says what it must be.
pub(super) fn read<T: Value>(name: &str, given: &Given) -> Result<T, Sentence> {
    let read = match given {
        Given::Text(text) => T::parse(text.trim()),
        Given::Line(value) => T::from_toml(value),
    };
    let is_within = |value: &T| match (value.number(), bounds::of(name)) {
        (Some(number), Some((least, most))) => (least..=most).contains(&number),
        _ => true,
    };
    read.filter(is_within)
        .ok_or_else(|| bounds::say(name, Sentence::new(T::MUST_BE)))
}

impl<T: Value> Value for Option<T> {
    const MUST_BE: &'static str = T::MUST_BE;

    fn parse(text: &str) -> Option<Self> {
        T::parse(text).map(Some)
    }

    fn from_toml(value: &toml::Value) -> Option<Self> {
        T::from_toml(value).map(Some)
    }

    fn shown(&self) -> String {
        self.as_ref().map(T::shown).unwrap_or_default()
    }
}

macro_rules! whole_number {
    ($($type:ty),*) => { $(
        impl Value for $type {
            const MUST_BE: &'static str = "setting-must-be-number";

            fn parse(text: &str) -> Option<Self> {
                // `+5` and the like are no way to write a limit
                text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
            }

            fn from_toml(value: &toml::Value) -> Option<Self> {
                Self::try_from(value.as_integer()?).ok()
            }

            fn shown(&self) -> String {
                self.to_string()
            }

            fn number(&self) -> Option<u64> {
                u64::try_from(*self).ok()
            }
        }
    )* };
}
whole_number!(u32, u64, usize);

impl Value for bool {
    const MUST_BE: &'static str = "setting-must-be-true-or-false";

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn from_toml(value: &toml::Value) -> Option<Self> {
        value.as_bool()
    }

    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Value for String {
    const MUST_BE: &'static str = "setting-must-be-text";

    fn parse(text: &str) -> Option<Self> {
        (!text.is_empty() && !text.contains(char::is_control)).then(|| text.to_owned())
    }

    fn shown(&self) -> String {
        self.clone()
    }
}

impl Value for PathBuf {
    const MUST_BE: &'static str = "setting-must-be-folder";

    fn parse(text: &str) -> Option<Self> {
        (!text.is_empty() && !text.contains('\0')).then(|| text.into())
    }

    fn shown(&self) -> String {
        self.display().to_string()
    }
}

impl Value for SocketAddr {
    const MUST_BE: &'static str = "setting-must-be-address";

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Value for Url {
    const MUST_BE: &'static str = "setting-must-be-url";

    /// Scheme, host and port only: cookies, origins and links know no path.
    fn parse(text: &str) -> Option<Self> {
        let url = Self::parse(text).ok()?;
        let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let nobody = url.username().is_empty() && url.password().is_none();
        (matches!(url.scheme(), "http" | "https") && url.has_host() && plain && nobody)
            .then_some(url)
    }

    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Value for Vec<IpNet> {
    const MUST_BE: &'static str = "setting-must-be-networks";

    /// Networks or single addresses, separated by commas.
    fn parse(text: &str) -> Option<Self> {
        text.split(',').map(|part| network(part.trim())).collect()
    }

    fn from_toml(value: &toml::Value) -> Option<Self> {
        match value {
            toml::Value::Array(parts) => parts.iter().map(|part| network(part.as_str()?)).collect(),
            other => Self::parse(other.as_str()?),
        }
    }

    fn shown(&self) -> String {
        let parts: Vec<String> = self.iter().map(ToString::to_string).collect();
        parts.join(",")
    }
}

fn network(text: &str) -> Option<IpNet> {
    text.parse()
        .ok()
        .or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

impl Value for Locale {
    const MUST_BE: &'static str = "setting-must-be-locale";

    fn parse(text: &str) -> Option<Self> {
        Self::from_tag(text)
    }

    fn shown(&self) -> String {
        self.tag().to_owned()
    }
}

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident, $must_be:literal, $($(#[$item:meta])* $variant:ident = $word:literal,)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$item])* $variant,)* }

        impl Value for $name {
            const MUST_BE: &'static str = $must_be;

            fn parse(text: &str) -> Option<Self> {
                match text {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }

            fn shown(&self) -> String {
                match self { $(Self::$variant => $word.to_owned(),)* }
            }
        }
    };
}

choice! {
    /// Who may make an account.
    Registration, "setting-must-be-registration",
    /// Everybody who reaches the page.
    Open = "open",
    /// Those with the link of an invite.
    Invite = "invite",
    /// Nobody; accounts are made on the command line.
    Closed = "closed",
}

choice! {
    /// Who may create rooms.
    CreateRooms, "setting-must-be-create-rooms",
    /// Every user.
    Members = "members",
    /// Admins only.
    Admins = "admins",
}

impl CreateRooms {
    /// Whether somebody of this role creates rooms.
    #[must_use]
    pub const fn admits(self, role: SiteRole) -> bool {
        match role {
            SiteRole::Admin => true,
            SiteRole::Member => matches!(self, Self::Members),
            SiteRole::Bot => false,
        }
    }
}

choice! {
    /// The form of the log on standard error.
    LogFormat, "setting-must-be-log-format",
    /// Lines for people.
    Plain = "plain",
    /// One JSON object a line, for collectors.
    Json = "json",
}
