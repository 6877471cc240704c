//! The newest page of each room, kept as long as it is true: most visits ask for it, and most find nothing changed.
//!
//! Whatever changes a page (a message, an edit, a deletion, a reaction, a pin, a member) is an event of the room's log, and whatever changes
//! a name is counted: both numbers are read from the database with each visit, so nothing that is kept is ever shown
//! when it is no longer true, whoever changed it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Around, Chat, ChatError, Entrance, History};
use crate::domain::{MessageId, Reading, RoomId, RoomName, Seq, UserId};
use crate::store::rooms::{self, Opened};

/// Rooms whose page is kept; with [`MOST_BYTES`] it bounds the memory to 8 MiB.
const MOST_ROOMS: usize = 128;
/// Texts and reactions of a page that is kept, in bytes.
const MOST_BYTES: usize = 64 * 1024;

/// A room as somebody finds it who opens its page.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The room, and what the reader is in it.
    pub entrance: Entrance,
    /// Where the reader stands; `None` where not joined.
    pub reading: Option<Reading>,
    names: i64,
}

/// The newest page of a room, how many members it has, and what is pinned.
#[derive(Debug)]
pub struct Newest {
    /// The messages.
    pub history: History,
    /// The members.
    pub members: i64,
    /// The pinned messages, what was pinned last first.
    pub pins: Vec<MessageId>,
}

struct Kept {
    head: Seq,
    names: i64,
    page: Arc<Newest>,
}

/// The pages that are kept.
#[derive(Default)]
pub(super) struct NewestPages(Mutex<HashMap<RoomId, Kept>>);

impl Chat {
    /// As [`Chat::enter`], with all that the room's page needs besides its messages.
    ///
    /// # Errors
    /// As [`Chat::enter`].
    pub async fn open(&self, user: UserId, room: &str) -> Result<Opening, ChatError> {
        let name = RoomName::parse(room).map_err(|_| ChatError::NotFound)?;
        let opened = rooms::open_for_user(self.store.reader(), user, &name).await?;
        let Opened {
            found,
            reading,
            names,
        } = opened.ok_or(ChatError::NotFound)?;
        Ok(Opening {
            entrance: found.try_into()?,
            reading,
            names,
        })
    }

    /// The newest `limit` messages of a room that was opened just now; always asked for with the same limit.
    ///
    /// # Errors
    /// Database errors.
    pub async fn newest(&self, opening: &Opening, limit: i64) -> Result<Arc<Newest>, ChatError> {
        let room = &opening.entrance.room;
        if let Some(page) = self.newest.find(room.id, room.head, opening.names) {
            return Ok(page);
        }
        let members = self.member_count(room.id).await?;
        let history = self.history(room.id, Around::Newest, limit).await?;
        let pins = self.pin_ids(room.id).await?;
        let page = Arc::new(Newest {
            history,
            members,
            pins,
        });
        // What came since the room was opened is not said to be older than it is.
        if page.history.head == room.head {
            self.newest.keep(room.id, opening.names, &page);
        }
        Ok(page)
    }
}

impl NewestPages {
    fn find(&self, room: RoomId, head: Seq, names: i64) -> Option<Arc<Newest>> {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = pages.get(&room)?;
        (kept.head == head && kept.names == names).then(|| Arc::clone(&kept.page))
    }

    fn keep(&self, room: RoomId, names: i64, page: &Arc<Newest>) {
        let messages = page.history.messages.iter();
        let bytes: usize = messages
            .map(|message| {
                let reactions = message.reactions.iter();
                let people: usize = reactions.map(|reaction| reaction.users.len()).sum();
                message.text.len() + message.html.len() + people * size_of::<UserId>()
            })
            .sum();
        if bytes > MOST_BYTES {
            return;
        }
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= MOST_ROOMS && !pages.contains_key(&room) {
            pages.clear();
        }
        let kept = Kept {
            head: page.history.head,
            names,
            page: Arc::clone(page),
        };
        pages.insert(room, kept);
    }
}
