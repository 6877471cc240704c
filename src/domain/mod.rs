//! The words of the product as pure types: parsing is validation, and nothing here does I/O.
//!
//! Called by every other module; uses none of them.

pub mod audit;
mod bucket;
mod characters;
mod display_name;
mod emoji;
mod event;
mod excerpt;
mod id;
mod locale;
pub mod mention;
mod name_keys;
mod nonce;
mod password_rules;
mod peer_address;
pub mod permission;
mod person;
mod reaction;
mod refusal;
mod reply;
pub mod room;
pub mod search;
mod sentence;
pub mod text;
pub mod timestamp;
mod unread;
mod username;

pub use audit::{AuditEntry, AuditRow, Doer, Via};
pub use bucket::{Bucket, Pace};
pub use display_name::parse_display_name;
pub use emoji::{CustomEmoji, EmojiName, is_emoji_name_byte};
pub use event::{Change, Ended, MemberChange, Message, RoomChange, RoomEvent};
pub use excerpt::excerpt;
pub use id::{MessageId, RoomId, Seq, SessionId, UserId};
pub use locale::Locale;
pub use mention::{Calls, People, Whom};
pub use name_keys::{NAME_KEYS_VERSION, name_keys, name_query};
pub use nonce::Nonce;
pub use password_rules::Password;
pub use peer_address::PeerAddress;
pub use permission::{Action, Actor, Silence};
pub use person::{DELETED, Person, SiteRole, Theme, User};
pub use reaction::{MOST_EMOJI, MOST_NAMES, MOST_PINS, Reacted, Reaction, ReactionEmoji};
pub use refusal::{ErrorCode, Refusal};
pub use reply::{ReplyTo, ThreadSummary};
pub use room::{Room, RoomKind, RoomName, RoomRole};
pub use sentence::{Argument, Sentence};
pub use text::MessageText;
pub use timestamp::Timestamp;
pub use unread::{Reading, ThreadReading, Unread};
pub use username::Username;
