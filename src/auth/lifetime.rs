//! How long a session lasts: by use, and in any case. Admins' are shorter, because a stolen one opens more.

use std::time::Duration;

use crate::config::Settings;
use crate::domain::SiteRole;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const ADMIN_IDLE: Duration = DAY;
const ADMIN_ABSOLUTE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The two ends of a session, counted from its last use and from its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// Without use.
    pub idle: Duration,
    /// In any case.
    pub absolute: Duration,
}

impl Lifetime {
    /// By `--session-idle-days` and `--session-absolute-days`; for admins 24 hours and 7 days at most.
    #[must_use]
    pub fn of(role: SiteRole, settings: &Settings) -> Self {
        let idle = DAY * settings.session_idle_days;
        let absolute = DAY * settings.session_absolute_days;
        match role {
            SiteRole::Admin => Self {
                idle: idle.min(ADMIN_IDLE),
                absolute: absolute.min(ADMIN_ABSOLUTE),
            },
            SiteRole::Member | SiteRole::Bot => Self { idle, absolute },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_admins_session_is_never_longer_than_a_day_idle_and_a_week_in_all() {
        let settings = Settings::default();
        let member = Lifetime::of(SiteRole::Member, &settings);
        assert_eq!((member.idle, member.absolute), (DAY * 14, DAY * 90));
        let admin = Lifetime::of(SiteRole::Admin, &settings);
        assert_eq!((admin.idle, admin.absolute), (DAY, DAY * 7));
    }
}
