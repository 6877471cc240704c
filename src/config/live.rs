//! Settings that an admin changes while the server runs: above the defaults, below what the operator gave.

use std::sync::{Arc, PoisonError, RwLock};

use super::Settings;
use super::value::Given;
use crate::domain::Sentence;

/// The settings of now. Whoever needs one asks again each time.
#[derive(Debug)]
pub struct Live {
    given: Settings,
    current: RwLock<Arc<Settings>>,
}

impl Live {
    /// What may be changed while the server runs, in the order of the admin's page.
    pub const NAMES: [&'static str; 7] = [
        "site_name",
        "registration",
        "create_rooms",
        "limit_message_burst",
        "limit_messages_per_second",
        "limit_text_characters",
        "limit_sockets_per_user",
    ];

    /// What the operator gave, and nothing changed yet.
    #[must_use]
    pub fn new(given: Settings) -> Self {
        Self {
            current: RwLock::new(Arc::new(given.clone())),
            given,
        }
    }

    /// The settings as they are now.
    #[must_use]
    pub fn current(&self) -> Arc<Settings> {
        // Nothing panics while it is held, so a poisoned lock is whole.
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether the operator gave this one, so that nobody else changes it.
    #[must_use]
    pub fn is_given(&self, name: &str) -> bool {
        self.given.given.contains(name)
    }

    /// Whether a text is a value of this setting that goes with all others.
    ///
    /// # Errors
    /// The sentence that says what it must be.
    pub fn check(&self, name: &str, value: &str) -> Result<(), Sentence> {
        let mut settings = Settings::clone(&self.current());
        set(&mut settings, name, value)
    }

    /// Takes over what is stored.
    pub fn apply<'c>(&self, changes: impl IntoIterator<Item = (&'c str, &'c str)>) {
        let settings = self.with(changes);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
    }

    /// The settings where these are the ones that are stored; what this release does not know, or would not take, is
    /// passed over.
    #[must_use]
    pub fn with<'c>(&self, changes: impl IntoIterator<Item = (&'c str, &'c str)>) -> Settings {
        let mut settings = self.given.clone();
        for (name, value) in changes {
            if self.is_given(name) || !Self::NAMES.contains(&name) {
                continue;
            }
            let mut changed = settings.clone();
            match set(&mut changed, name, value) {
                Ok(()) => settings = changed,
                Err(sentence) => {
                    tracing::warn!(
                        name,
                        key = sentence.key(),
                        "a stored setting was passed over"
                    );
                }
            }
        }
        settings
    }
}

fn set(settings: &mut Settings, name: &str, value: &str) -> Result<(), Sentence> {
    settings
        .set(name, &Given::Text(value.to_owned()))
        .map_err(|must_be| must_be.with("setting", name.replace('_', "-")))?;
    settings.check()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_wins_over_the_default_and_not_over_what_the_operator_gave() {
        let mut given = Settings {
            site_name: "The operator's".to_owned(),
            ..Settings::default()
        };
        given.given.insert("site_name");
        let live = Live::new(given);
        live.apply([("site_name", "Another"), ("limit_text_characters", "10")]);
        assert_eq!(live.current().site_name, "The operator's");
        assert_eq!(live.current().limit_text_characters, 10);
        live.apply([]);
        assert_eq!(
            live.current().limit_text_characters,
            Settings::default().limit_text_characters
        );
    }

    #[test]
    fn what_is_no_value_is_refused_and_passed_over_where_it_is_stored() {
        let live = Live::new(Settings::default());
        assert!(live.check("registration", "nobody").is_err());
        assert!(live.check("limit_text_characters", "-1").is_err());
        assert!(live.check("registration", "closed").is_ok());
        live.apply([
            ("registration", "nobody"),
            ("listen", "0.0.0.0:80"),
            ("create_rooms", "admins"),
        ]);
        let current = live.current();
        assert_eq!(current.registration, super::super::Registration::Invite);
        assert_eq!(current.listen, Settings::default().listen);
        assert_eq!(current.create_rooms, super::super::CreateRooms::Admins);
    }
}
