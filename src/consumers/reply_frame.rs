//! What frames and API say of replies: the quoted line, and the thread that a message is in.

use serde::Serialize;

use crate::domain::{Message, MessageId, Person, ReplyTo, ThreadSummary, Timestamp};

/// The message that a reply answers.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ReplyFrame<'m> {
    id: MessageId,
    user: &'m Person,
    excerpt: &'m str,
}

impl<'m> From<&'m ReplyTo> for ReplyFrame<'m> {
    fn from(reply: &'m ReplyTo) -> Self {
        Self {
            id: reply.id,
            user: &reply.user,
            excerpt: &reply.excerpt,
        }
    }
}

/// A thread: the same words on its first message and on each of its replies, so that whoever hears of one knows all.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct ThreadFrame {
    id: MessageId,
    replies: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_at: Option<Timestamp>,
    /// The reader's own; in answers to one reader alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unread: Option<i64>,
}

impl From<ThreadSummary> for ThreadFrame {
    fn from(thread: ThreadSummary) -> Self {
        Self {
            id: thread.id,
            replies: thread.replies,
            last_at: thread.last_at,
            unread: None,
        }
    }
}

/// The thread of a message, where it has replies.
pub(super) fn thread_of(message: &Message) -> Option<ThreadFrame> {
    let thread = message.thread.filter(|thread| thread.replies > 0)?;
    Some(thread.into())
}

/// What is left of the thread whose reply a deleted message was, also where that is nothing.
pub(super) fn thread_left(message: &Message) -> Option<ThreadFrame> {
    message
        .reply_to
        .as_ref()
        .and(message.thread)
        .map(Into::into)
}
