//! Replies and threads on pages: the quoted line, the line below a thread's first message, and the pages of threads.

use askama::Template;

use super::{
    ComposerView, Entry, MessageView, PersonView, RoomStanding, RoomView, Shell, Sidebar, arrange,
    room_path,
};
use crate::chat::FollowedThread;
use crate::domain::{Person, ReplyTo, ThreadSummary, UserId};

/// The quoted line of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteView {
    /// The id of the message that is answered.
    pub id: String,
    /// Who wrote it.
    pub user: PersonView,
    /// What it begins with; empty where it is deleted.
    pub excerpt: String,
    /// Of somebody whom the reader has blocked: what it says is not shown.
    pub folded: bool,
}

impl Default for QuoteView {
    /// The empty line that the page's modules clone.
    fn default() -> Self {
        Self {
            id: String::new(),
            user: PersonView::default(),
            excerpt: String::new(),
            folded: false,
        }
    }
}

impl From<&ReplyTo> for QuoteView {
    fn from(reply: &ReplyTo) -> Self {
        Self {
            id: reply.id.to_string(),
            user: PersonView::from(&reply.user),
            excerpt: reply.excerpt.clone(),
            folded: false,
        }
    }
}

/// The line below a thread's first message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThreadView {
    /// The id of the first message.
    pub id: String,
    /// Its replies.
    pub replies: i64,
    /// When the newest was written, for `<time datetime>`.
    pub last_at: String,
    /// Replies that the reader has not read.
    pub unread: i64,
}

impl ThreadView {
    /// None where there are no replies.
    #[must_use]
    pub fn of(summary: ThreadSummary) -> Option<Self> {
        (summary.replies > 0).then(|| Self {
            id: summary.id.to_string(),
            replies: summary.replies,
            last_at: summary.last_at.map(|at| at.rfc3339()).unwrap_or_default(),
            unread: 0,
        })
    }
}

/// `GET /rooms/{room}/threads/{id}`. Posts `message`, `nonce`, `reply_to` and `thread` to the room, and to `…/read`.
#[derive(Debug, Template)]
#[template(path = "pages/thread.html")]
pub struct ThreadPage {
    /// Around the page.
    pub shell: Shell,
    /// The left pane.
    pub sidebar: Sidebar,
    /// Its room.
    pub room: RoomView,
    /// What the room offers the reader.
    pub standing: RoomStanding,
    /// The ids of those whom the reader has blocked: their messages are folded.
    pub blocked: Vec<String>,
    /// The message that the form replies to; `None` where it is deleted.
    pub answers: Option<String>,
    /// The first message.
    pub first: MessageView,
    /// Oldest first.
    pub replies: Vec<MessageView>,
    /// There are newer ones.
    pub has_after: bool,
    /// Replies that the reader has not read.
    pub unread: i64,
    /// What stands in the form.
    pub composer: ComposerView,
    /// No message is marked here.
    pub focus: Option<String>,
}

impl ThreadPage {
    fn entries(&self) -> Vec<Entry<'_>> {
        arrange(&self.replies, None)
    }

    fn folds(&self, message: &MessageView) -> bool {
        !message.deleted && self.blocked.contains(&message.user.id)
    }

    /// The seq of the newest reply that is shown: read up to there.
    fn last(&self) -> i64 {
        self.replies
            .last()
            .map_or(self.first.seq, |reply| reply.seq)
    }
}

/// `GET /threads`.
#[derive(Debug, Template)]
#[template(path = "pages/threads.html")]
pub struct ThreadsPage {
    /// Around the page.
    pub shell: Shell,
    /// The left pane.
    pub sidebar: Sidebar,
    /// Those with unread replies first.
    pub threads: Vec<ThreadRow>,
}

/// A thread in the list.
#[derive(Clone, Debug)]
pub struct ThreadRow {
    /// Its page.
    pub path: String,
    /// The room's page, opened at the first message with the thread beside it.
    pub live_path: String,
    /// The room's title.
    pub room_title: String,
    /// Who wrote the first message.
    pub author: PersonView,
    /// What it begins with; empty where it is deleted, none where the reader has blocked its author.
    pub excerpt: Option<String>,
    /// Replies.
    pub replies: i64,
    /// When the newest was written.
    pub last_at: String,
    /// Who wrote it.
    pub last_author: PersonView,
    /// What it begins with; none where the reader has blocked its author.
    pub last_excerpt: Option<String>,
    /// Those that the reader has not read.
    pub unread: i64,
}

impl ThreadRow {
    /// For a reader who has blocked these.
    #[must_use]
    pub fn new(thread: &FollowedThread, blocked: &[UserId]) -> Self {
        let words = |author: &Person, excerpt: &String| {
            (!blocked.contains(&author.id)).then(|| excerpt.clone())
        };
        let (room, id) = (room_path(thread.room_name.as_str()), thread.summary.id);
        Self {
            path: format!("{room}/threads/{id}"),
            live_path: format!("{room}/messages/{id}#thread"),
            room_title: thread.room_title.clone(),
            author: PersonView::from(&thread.author),
            excerpt: words(&thread.author, &thread.excerpt),
            replies: thread.summary.replies,
            last_at: thread
                .summary
                .last_at
                .map(|at| at.rfc3339())
                .unwrap_or_default(),
            last_author: PersonView::from(&thread.last.0),
            last_excerpt: words(&thread.last.0, &thread.last.1),
            unread: thread.unread,
        }
    }
}
