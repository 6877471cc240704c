//! The chat page, and the data that its modules are given.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use askama::Template;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{
    Entry, HitView, MessageView, PersonView, QuoteView, RoomStanding, RoomView, Shell, Sidebar,
    arrange,
};
use crate::domain::{Locale, Reading, RoomKind, RoomRole, Timestamp};

/// `GET /rooms/{room}` (with `?before=<seq>` for older messages) and `/rooms/{room}/messages/{id}`.
#[derive(Debug, Template)]
#[template(path = "pages/room.html")]
pub struct RoomPage {
    /// Around the page.
    pub shell: Shell,
    /// The left pane.
    pub sidebar: Sidebar,
    /// The room itself.
    pub room: RoomView,
    /// What the reader is in the room; `None` where not joined.
    pub role: Option<RoomRole>,
    /// The reader is an admin of the site.
    pub admin: bool,
    /// What the page offers the reader.
    pub standing: RoomStanding,
    /// The ids of those whom the reader has blocked: their messages are folded.
    pub blocked: Vec<String>,
    /// The reader has just reported the message that the page is opened at.
    pub reported: bool,
    /// Oldest first.
    pub messages: Vec<MessageView>,
    /// Where the reader stands; none where not joined.
    pub reading: Option<ReadingView>,
    /// The ids of the messages that the room keeps at hand.
    pub pins: Vec<String>,
    /// There are messages before the first one shown.
    pub has_before: bool,
    /// There are messages after the last one shown.
    pub has_after: bool,
    /// The id of the message that the page is opened at.
    pub focus: Option<String>,
    /// What stands in the composer.
    pub composer: ComposerView,
    /// The seq that the messages of this page are true for; the socket resumes from it.
    pub head: i64,
    /// Names the sequence space (docs/protocol.md §2.2).
    pub epoch: String,
    /// What the composer must hold to.
    pub limits: RoomLimits,
}

/// The plain form `POST /rooms/{room}/messages` (`message`, `nonce`), for pages without a script.
#[derive(Clone, Debug, Default)]
pub struct ComposerView {
    /// What was typed and not stored.
    pub text: String,
    /// A fresh nonce of the server, so that a form sent twice is stored once.
    pub nonce: String,
    /// Why it was not stored, in one sentence.
    pub error: Option<String>,
    /// The message that is answered.
    pub reply: Option<QuoteView>,
}

impl ComposerView {
    /// The quoted line; an empty one where nothing is answered, for the page's modules to fill.
    pub(super) fn quote(&self) -> QuoteView {
        self.reply.clone().unwrap_or_default()
    }
}

/// Where a member stands in the room.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ReadingView {
    /// Read up to and with this.
    last_read: i64,
    /// Messages of others after it.
    unread: i64,
}

impl From<Reading> for ReadingView {
    fn from(reading: Reading) -> Self {
        Self {
            last_read: reading.last_read.0,
            unread: reading.unread.unread,
        }
    }
}

/// The limits that a person can meet in the composer.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct RoomLimits {
    /// Unicode scalar values in one message.
    pub text_chars: usize,
    /// Bytes in one frame.
    pub frame_bytes: usize,
}

/// What the page's modules are given, as JSON in a data block.
#[derive(Serialize)]
struct Data<'a> {
    id: &'a str,
    room: &'a str,
    path: String,
    title: &'a str,
    site: &'a str,
    user: Option<&'a PersonView>,
    role: Option<RoomRole>,
    admin: bool,
    state: State,
    blocked: &'a [String],
    pins: &'a [String],
    head: i64,
    epoch: &'a str,
    limits: RoomLimits,
    reading: Option<ReadingView>,
    locale: &'static str,
    has_before: bool,
    has_after: bool,
    focus: Option<&'a str>,
    texts: &'static RawValue,
}

/// What of the room may change while it is open.
#[derive(Serialize)]
struct State {
    kind: RoomKind,
    archived: bool,
    announcements: bool,
    slow_seconds: u32,
    muted_until: Option<Timestamp>,
}

/// The sentences of the page's modules, of each language written once.
pub(super) fn texts(locale: Locale) -> &'static RawValue {
    static TEXTS: LazyLock<[Box<RawValue>; 2]> = LazyLock::new(|| {
        Locale::ALL.map(|locale| {
            let texts: BTreeMap<_, _> = locale.texts_of("js-").into_iter().collect();
            serde_json::value::to_raw_value(&texts).unwrap_or_default()
        })
    });
    &TEXTS[locale as usize]
}

