//! The words of the product as pure types: parsing is validation, and nothing here does I/O.
//!
//! Called by every other module; uses none of them.

mod bucket;
mod characters;
mod display_name;
mod event;
mod id;
mod locale;
mod mention;
mod nonce;
mod password_rules;
mod peer_address;
mod permission;
mod person;
mod refusal;
pub mod room;
mod sentence;
pub mod text;
pub mod timestamp;
mod unread;
mod username;

pub use bucket::{Bucket, Pace};
pub use display_name::parse_display_name;
pub use event::{Change, MemberChange, Message, RoomEvent};
pub use id::{MessageId, RoomId, Seq, SessionId, UserId};
pub use locale::Locale;
pub use mention::Calls;
pub use nonce::Nonce;
pub use password_rules::Password;
pub use peer_address::PeerAddress;
pub use permission::Actor;
pub use person::{Person, SiteRole, Theme, User};
pub use refusal::{ErrorCode, Refusal};
pub use room::{Room, RoomKind, RoomName, RoomRole};
pub use sentence::{Argument, Sentence};
pub use text::MessageText;
pub use timestamp::Timestamp;
pub use unread::{Reading, Unread};
pub use username::Username;
