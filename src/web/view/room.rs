//! The chat page, and the data that its modules are given.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use askama::Template;
use serde::Serialize;
use serde_json::value::RawValue;

use super::{Entry, MessageView, PersonView, RoomView, Shell, Sidebar, arrange};
use crate::domain::{Locale, Reading, RoomRole};

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
    /// Oldest first.
    pub messages: Vec<MessageView>,
    /// Where the reader stands; none where not joined.
    pub reading: Option<ReadingView>,
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
    room: &'a str,
    path: String,
    title: &'a str,
    site: &'a str,
    user: Option<&'a PersonView>,
    role: Option<RoomRole>,
    admin: bool,
    archived: bool,
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

/// The sentences of the page's modules, of each language written once.
fn texts(locale: Locale) -> &'static RawValue {
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

    /// The message whose rendering is the page's `<template>`.
    fn blank(&self) -> MessageView {
        MessageView::default()
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
            room: &self.room.name,
            path: self.room.path(),
            title: &self.room.title,
            site: &self.shell.site_name,
            user: self.shell.user.as_ref(),
            role: self.role,
            admin: self.admin,
            archived: self.room.archived,
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
