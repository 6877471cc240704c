//! A message, and how messages are laid out: days, and blocks of one person.

use std::time::Duration;

use super::{PersonView, QuoteView, Shell, ThreadView};
use crate::domain::{Message, Reaction, Timestamp};

/// Messages of one person within this time are one block.
const BLOCK: Duration = Duration::from_secs(5 * 60);

/// A stored message.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageView {
    /// The message id in digits.
    pub id: String,
    /// Its place in the room's log.
    pub seq: i64,
    /// The author.
    pub user: PersonView,
    /// A program wrote it.
    pub bot: bool,
    /// The rendered, sanitised body: the one text that a template does not escape.
    pub html: String,
    /// When it was stored.
    pub at: Timestamp,
    /// The same for `<time datetime>`.
    pub datetime: String,
    /// It was edited since.
    pub edited: bool,
    /// Only a tombstone is left; `html` is then ignored.
    pub deleted: bool,
    /// What it answers.
    pub quote: Option<QuoteView>,
    /// The thread that it began.
    pub thread: Option<ThreadView>,
    /// With what it was answered.
    pub reactions: Vec<ReactionView>,
    /// The room keeps it at hand.
    pub pinned: bool,
    /// The reader keeps it.
    pub bookmarked: bool,
}

/// All who answered a message with one emoji.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReactionView {
    /// The emoji itself, or `:name:` of a custom one.
    pub emoji: String,
    /// Ids, the first first.
    pub users: Vec<String>,
    /// What the first of them are called.
    pub names: Vec<String>,
}

impl From<&Reaction> for ReactionView {
    fn from(reaction: &Reaction) -> Self {
        Self {
            emoji: reaction.emoji.as_str().to_owned(),
            users: reaction.users.iter().map(ToString::to_string).collect(),
            names: reaction.names.clone(),
        }
    }
}

impl ReactionView {
    /// Whether the reader is among them.
    pub(super) fn is_of(&self, shell: &Shell) -> bool {
        let reader = shell.user.as_ref();
        reader.is_some_and(|reader| self.users.contains(&reader.id))
    }

    /// The name of a custom emoji.
    pub(super) fn custom_name(&self) -> Option<&str> {
        self.emoji.strip_prefix(':')?.strip_suffix(':')
    }

    /// Who they are, in words: what one hears and what stands at the mouse.
    pub(super) fn who(&self, shell: &Shell) -> String {
        let mut words = self.names.clone();
        let others = self.users.len().saturating_sub(self.names.len());
        if others > 0 {
            let others = i64::try_from(others).unwrap_or(i64::MAX);
            let (one, other) = ("js-reaction-others-one", "js-reaction-others-other");
            words.push(shell.text_count(if others == 1 { one } else { other }, &others));
        }
        words.join(&shell.text("page-list-separator"))
    }

    /// The ids for the page's modules.
    pub(super) fn ids(&self) -> String {
        self.users.join(" ")
    }

    /// The names for the page's modules, as JSON.
    pub(super) fn names_json(&self) -> String {
        serde_json::to_string(&self.names).unwrap_or_default()
    }
}

impl Default for MessageView {
    /// The empty message whose rendering the page's modules clone.
    fn default() -> Self {
        Self {
            id: String::new(),
            seq: 0,
            user: PersonView::default(),
            bot: false,
            html: String::new(),
            at: Timestamp(0),
            datetime: Timestamp(0).rfc3339(),
            edited: false,
            deleted: false,
            quote: None,
            thread: None,
            reactions: Vec::new(),
            pinned: false,
            bookmarked: false,
        }
    }
}

impl From<&Message> for MessageView {
    fn from(message: &Message) -> Self {
        Self {
            id: message.id.to_string(),
            seq: message.seq.0,
            user: PersonView::from(&message.author),
            bot: message.bot,
            html: message.html.clone(),
            at: message.at,
            datetime: message.at.rfc3339(),
            edited: message.edited_at.is_some(),
            deleted: message.deleted,
            quote: message
                .reply_to
                .as_ref()
                .filter(|_| !message.deleted)
                .map(QuoteView::from),
            thread: message
                .thread
                .filter(|_| message.reply_to.is_none() && !message.deleted)
                .and_then(ThreadView::of),
            reactions: message.reactions.iter().map(ReactionView::from).collect(),
            pinned: message.pinned,
            bookmarked: false,
        }
    }
}

