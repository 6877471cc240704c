//! What makes messages a conversation within the conversation: a reply, and the thread that it belongs to.

use super::{MessageId, Person, Timestamp};

/// The message that a reply answers, as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyTo {
    /// Its id.
    pub id: MessageId,
    /// Who wrote it.
    pub user: Person,
    /// What it begins with ([`super::excerpt`]); empty where it is deleted.
    pub excerpt: String,
    /// The first message of the thread: the message itself, or what that one answers in the end.
    pub thread: MessageId,
}

/// A thread, as its first message and its replies tell of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreadSummary {
    /// Its first message.
    pub id: MessageId,
    /// Replies that are not deleted.
    pub replies: i64,
    /// When the newest of them was written; `None` where there is none.
    pub last_at: Option<Timestamp>,
}
