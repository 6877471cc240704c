//! Between which numbers each setting may be: one table for flags, variables, file and the admin's page.

use crate::domain::Sentence;

/// As many as anybody has of anything that is counted; what is above is a slip of the hand.
const MANY: u64 = 1_000_000;
/// 64 MiB: what one socket may make the server hold at once.
const FRAME_BYTES: u64 = 64 * 1024 * 1024;
/// 1 GiB: the same for all that waits for one socket.
const QUEUE_BYTES: u64 = 1024 * 1024 * 1024;
/// 1 TiB: far below what the database can count.
const FILE_BYTES: u64 = 1024 * 1024 * 1024 * 1024;
/// A day.
const SECONDS: u64 = 86_400;
/// A century: keeps every moment that is computed from a setting far from overflow.
const DAYS: u64 = 36_500;

/// Name, least and most of every setting that is a number. A limit of 0 is no limit.
const TABLE: [(&str, u64, u64); 18] = [
    ("limit_message_burst", 0, MANY),
    ("limit_messages_per_second", 0, MANY),
    ("limit_sockets_per_user", 0, MANY),
    ("limit_connections", 0, MANY),
    ("limit_connections_per_address", 0, MANY),
    ("limit_text_characters", 0, MANY),
    ("limit_frame_bytes", 0, FRAME_BYTES),
    ("limit_file_bytes", 0, FILE_BYTES),
    ("limit_files_bytes_per_user", 0, FILE_BYTES),
    ("limit_queue_bytes", 0, QUEUE_BYTES),
    ("limit_queue_frames", 0, MANY),
    ("write_deadline_seconds", 1, SECONDS),
    ("limit_logins_per_name", 0, MANY),
    ("limit_logins_per_address", 0, MANY),
    ("session_idle_days", 1, DAYS),
    ("session_absolute_days", 1, DAYS),
    ("heartbeat_seconds", 1, SECONDS),
    ("heartbeat_dead_seconds", 1, SECONDS),
];

/// Least and most of a number.
pub(super) fn of(name: &str) -> Option<(u64, u64)> {
    let (_, least, most) = TABLE.into_iter().find(|row| row.0 == name)?;
    Some((least, most))
}

/// Says them, where the setting has some; as text, because a language would group the digits.
pub(super) fn say(name: &str, sentence: Sentence) -> Sentence {
    match of(name) {
        Some((least, most)) => sentence
            .with("least", least.to_string())
            .with("most", most.to_string()),
        None => sentence,
    }
}
