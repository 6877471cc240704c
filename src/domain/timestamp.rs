//! Moments as whole microseconds since 1970 (UTC): what the database stores and compares.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

const RFC_3339_MILLIS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// 9999-12-31T23:59:59.999Z.
const LAST: i64 = 253_402_300_799_999_000;

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Later than every moment: what lasts until somebody ends it.
    pub const NEVER: Self = Self(i64::MAX);

    /// This moment plus a span; saturates instead of overflowing.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)),
        )
    }

    /// The moment so much earlier; the beginning of time where it would be before that.
    #[must_use]
    pub fn minus(self, span: Duration) -> Self {
        let microseconds = i64::try_from(span.as_micros()).unwrap_or(i64::MAX);
        Self(self.0.saturating_sub(microseconds))
    }

    /// How long it is from `earlier` to this moment; zero where `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or_default())
    }

    /// RFC 3339 in UTC with milliseconds, as the protocol shows every moment. It has four digits for the year, so what
    /// is later, as [`Timestamp::NEVER`] is, is shown as its last moment.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let shown = self.0.min(LAST);
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(shown) * 1_000)
            .ok()
            .and_then(|moment| moment.format(RFC_3339_MILLIS).ok())
            .unwrap_or_default()
    }
}

impl From<OffsetDateTime> for Timestamp {
    fn from(moment: OffsetDateTime) -> Self {
        Self(i64::try_from(moment.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX))
    }
}

impl From<Timestamp> for OffsetDateTime {
    fn from(moment: Timestamp) -> Self {
        Self::from_unix_timestamp_nanos(i128::from(moment.0) * 1_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339())
    }
}

/// For `#[serde(with)]` where a moment is kept as it is stored, in microseconds.
pub mod microseconds {
    use super::{Deserialize, Deserializer, Serialize, Serializer, Timestamp};

    /// Writes the number.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(moment: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        moment.0.serialize(to)
    }

    /// Reads the number.
    ///
    /// # Errors
    /// What is there is no whole number.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        i64::deserialize(from).map(Timestamp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_in_utc_with_milliseconds() {
        assert_eq!(
            Timestamp(1_795_437_296_789_999).rfc3339(),
            "2026-11-23T12:34:56.789Z"
        );
    }

    #[test]
    fn what_lasts_for_ever_is_shown_as_the_last_moment_that_can_be_written() {
        assert_eq!(Timestamp::NEVER.rfc3339(), "9999-12-31T23:59:59.999Z");
    }

    #[test]
    fn a_span_back_in_time_is_zero() {
        assert_eq!(Timestamp(5).since(Timestamp(9)), Duration::ZERO);
    }
}