impl RoomPage {
    fn entries(&self) -> Vec<Entry<'_>> {
        arrange(&self.messages, self.first_unread())
    }

    /// The message under the unread line. None where it is on an older page.
    fn first_unread(&self) -> Option<&str> {
        let reading = self.reading.filter(|reading| reading.unread > 0)?;
        let reader = self.shell.user.as_ref()?;
        let is_read = |message: &MessageView| message.seq <= reading.last_read;
        if self.has_before && !self.messages.first().is_some_and(is_read) {
            return None;
        }
        self.messages
            .iter()
            .find(|message| !is_read(message) && !message.deleted && message.user.id != reader.id)
            .map(|message| message.id.as_str())
    }

    /// Whether a message is folded: somebody's whom the reader has blocked, unless the page is opened at it.
    fn folds(&self, message: &MessageView) -> bool {
        !message.deleted
            && self.focus.as_ref() != Some(&message.id)
            && self.blocked.contains(&message.user.id)
    }

    /// The message that the page is opened at: a page without a script offers there what can be done with it.
    fn focused(&self) -> Option<&MessageView> {
        let id = self.focus.as_ref()?;
        let found = self.messages.iter().find(|message| message.id == *id);
        found.filter(|message| !message.deleted)
    }

    /// Somebody else wrote it.
    fn is_of_another(&self, message: &MessageView) -> bool {
        let reader = self.shell.user.as_ref();
        reader.is_some_and(|reader| reader.id != message.user.id)
    }

    /// How many messages the room keeps at hand, as the page's modules say it.
    fn pins_label(&self) -> String {
        let count = i64::try_from(self.pins.len()).unwrap_or(i64::MAX);
        let key = if count == 1 {
            "js-pins-count-one"
        } else {
            "js-pins-count-other"
        };
        self.shell.text_count(key, &count)
    }

    /// A person, or several besides the reader.
    fn direct_icon(&self) -> &'static str {
        if self.room.members > 2 {
            "users"
        } else {
            "user"
        }
    }

    /// What slow mode asks of the reader; empty where it asks nothing.
    fn slow_hint(&self) -> String {
        let seconds = i64::from(self.standing.slow_seconds);
        if !self.standing.is_slow {
            return String::new();
        }
        if seconds % 60 == 0 {
            self.shell.text_count("js-slow-minutes", &(seconds / 60))
        } else {
            self.shell.text_count("js-slow-seconds", &seconds)
        }
    }

    /// What most people answer with: one press away.
    const fn quick_emoji(&self) -> [&'static str; 6] {
        ["👍", "❤️", "😂", "🎉", "🙏", "👀"]
    }

    /// The message whose rendering is the page's `<template>`.
    fn blank(&self) -> MessageView {
        MessageView::default()
    }

    /// What was found, whose rendering is the page's `<template>`.
    fn blank_hit(&self) -> HitView {
        HitView::default()
    }

    /// Where a page without a script searches the room: it begins with the room's newest.
    fn search_path(&self) -> String {
        let name = utf8_percent_encode(&self.room.name, NON_ALPHANUMERIC);
        format!("/search?q=in%3A{name}")
    }

    /// Where a page without a script finds what came before.
    fn older_path(&self) -> String {
        let first = self
            .messages
            .first()
            .map_or(self.head, |message| message.seq);
        format!("{}?before={first}", self.room.path())
    }

    /// The JSON of the data block. `<` is written as an escape, so no text can end the script element.
    fn data(&self) -> String {
        let data = Data {
            id: &self.room.id,
            room: &self.room.name,
            path: self.room.path(),
            title: &self.room.title,
            site: &self.shell.site_name,
            user: self.shell.user.as_ref(),
            role: self.role,
            admin: self.admin,
            state: State {
                kind: self.standing.kind,
                archived: self.room.archived,
                announcements: self.standing.announcements,
                slow_seconds: self.standing.slow_seconds,
                muted_until: self.standing.muted_until,
            },
            blocked: &self.blocked,
            pins: &self.pins,
            head: self.head,
            epoch: &self.epoch,
            limits: self.limits,
            reading: self.reading,
            locale: self.shell.locale.tag(),
            has_before: self.has_before,
            has_after: self.has_after,
            focus: self.focus.as_deref(),
            texts: texts(self.shell.locale),
        };
        serde_json::to_string(&data)
            .unwrap_or_default()
            .replace('<', "\\u003c")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(title: &str, text: &str) -> String {
        let page = RoomPage {
            shell: Shell {
                locale: Locale::ZhHans,
                theme: "dark".to_owned(),
                site_name: title.to_owned(),
                user: Some(PersonView {
                    id: "7".to_owned(),
                    name: title.to_owned(),
                    username: "anna".to_owned(),
                }),
                admin: false,
            },
            sidebar: Sidebar::default(),
            room: RoomView {
                name: "运维".to_owned(),
                title: title.to_owned(),
                topic: title.to_owned(),
                ..RoomView::default()
            },
            role: None,
            admin: false,
            standing: RoomStanding {
                kind: RoomKind::Open,
                closed: None,
                muted_until: None,
                announcements: false,
                slow_seconds: 0,
                is_slow: false,
                manages: false,
                leaves: false,
                lists_members: false,
                pins: false,
            },
            blocked: Vec::new(),
            pins: Vec::new(),
            reported: false,
            messages: vec![MessageView {
                id: "3".to_owned(),
                html: "<p>hello</p>".to_owned(),
                ..MessageView::default()
            }],
            reading: None,
            has_before: false,
            has_after: false,
            focus: Some("3".to_owned()),
            composer: ComposerView {
                text: text.to_owned(),
                ..ComposerView::default()
            },
            head: 1,
            epoch: "e".to_owned(),
            limits: RoomLimits {
                text_chars: 4_000,
                frame_bytes: 65_536,
            },
        };
        page.render().unwrap()
    }

    #[test]
    fn no_text_of_a_person_becomes_markup_or_ends_the_data_block() {
        let hostile = "</script></textarea></title>\"'><img src=x onerror=alert(1)>";
        let html = page(hostile, hostile);
        assert!(!html.contains("<img src=x"));
        let block = html.split("id=\"room-data\">").nth(1).unwrap();
        let json = block.split("</script>").next().unwrap();
        let data: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(data["title"], hostile);
        assert_eq!(data["texts"]["js-today"], "今天");
    }

    #[test]
    fn a_line_break_at_the_start_of_a_draft_is_not_swallowed() {
        // The parser drops one line feed right after the tag; the template gives it that one.
        assert!(page("运维", "\n茶").contains(">\n\n茶</textarea>"));
    }

    #[test]
    fn the_page_is_in_the_readers_language_and_marks_the_message_it_is_opened_at() {
        let html = page("运维", "");
        assert!(html.contains("<html lang=\"zh-Hans\" data-theme=\"dark\">"));
        assert!(html.contains("message-focus\" id=\"message-3\""));
        assert!(html.contains("/rooms/%E8%BF%90%E7%BB%B4/messages/3"));
    }
}
