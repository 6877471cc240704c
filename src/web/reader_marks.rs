//! What is the reader's own of messages that are shown: which of them the reader keeps, and what is unread of the threads
//! that begin there. Wherever a message is shown to one reader, page or API, it is shown by way of here.

use std::collections::{HashMap, HashSet};

use super::error::Error;
use super::view::MessageView;
use crate::app::App;
use crate::consumers::MessageFrame;
use crate::domain::{Message, MessageId, RoomName, ThreadReading, UserId};

/// A reader's own marks on some messages; by default there are none.
#[derive(Debug, Default)]
pub(super) struct ReaderMarks {
    kept: HashSet<MessageId>,
    readings: HashMap<MessageId, ThreadReading>,
}

impl ReaderMarks {
    /// Asks for those of all these messages at once.
    ///
    /// # Errors
    /// Database errors.
    pub(super) async fn read(
        app: &App,
        reader: UserId,
        messages: &[&Message],
    ) -> Result<Self, Error> {
        let shown = messages.iter().filter(|message| !message.deleted);
        let ids: Vec<MessageId> = shown.map(|message| message.id).collect();
        let threads: Vec<MessageId> = messages
            .iter()
            .filter(|message| message.reply_to.is_none())
            .filter_map(|message| Some(message.thread?.id))
            .collect();
        Ok(Self {
            kept: app.chat().bookmarked(reader, &ids).await?,
            readings: app.chat().thread_readings(reader, &threads).await?,
        })
    }

    /// A message of a room as the API shows it.
    pub(super) fn frame<'m>(&self, room: &'m RoomName, message: &'m Message) -> MessageFrame<'m> {
        MessageFrame::new(room, message)
            .bookmarked(self.kept.contains(&message.id))
            .read_by(self.readings.get(&message.id))
    }

    /// A message as pages show it.
    pub(super) fn view(&self, message: &Message) -> MessageView {
        let mut view = MessageView::from(message);
        view.bookmarked = self.kept.contains(&message.id);
        if let (Some(thread), Some(reading)) = (&mut view.thread, self.readings.get(&message.id)) {
            thread.unread = reading.unread;
        }
        view
    }
}
