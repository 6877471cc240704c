//! The words of the product as pure types: parsing is validation, and nothing here does I/O.
//!
//! Called by every other module; uses none of them.

mod id;
mod locale;
mod refusal;
mod sentence;
mod timestamp;

pub use id::{MessageId, RoomId, Seq, UserId};
pub use locale::Locale;
pub use refusal::{ErrorCode, Refusal};
pub use sentence::Sentence;
pub use timestamp::Timestamp;
