//! What becomes of a text: its HTML, and whom it names of the people there are.

use super::render::{Markdown, Words};
use super::{Chat, ChatError};
use crate::domain::{MessageText, People, UserId, Whom};
use crate::store::{RoomCall, users};

/// A text that is ready to be stored.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    /// Where nobody but people are called.
    pub(super) html: String,
    /// Where the whole room is, too.
    pub(super) call: Option<RoomCall>,
    pub(super) mentions: Vec<UserId>,
}

impl Chat {
    /// Renders a text that somebody has written. Each `@` is the longest name that somebody has.
    pub(super) async fn written(&self, text: &MessageText) -> Result<Written, ChatError> {
        let markdown = Markdown::read(text.as_str());
        let calls = markdown.calls();
        let people = People::from(users::find_ids(self.store.reader(), &calls.names()).await?);
        let emoji = self.custom_emoji();
        let mut mentions: Vec<UserId> = Vec::new();
        let mut calls_room = false;
        for whom in calls.whom(&people) {
            match whom {
                Whom::Room => calls_room = true,
                Whom::User(user) if !mentions.contains(&user) => mentions.push(user),
                Whom::User(_) => {}
            }
        }
        let rendered = |room| {
            let (people, emoji) = (&people, &*emoji);
            markdown.html(&Words {
                people,
                emoji,
                room,
            })
        };
        Ok(Written {
            html: rendered(false),
            call: calls_room.then(|| RoomCall {
                html: rendered(true),
            }),
            mentions,
        })
    }
}
