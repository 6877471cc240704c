//! Who people are: what others see of a user, and what the user's own row holds.

use serde::{Deserialize, Serialize};

use super::{Locale, Timestamp, UserId};

/// What others see of a user, exactly as frames and API show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The user's row.
    pub id: UserId,
    /// The display name.
    pub name: String,
    /// The name one signs in with and is mentioned by.
    pub username: String,
}

/// What the username of a deleted account begins with; its id follows. `~` is in no name that
/// anybody can choose. Pages have a word of their reader's language in place of the display name.
pub const DELETED: &str = "deleted~";

/// What a user may do on the whole site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SiteRole {
    /// Looks after rooms and people.
    Admin,
    /// Everybody else.
    Member,
    /// A program; never signs in with a password.
    Bot,
}

impl SiteRole {
    /// As stored and listed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Member => "member",
            Self::Bot => "bot",
        }
    }

    /// The role of a stored text; an unknown one is the least.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text {
            "admin" => Self::Admin,
            "bot" => Self::Bot,
            _ => Self::Member,
        }
    }
}

/// Light or dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// As stored, and as `data-theme` in the page.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a form field or a stored text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "system" => Some(Self::System),
            "light" => Some(Self::Light),
            "dark" => Some(Self::Dark),
            _ => None,
        }
    }
}

/// A registered user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The user's row.
    pub id: UserId,
    /// As shown; compared by its folded form.
    pub username: String,
    /// 1–50 characters, free.
    pub display_name: String,
    /// On the whole site.
    pub role: SiteRole,
    /// The chosen language; `None`: by `Accept-Language`.
    pub locale: Option<Locale>,
    /// The chosen theme.
    pub theme: Theme,
    /// When the account was made.
    #[serde(with = "super::timestamp::microseconds")]
    pub created_at: Timestamp,
    /// Set while the account is switched off: then nothing carries it anywhere.
    #[serde(skip)]
    pub deactivated_at: Option<Timestamp>,
}

impl User {
    /// What others see.
    #[must_use]
    pub fn person(&self) -> Person {
        Person {
            id: self.id,
            name: self.display_name.clone(),
            username: self.username.clone(),
        }
    }
}
