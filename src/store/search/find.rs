//! From a question to the messages that answer it, in one snapshot and within a time.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::time::Duration;

use sqlx::{Connection, SqliteConnection, SqlitePool};

use super::ask::{Found, Question, ask, first_of};
use super::expression::{Without, expression};
use super::rooms::reach;
use super::watch::Watched;
use crate::domain::search::Query;
use crate::domain::{Message, MessageId, Room, RoomId, Timestamp, UserId};
use crate::store::{StoreError, messages, rooms};

/// A clock that was set back by less than this makes no message be missed.
const CLOCK_STEP: Duration = Duration::from_secs(24 * 60 * 60);

/// What somebody wants to be found.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Who asks.
    pub reader: UserId,
    /// What for; people and rooms of it are resolved below.
    pub query: Query,
    /// By one of these; `None`: by anybody.
    pub authors: Option<Vec<UserId>>,
    /// In one of these rooms; `None`: in any.
    pub rooms: Option<Vec<RoomId>>,
    /// By none of these, and in none of these.
    pub without: Without,
    /// Below this id; `None`: from the newest on.
    pub below: Option<MessageId>,
    /// So many at most.
    pub limit: usize,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The newest first, each with its room.
    pub hits: Vec<(Message, Room)>,
    /// Where the next page goes on; `None`: there is none.
    pub next: Option<MessageId>,
    /// Older messages are still being indexed, so some may be missing.
    pub indexing: bool,
}

/// The newest messages that answer, among those that the reader may read now.
///
/// # Errors
/// [`StoreError::Unavailable`] where it takes longer than `time`; database errors.
pub async fn find(pool: &SqlitePool, time: Duration, asked: &Asked) -> Result<Answer, StoreError> {
    let mut connection = Watched::acquire(pool, time).await?;
    let mut reading = connection.begin().await?;
    let question = question(&mut reading, asked).await?;
    let mut found = ask(&mut reading, &question).await?;
    let more = found.len() > asked.limit;
    found.truncate(asked.limit);
    let answer = Answer {
        next: found.last().filter(|_| more).map(|found| found.id),
        hits: read(&mut reading, asked.reader, &found).await?,
        indexing: super::pending(&mut *reading).await? > 0,
    };
    reading.rollback().await?;
    connection.give_back().await?;
    Ok(answer)
}

async fn question(
    connection: &mut SqliteConnection,
    asked: &Asked,
) -> Result<Question, StoreError> {
    let query = &asked.query;
    let reach = reach(connection, asked.reader).await?;
    let (authors, rooms) = (asked.authors.as_deref(), asked.rooms.as_deref());
    let from_id = match query.after {
        Some(after) => first_of(connection, after.minus(CLOCK_STEP)).await?,
        None => MessageId(1),
    };
    let mut below_id = asked.below.unwrap_or(MessageId(i64::MAX));
    if let Some(before) = query.before {
        below_id = below_id.min(first_of(connection, before.plus(CLOCK_STEP)).await?);
    }
    Ok(Question {
        reader: asked.reader,
        expression: expression(query, authors, rooms, &asked.without, &reach),
        rooms: asked.rooms.clone(),
        before: query.before,
        after: query.after.map(|after| after.max(Timestamp(0))),
        from_id,
        below_id,
        limit: i64::try_from(asked.limit)
            .unwrap_or(i64::MAX)
            .saturating_add(1),
    })
}

async fn read(
    connection: &mut SqliteConnection,
    reader: UserId,
    found: &[Found],
) -> Result<Vec<(Message, Room)>, StoreError> {
    let ids: Vec<MessageId> = found.iter().map(|found| found.id).collect();
    let mut rooms: Vec<RoomId> = found.iter().map(|found| found.room).collect();
    rooms.sort_unstable();
    rooms.dedup();
    let rooms: HashMap<RoomId, Room> = rooms::list_readable(&mut *connection, reader, &rooms)
        .await?
        .into_iter()
        .map(|room| (room.id, room))
        .collect();
    let mut messages = messages::list_by_ids(connection, &ids).await?;
    messages.sort_unstable_by_key(|message| Reverse(message.id));
    let hit = |message: Message| Some((rooms.get(&message.room)?.clone(), message));
    let hits = messages
        .into_iter()
        .filter(|message| !message.deleted)
        .filter_map(hit);
    Ok(hits.map(|(room, message)| (message, room)).collect())
}
