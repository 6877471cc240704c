//! The page of the messages that call the reader, and the data that its module is given.

use askama::Template;
use serde::Serialize;

use super::room::texts;
use super::{MessageView, PersonView, Shell, Sidebar, room_path};
use crate::domain::RoomKind;

/// `GET /mentions`, with `?unread=1` for what is not read and `?before=<cursor>` for older ones.
#[derive(Debug, Template)]
#[template(path = "pages/mentions.html")]
pub struct MentionsPage {
    /// Around the page.
    pub shell: Shell,
    /// The left pane.
    pub sidebar: Sidebar,
    /// The newest first.
    pub mentions: Vec<MentionView>,
    /// Only what is not read.
    pub unread: bool,
    /// Not the newest ones.
    pub older: bool,
    /// Where those before them are.
    pub next: Option<String>,
    /// The room over whose socket the page hears of what happens: its name and head; none where the reader is in none.
    pub live: Option<(String, i64)>,
    /// Names the sequence space.
    pub epoch: String,
}

/// A message that calls the reader.
#[derive(Clone, Debug)]
pub struct MentionView {
    /// The message.
    pub message: MessageView,
    /// The name of its room, as in its path.
    pub room: String,
    /// What the reader sees the room called.
    pub title: String,
    /// Who may see it.
    pub kind: RoomKind,
    /// Not read yet.
    pub unread: bool,
    /// Of somebody whom the reader has blocked: the text is folded.
    pub folded: bool,
}

impl MentionView {
    /// The address of the message in its room.
    fn path(&self) -> String {
        format!("{}/messages/{}", room_path(&self.room), self.message.id)
    }

    /// The icon of its room.
    fn icon(&self) -> &'static str {
        match self.kind {
            RoomKind::Open => "hash",
            RoomKind::Private => "lock",
            RoomKind::Direct => "user",
        }
    }
}

/// As the data of a room's page, as far as the modules of this one read it.
#[derive(Serialize)]
struct Data<'a> {
    room: &'a str,
    path: String,
    head: i64,
    epoch: &'a str,
    user: Option<&'a PersonView>,
    locale: &'static str,
    live: bool,
    unread: bool,
    older: bool,
    texts: &'static serde_json::value::RawValue,
}

impl MentionsPage {
    /// The JSON of the data block. `<` is written as an escape, so no text can end the script element. No room is open
    /// here: `room` is empty, and `path` is that of the one whose socket is used.
    fn data(&self) -> String {
        let (room, head) = self.live.clone().unwrap_or_default();
        let data = Data {
            room: "",
            path: room_path(&room),
            head,
            epoch: &self.epoch,
            user: self.shell.user.as_ref(),
            locale: self.shell.locale.tag(),
            live: self.live.is_some(),
            unread: self.unread,
            older: self.older,
            texts: texts(self.shell.locale),
        };
        serde_json::to_string(&data)
            .unwrap_or_default()
            .replace('<', "\\u003c")
    }
}
