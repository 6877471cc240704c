//! Finding what was said: what is asked for, who may ask it, and the answer with its marks.

use std::time::Duration;

use super::{Chat, ChatError};
use crate::domain::search::{Query, mark};
use crate::domain::text::is_visible;
use crate::domain::{
    ErrorCode, Message, MessageId, Refusal, Room, RoomId, RoomName, Sentence, UserId, Username,
};
use crate::store::search::{self, Answer, Asked, Without};
use crate::store::{Transaction, rooms, users};

pub use crate::store::search::Verdict as SearchVerdict;

/// What no question may take longer than: the readers are for everybody.
const LONGEST_SEARCH: Duration = Duration::from_millis(1_500);
/// Messages that one write indexes: others wait no longer for it than for a batch of posts.
const INDEXED_AT_ONCE: i64 = 250;

/// What is asked for, as it came: each but the line may be empty, which is none.
#[derive(Clone, Debug, Default)]
pub struct SearchForm {
    /// Words and operators.
    pub line: String,
    /// A room's name; above `in:`.
    pub room: String,
    /// A username; above `from:`.
    pub from: String,
    /// A day; above `before:`.
    pub before: String,
    /// A day; above `after:`.
    pub after: String,
    /// Where the page before ended.
    pub cursor: String,
}

/// A message that was found; the HTML has marks.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The message.
    pub message: Message,
    /// Where it stands.
    pub room: Room,
}

/// A page of what was found, the newest first.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    /// The messages.
    pub hits: Vec<Hit>,
    /// For the next page; none: there is none.
    pub cursor: Option<String>,
    /// Older messages are still being indexed.
    pub indexing: bool,
}

impl Chat {
    /// Finds the newest `limit` messages that answer, among those that `user` may read now.
    ///
    /// # Errors
    /// Refusals `empty`, `bad_request` (a date or the cursor), `not_found` and `forbidden` (the room), `unavailable` (it
    /// takes too long); database errors.
    pub async fn search(
        &self,
        user: UserId,
        form: &SearchForm,
        limit: usize,
    ) -> Result<Hits, ChatError> {
        let room = match form.room.as_str() {
            "" => None,
            name => Some(self.enter(user, name).await?.room.id),
        };
        let query = query(form)?;
        let below = cursor(&form.cursor)?;
        let authors = self.authors(user, &query.wanted.from).await?;
        let rooms = match room {
            Some(room) => Some(vec![room]),
            None => self.asked_rooms(user, &query.wanted.rooms).await?,
        };
        let without = Without {
            authors: self
                .authors(user, &query.excluded.from)
                .await?
                .unwrap_or_default(),
            rooms: self
                .asked_rooms(user, &query.excluded.rooms)
                .await?
                .unwrap_or_default(),
        };
        let nobody = authors.as_ref().is_some_and(Vec::is_empty);
        let nowhere = rooms.as_ref().is_some_and(Vec::is_empty);
        if query.asks_nothing() || nobody || nowhere {
            return Ok(Hits::default());
        }
        let asked = Asked {
            reader: user,
            query,
            authors,
            rooms,
            without,
            below,
            limit,
        };
        Ok(marked(self.find(&asked).await?, &asked.query))
    }

    async fn find(&self, asked: &Asked) -> Result<Answer, ChatError> {
        let slow = |key| Refusal::because(ErrorCode::Unavailable, Sentence::new(key));
        let Some(_turn) = self.searching.take(asked.reader).await else {
            return Err(slow("search-busy").retry_after_ms(1_000).into());
        };
        match search::find(self.store.reader(), LONGEST_SEARCH, asked).await {
            Err(ChatError::Unavailable(reason)) => {
                tracing::warn!(%reason, "a search was given up");
                Err(slow("search-too-slow").into())
            }
            answered => answered,
        }
    }

