//! The close codes: each says what the client should do next (docs/protocol.md §2.6).

use rand::RngExt;

/// Why the server closes a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseCode {
    /// A frame breaks RFC 6455.
    BadFrame,
    /// A binary frame: this protocol has none.
    BinaryFrame,
    /// A text frame that is not UTF-8.
    BadText,
    /// A frame above its limit.
    TooBig,
    /// Too many errors in a minute.
    Abuse,
    /// A fault of the server.
    ServerFault,
    /// The server restarts.
    Restarting,
    /// The server has more to do than it can.
    Overloaded,
    /// The session ended: logout, revoked, expired, password changed.
    SessionEnded,
    /// Removed from the room.
    Removed,
    /// The room is gone.
    RoomDeleted,
    /// The peer takes nothing of what waits for it.
    TooSlow,
}

impl CloseCode {
    /// Every code.
    pub const ALL: [Self; 12] = [
        Self::BadFrame,
        Self::BinaryFrame,
        Self::BadText,
        Self::TooBig,
        Self::Abuse,
        Self::ServerFault,
        Self::Restarting,
        Self::Overloaded,
        Self::SessionEnded,
        Self::Removed,
        Self::RoomDeleted,
        Self::TooSlow,
    ];

    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::BadFrame => 1002,
            Self::BinaryFrame => 1003,
            Self::BadText => 1007,
            Self::Abuse => 1008,
            Self::TooBig => 1009,
            Self::ServerFault => 1011,
            Self::Restarting => 1012,
            Self::Overloaded => 1013,
            Self::SessionEnded => 4401,
            Self::Removed => 4403,
            Self::RoomDeleted => 4404,
            Self::TooSlow => 4408,
        }
    }

    /// The word for machines and logs; people are told by their page.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::BadFrame => "bad frame",
            Self::BinaryFrame => "binary frame",
            Self::BadText => "bad utf-8",
            Self::TooBig => "too big",
            Self::Abuse => "too many errors",
            Self::ServerFault => "server fault",
            Self::Restarting => "restarting",
            Self::Overloaded => "overloaded",
            Self::SessionEnded => "session ended",
            Self::Removed => "removed",
            Self::RoomDeleted => "room deleted",
            Self::TooSlow => "too slow",
        }
    }

    /// When the client may come back, in milliseconds. Drawn anew each time where all clients are told at once, so
    /// that they do not come back at once.
    #[must_use]
    pub fn retry_ms(self) -> Option<u64> {
        match self {
            Self::Abuse => Some(30_000),
            Self::Restarting => Some(rand::rng().random_range(500..=3_000)),
            Self::Overloaded => Some(rand::rng().random_range(2_000..=10_000)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_distinct_and_each_code_that_may_come_back_says_when() {
        let mut numbers = CloseCode::ALL.map(CloseCode::number).to_vec();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), CloseCode::ALL.len());
        for code in CloseCode::ALL {
            let waits = matches!(code.number(), 1008 | 1012 | 1013);
            assert_eq!(code.retry_ms().is_some(), waits, "{code:?}");
        }
        assert!((500..=3_000).contains(&CloseCode::Restarting.retry_ms().unwrap()));
    }
}
