//! The table of reactions. Read for a page of messages by one question, together with what is pinned.

use std::collections::HashMap;

use sqlx::{Row, SqliteConnection};

use super::marking::{Begun, Mark, Marked};
use super::{StoreError, Transaction, access, users};
use crate::domain::{
    Action, Change, ErrorCode, MOST_EMOJI, Message, MessageId, Nonce, Person, Reacted, Reaction,
    ReactionEmoji, Refusal, RoomEvent, RoomId, Sentence, UserId,
};

/// Adds somebody's reaction, or takes it away. Whether they may is decided here, inside the transaction.
///
/// # Errors
/// Refusals `not_found` (also for a deleted message), `forbidden`, `muted`, `archived`, `conflict` (the nonce is of
/// another command, or the message has [`MOST_EMOJI`] already), `unauthorized`; database errors.
pub async fn react(
    transaction: &mut Transaction,
    room: RoomId,
    user: UserId,
    id: MessageId,
    emoji: ReactionEmoji,
    added: bool,
    nonce: Option<Nonce>,
) -> Result<Marked, StoreError> {
    let mark = Mark {
        room,
        user,
        id,
        added,
        nonce,
        command: "react",
        action: Action::React,
    };
    let access = match mark.begin(transaction).await? {
        Begun::Earlier(marked) => return Ok(marked),
        Begun::Admitted(access) => access,
    };
    let changed = if added {
        must_be_at_home(&access)?;
        insert(transaction, id, &emoji, user).await?
    } else {
        delete(transaction, id, &emoji, user).await?
    };
    let change = if changed {
        let person = users::get(&mut **transaction, user).await?.person();
        Some(changed_to(transaction, id, emoji, added, person).await?)
    } else {
        None
    };
    mark.end(transaction, change).await
}

/// Who reads along in an announcement room without having joined says nothing there, not even with an emoji.
fn must_be_at_home(access: &access::Access) -> Result<(), StoreError> {
    let is_member = access.actor.is_none_or(|actor| actor.room.is_some());
    if access.room.announcements && !is_member && !access.may(Action::Moderate) {
        let sentence = Sentence::new("reaction-members-only");
        return Err(Refusal::because(ErrorCode::Forbidden, sentence).into());
    }
    Ok(())
}

/// Says whether it was not there before.
async fn insert(
    transaction: &mut Transaction,
    id: MessageId,
    emoji: &ReactionEmoji,
    user: UserId,
) -> Result<bool, StoreError> {
    let now = transaction.now();
    let row = sqlx::query(
        "select count(distinct emoji) as emoji, coalesce(max(emoji = $2), 0) as has_it
         from reactions where message_id = $1",
    )
    .bind(id.0)
    .bind(emoji.as_str())
    .fetch_one(&mut **transaction)
    .await?;
    let (count, has_it): (i64, bool) = (row.try_get("emoji")?, row.try_get("has_it")?);
    if count >= MOST_EMOJI && !has_it {
        let sentence = Sentence::new("reaction-too-many").with("limit", MOST_EMOJI);
        return Err(Refusal::because(ErrorCode::Conflict, sentence).into());
    }
    let done = sqlx::query(
        "insert into reactions (message_id, emoji, user_id, created_at) values ($1, $2, $3, $4)
         on conflict (message_id, emoji, user_id) do nothing",
    )
    .bind(id.0)
    .bind(emoji.as_str())
    .bind(user.0)
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    Ok(done.rows_affected() > 0)
}

async fn delete(
    connection: &mut SqliteConnection,
    id: MessageId,
    emoji: &ReactionEmoji,
    user: UserId,
) -> Result<bool, StoreError> {
    let done =
        sqlx::query("delete from reactions where message_id = $1 and emoji = $2 and user_id = $3")
            .bind(id.0)
            .bind(emoji.as_str())
            .bind(user.0)
            .execute(connection)
            .await?;
    Ok(done.rows_affected() > 0)
}

async fn changed_to(
    connection: &mut SqliteConnection,
    id: MessageId,
    emoji: ReactionEmoji,
    added: bool,
    person: Person,
) -> Result<Change, StoreError> {
    let count =
        sqlx::query_scalar("select count(*) from reactions where message_id = $1 and emoji = $2")
            .bind(id.0)
            .bind(emoji.as_str())
            .fetch_one(connection)
            .await?;
    let reacted = Some(Reacted {
        emoji,
        added,
        person,
        count,
    });
    Ok(Change::Reaction { id, reacted })
}

/// What a message has besides its text.
#[derive(Debug, Default)]
struct Marks {
    reactions: Vec<Reaction>,
    pinned: bool,
}

async fn marks(
    connection: &mut SqliteConnection,
    ids: &[i64],
) -> Result<HashMap<MessageId, Marks>, StoreError> {
    let mut marks: HashMap<MessageId, Marks> = HashMap::new();
    if ids.is_empty() {
        return Ok(marks);
    }
    let rows = sqlx::query(
        "select a.id as position, a.message_id, a.emoji, a.user_id, u.display_name
         from reactions a join users u on u.id = a.user_id
         where a.message_id in (select value from json_each($1))
         union all select 0, p.message_id, null, null, null from pins p
         where p.message_id in (select value from json_each($1))
         order by position",
    )
    .bind(serde_json::json!(ids).to_string())
    .fetch_all(connection)
    .await?;
    for row in rows {
        let of = marks
            .entry(MessageId(row.try_get("message_id")?))
            .or_default();
        let Some(emoji) = row.try_get::<Option<String>, _>("emoji")? else {
            of.pinned = true;
            continue;
        };
        let known = of
            .reactions
            .iter()
            .position(|reaction| reaction.emoji.as_str() == emoji);
        let index = known.unwrap_or_else(|| {
            of.reactions
                .push(Reaction::new(ReactionEmoji::stored(emoji)));
            of.reactions.len() - 1
        });
        let user = UserId(row.try_get("user_id")?);
        of.reactions[index].push(user, row.try_get("display_name")?);
    }
    Ok(marks)
}

