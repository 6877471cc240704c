//! The chat page, and the data that its modules are given.

use std::collections::BTreeMap;

use askama::Template;
use serde::Serialize;

use super::{Entry, MessageView, PersonView, RoomView, Shell, Sidebar, arrange};

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
    /// Oldest first.
    pub messages: Vec<MessageView>,
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
    /// Names the sequence space (protocol.md §2.2).
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
    head: i64,
    epoch: &'a str,
    limits: RoomLimits,
    locale: &'static str,
    has_before: bool,
    has_after: bool,
    focus: Option<&'a str>,
    texts: BTreeMap<String, String>,
}

impl RoomPage {
    fn entries(&self) -> Vec<Entry<'_>> {
        arrange(&self.messages)
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
            head: self.head,
            epoch: &self.epoch,
            limits: self.limits,
            locale: self.shell.locale.tag(),
            has_before: self.has_before,
            has_after: self.has_after,
            focus: self.focus.as_deref(),
            texts: self.shell.locale.texts_of("js-").into_iter().collect(),
        };
        serde_json::to_string(&data)
            .unwrap_or_default()
            .replace('<', "\\u003c")
    }
}