    /// By whom; unknown names are nobody. `None` where no name is given.
    async fn authors(
        &self,
        user: UserId,
        typed: &[String],
    ) -> Result<Option<Vec<UserId>>, ChatError> {
        if typed.is_empty() {
            return Ok(None);
        }
        let names: Vec<String> = typed
            .iter()
            .map(|name| Username::fold_typed(name))
            .collect();
        let mut found: Vec<UserId> = users::find_ids(self.store.reader(), &names)
            .await?
            .into_values()
            .collect();
        // Nobody can be called so (docs/protocol.md §1).
        if names.iter().any(|name| name == "me") {
            found.push(user);
        }
        Ok(Some(found))
    }

    /// Where; a room that is not there and one that is not the reader's are the same nothing. `None` where no name is
    /// given.
    async fn asked_rooms(
        &self,
        user: UserId,
        typed: &[String],
    ) -> Result<Option<Vec<RoomId>>, ChatError> {
        if typed.is_empty() {
            return Ok(None);
        }
        let mut found = Vec::new();
        for name in typed {
            if let Ok(name) = RoomName::parse(name)
                && let Some(room) = rooms::find_for_user(self.store.reader(), user, &name).await?
                && !room.banned
            {
                found.push(room.room.id);
            }
        }
        Ok(Some(found))
    }

    /// Indexes what still waits for it, in small writes. Meant for once a second, so that what a restart cut off goes on;
    /// where nothing waits it only reads.
    ///
    /// # Errors
    /// Database errors; the next call goes on.
    pub async fn index_messages(&self) -> Result<(), ChatError> {
        let mut waiting = search::pending(self.store.reader()).await? > 0;
        while waiting {
            waiting = self
                .store
                .write(|transaction: &mut Transaction| {
                    Box::pin(search::index_next(transaction, INDEXED_AT_ONCE))
                })
                .await?;
        }
        Ok(())
    }

    /// Makes the index anew, beside everything else that happens; searches find only newer messages meanwhile, and say
    /// so.
    ///
    /// # Errors
    /// Database errors.
    pub async fn reindex(&self) -> Result<(), ChatError> {
        let emptied: Result<(), ChatError> = self
            .store
            .write(|transaction: &mut Transaction| Box::pin(search::reset(transaction)))
            .await;
        emptied?;
        self.index_messages().await
    }

    /// Compares the index with the messages.
    ///
    /// # Errors
    /// Database errors.
    pub async fn check_search(&self) -> Result<SearchVerdict, ChatError> {
        search::check(self.store.reader()).await
    }
}

/// The line, with what the fields beside it say above it.
fn query(form: &SearchForm) -> Result<Query, Refusal> {
    if !is_visible(&form.line) {
        let sentence = Sentence::new("search-empty");
        return Err(Refusal::because(ErrorCode::Empty, sentence));
    }
    let mut query = Query::parse(&form.line);
    let day = |text: &str| {
        let wrong = || Refusal::because(ErrorCode::BadRequest, Sentence::new("search-bad-day"));
        Query::day(text).ok_or_else(wrong)
    };
    if !form.before.is_empty() {
        query.before = Some(day(&form.before)?);
    }
    if !form.after.is_empty() {
        query.after = Some(day(&form.after)?);
    }
    if !form.from.is_empty() {
        query.wanted.from = vec![form.from.clone()];
    }
    if !form.room.is_empty() {
        query.wanted.rooms = vec![form.room.clone()];
    }
    Ok(query)
}

fn cursor(text: &str) -> Result<Option<MessageId>, Refusal> {
    let wrong = || Refusal::because(ErrorCode::BadRequest, Sentence::new("search-bad-cursor"));
    match text {
        "" => Ok(None),
        text => match text.parse::<i64>() {
            Ok(id) if id > 0 => Ok(Some(MessageId(id))),
            _ => Err(wrong()),
        },
    }
}

fn marked(answer: Answer, query: &Query) -> Hits {
    let hits = answer.hits.into_iter().map(|(mut message, room)| {
        message.html = mark(&message.html, &query.wanted.terms);
        Hit { message, room }
    });
    Hits {
        hits: hits.collect(),
        cursor: answer.next.map(|id| id.to_string()),
        indexing: answer.indexing,
    }
}