/// Gives messages their reactions and pins: one question, however many they are. A tombstone has none.
///
/// # Errors
/// Database errors.
pub async fn fill(
    connection: &mut SqliteConnection,
    messages: &mut [Message],
) -> Result<(), StoreError> {
    let shown = messages.iter().filter(|message| !message.deleted);
    let ids: Vec<i64> = shown.map(|message| message.id.0).collect();
    let mut marks = marks(connection, &ids).await?;
    for message in messages.iter_mut().filter(|message| !message.deleted) {
        if let Some(found) = marks.remove(&message.id) {
            (message.reactions, message.pinned) = (found.reactions, found.pinned);
        }
    }
    Ok(())
}

/// The same for the messages of a log, and the present counts of its reactions.
pub(super) async fn fill_events(
    connection: &mut SqliteConnection,
    events: &mut [RoomEvent],
) -> Result<(), StoreError> {
    let is_gone = |change: &Change| match change {
        Change::Reaction { reacted, .. } => reacted.is_none(),
        change => change.message().is_none_or(|message| message.deleted),
    };
    let shown = events.iter().filter(|event| !is_gone(&event.change));
    let ids: Vec<i64> = shown
        .filter_map(|event| event.change.message_id())
        .map(|id| id.0)
        .collect();
    let marks = marks(connection, &ids).await?;
    for event in events.iter_mut() {
        match &mut event.change {
            Change::Message(message) | Change::Edited(message) if !message.deleted => {
                if let Some(found) = marks.get(&message.id) {
                    message.reactions.clone_from(&found.reactions);
                    message.pinned = found.pinned;
                }
            }
            Change::Reaction {
                id,
                reacted: Some(reacted),
            } => {
                let found = marks.get(id).into_iter().flat_map(|found| &found.reactions);
                let same = found
                    .filter(|reaction| reaction.emoji == reacted.emoji)
                    .map(|reaction| reaction.users.len());
                reacted.count = same.sum::<usize>().try_into().unwrap_or(i64::MAX);
            }
            _ => {}
        }
    }
    Ok(())
}

/// Who has answered a message, by emoji: everybody, with names.
///
/// # Errors
/// Database errors.
pub async fn list_people(
    connection: &mut SqliteConnection,
    id: MessageId,
) -> Result<Vec<(ReactionEmoji, Vec<Person>)>, StoreError> {
    let rows = sqlx::query(
        "select a.emoji, u.id, u.username, u.display_name from reactions a join users u on u.id = a.user_id
         where a.message_id = $1 order by a.id",
    )
    .bind(id.0)
    .fetch_all(connection)
    .await?;
    let mut list: Vec<(ReactionEmoji, Vec<Person>)> = Vec::new();
    for row in rows {
        let emoji: String = row.try_get("emoji")?;
        let person = users::person_from_row(&row)?;
        match list.iter_mut().find(|(known, _)| known.as_str() == emoji) {
            Some((_, people)) => people.push(person),
            None => list.push((ReactionEmoji::stored(emoji), vec![person])),
        }
    }
    Ok(list)
}

/// Takes away what was done with a message that is gone for good, and what the log says of it.
///
/// # Errors
/// Database errors.
pub async fn clear(connection: &mut SqliteConnection, id: MessageId) -> Result<(), StoreError> {
    for statement in [
        "delete from reactions where message_id = $1",
        "delete from pins where message_id = $1",
        "delete from bookmarks where message_id = $1",
        "update room_events set data = null where message_id = $1 and kind = 'reaction'",
    ] {
        sqlx::query(statement)
            .bind(id.0)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Takes away reactions of a deleted person, `limit` at most, with an event each where the message is there; says
/// whether any were left.
///
/// # Errors
/// Database errors.
pub async fn take_away_of(
    transaction: &mut Transaction,
    user: UserId,
    limit: i64,
) -> Result<bool, StoreError> {
    let rows = sqlx::query(
        "select a.message_id, a.emoji, m.room_id, m.deleted_at from reactions a join messages m on m.id = a.message_id
         where a.user_id = $1 order by a.id limit $2",
    )
    .bind(user.0)
    .bind(limit)
    .fetch_all(&mut **transaction)
    .await?;
    if rows.is_empty() {
        sqlx::query("update users set unreacting = 0 where id = $1")
            .bind(user.0)
            .execute(&mut **transaction)
            .await?;
        return Ok(false);
    }
    let person = users::get(&mut **transaction, user).await?.person();
    for row in rows {
        let id = MessageId(row.try_get("message_id")?);
        let emoji = ReactionEmoji::stored(row.try_get("emoji")?);
        delete(transaction, id, &emoji, user).await?;
        if row.try_get::<Option<i64>, _>("deleted_at")?.is_none() {
            let room = RoomId(row.try_get("room_id")?);
            let change = changed_to(transaction, id, emoji, false, person.clone()).await?;
            transaction.append(room, None, change, None).await?;
        }
    }
    Ok(true)
}