impl MessageView {
    /// It is the one that the page's modules clone: it has every part, where others have only those that show
    /// something. The modules give them the rest (`adopt` of `static/js/message.js`).
    pub(super) fn is_blank(&self) -> bool {
        self.id.is_empty()
    }

    /// Whether it says that it was edited.
    pub(super) fn shows_edited(&self) -> bool {
        self.edited && !self.deleted
    }

    /// Whether reactions stand under it.
    pub(super) fn shows_reactions(&self) -> bool {
        !self.reactions.is_empty() && !self.deleted
    }

    /// Whether it says that it is pinned or kept.
    pub(super) fn shows_marks(&self) -> bool {
        (self.pinned || self.bookmarked) && !self.deleted
    }

    /// Keeps back what the quoted line says where it is of one of these, by id.
    pub fn fold_quote_of(&mut self, blocked: &[String]) {
        if let Some(quote) = &mut self.quote {
            quote.folded = blocked.contains(&quote.user.id);
        }
    }

    /// The quoted line; an empty one where it answers nothing, for the page's modules to fill.
    pub(super) fn quote(&self) -> QuoteView {
        self.quote.clone().unwrap_or_default()
    }

    /// The line of its thread; an empty one where it has none.
    pub(super) fn thread(&self) -> ThreadView {
        self.thread.clone().unwrap_or_default()
    }

    /// Hour and minute in UTC, until a script knows the reader's zone.
    pub(super) fn clock(&self) -> &str {
        self.datetime.get(11..16).unwrap_or_default()
    }

    /// The day in UTC, `2026-11-23`.
    pub(super) fn day(&self) -> &str {
        self.datetime.get(..10).unwrap_or_default()
    }
}

/// A message in its place.
#[derive(Debug)]
pub struct Entry<'a> {
    /// The first message of a day: that day.
    pub day: Option<&'a str>,
    /// Same person, same day, within five minutes: no avatar and no name.
    pub continues: bool,
    /// The first that the reader has not read: the unread line is above it.
    pub is_first_unread: bool,
    /// The message.
    pub message: &'a MessageView,
}

/// Lays out messages, oldest first, with the unread line above the message of the id `first_unread`. The page's modules
/// do it again in the reader's zone.
#[must_use]
pub fn arrange<'a>(messages: &'a [MessageView], first_unread: Option<&str>) -> Vec<Entry<'a>> {
    let mut before: Option<&MessageView> = None;
    let mut entries = Vec::with_capacity(messages.len());
    for message in messages {
        let day = message.day();
        let same_day = before.is_some_and(|before| before.day() == day);
        let is_first_unread = first_unread == Some(message.id.as_str());
        let continues = same_day
            && !is_first_unread
            && before.is_some_and(|before| {
                before.user.id == message.user.id && message.at.since(before.at) < BLOCK
            });
        entries.push(Entry {
            day: (!same_day).then_some(day),
            continues,
            is_first_unread,
            message,
        });
        before = Some(message);
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60 * 1_000_000;
    /// 2026-11-23T23:50:00Z.
    const EVENING: i64 = 1_795_477_800_000_000;

    fn said(user: &str, minutes: i64) -> MessageView {
        let mut message = MessageView {
            at: Timestamp(EVENING + minutes * MINUTE),
            datetime: Timestamp(EVENING + minutes * MINUTE).rfc3339(),
            ..MessageView::default()
        };
        user.clone_into(&mut message.user.id);
        message
    }

    #[test]
    fn one_person_within_five_minutes_is_one_block_and_a_day_opens_a_new_one() {
        let messages = [
            said("1", 0),
            said("1", 4),
            said("1", 9),
            said("2", 9),
            said("2", 10),
        ];
        let entries = arrange(&messages, None);
        let continues: Vec<_> = entries.iter().map(|entry| entry.continues).collect();
        assert_eq!(continues, [false, true, false, false, false]);
        let days: Vec<_> = entries.iter().map(|entry| entry.day).collect();
        assert_eq!(
            days,
            [Some("2026-11-23"), None, None, None, Some("2026-11-24")]
        );
    }
}
