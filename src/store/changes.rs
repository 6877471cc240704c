//! Editing and deleting a message: the row's present state, and an event in the room's log, in one write.

use super::{StoreError, Transaction, mentions, messages, nonces};
use crate::domain::{
    Actor, Change, ErrorCode, Message, MessageId, Nonce, RoomId, RoomRole, Seq, SiteRole, UserId,
};

/// What to make of a message.
#[derive(Clone, Debug)]
pub enum NewState {
    /// Another text; checked and rendered before.
    Edited {
        /// As typed, normalised.
        text: String,
        /// The rendered, sanitised body.
        html: String,
        /// Whom the text names.
        mentions: Vec<UserId>,
        /// Whether the text calls the whole room; counts where the editor may.
        calls_room: bool,
    },
    /// Gone: a tombstone stays.
    Deleted,
}

impl NewState {
    const fn command(&self) -> &'static str {
        match self {
            Self::Edited { .. } => "edit",
            Self::Deleted => "delete",
        }
    }
}

/// What became of it.
#[derive(Clone, Debug)]
pub enum Changed {
    /// Changed now.
    New {
        /// Seq of the event.
        seq: Seq,
        /// The message as it is now.
        message: Message,
    },
    /// Changed earlier under the same nonce; nothing was changed now.
    Again {
        /// Seq of the first event.
        seq: Seq,
    },
}

/// Changes a message of a room. Whether `actor` may is decided here, inside the transaction.
///
/// # Errors
/// Refusals `not_found` (also for a deleted message), `forbidden`, `archived`, `conflict`, `unauthorized`; database
/// errors.
pub async fn change(
    transaction: &mut Transaction,
    room: RoomId,
    actor: UserId,
    id: MessageId,
    state: NewState,
    nonce: Option<Nonce>,
) -> Result<Changed, StoreError> {
    if let Some(nonce) = &nonce
        && let Some(earlier) = nonces::find(&mut **transaction, actor, room, nonce).await?
    {
        if earlier.command != state.command() {
            return Err(ErrorCode::Conflict.into());
        }
        return Ok(Changed::Again { seq: earlier.seq });
    }
    let actor = read_actor(transaction, room, actor).await?;
    let message = messages::find(&mut **transaction, room, id)
        .await?
        .filter(|message| !message.deleted)
        .ok_or(ErrorCode::NotFound)?;
    if !actor.may_change_message_of(message.author.id) {
        return Err(ErrorCode::Forbidden.into());
    }
    let command = state.command();
    mentions::clear(transaction, id).await?;
    let change = match state {
        NewState::Edited {
            text,
            html,
            mentions,
            calls_room,
        } => {
            let edited = Message {
                text,
                html,
                mentions,
                ..message
            };
            Change::Edited(edit(transaction, edited, calls_room && actor.moderates()).await?)
        }
        NewState::Deleted => Change::Deleted(delete(transaction, message).await?),
    };
    let event = transaction
        .append(room, Some(actor.user), change, nonce.clone())
        .await?;
    if let Some(nonce) = &nonce {
        nonces::insert(transaction, actor.user, nonce, command, &event, id).await?;
    }
    let seq = event.seq;
    let message = event.change.into_message().ok_or(StoreError::NotFound)?;
    Ok(Changed::New { seq, message })
}

/// Who acts here now: room and membership as they are at the commit.
async fn read_actor(
    transaction: &mut Transaction,
    room: RoomId,
    user: UserId,
) -> Result<Actor, StoreError> {
    use sqlx::Row;
    let row = sqlx::query(
        "select u.role as site, m.role as room_role, r.kind, r.archived_at
         from users u join rooms r on r.id = $1
         left join memberships m on m.room_id = r.id and m.user_id = u.id
         where u.id = $2 and u.deactivated_at is null",
    )
    .bind(room.0)
    .bind(user.0)
    .fetch_optional(&mut **transaction)
    .await?
    .ok_or(ErrorCode::Unauthorized)?;
    let role = row.try_get::<Option<&str>, _>("room_role")?;
    if role.is_none() && row.try_get::<&str, _>("kind")? != "open" {
        return Err(ErrorCode::NotFound.into());
    }
    if row.try_get::<Option<i64>, _>("archived_at")?.is_some() {
        return Err(ErrorCode::Archived.into());
    }
    Ok(Actor {
        user,
        site: SiteRole::parse(row.try_get("site")?),
        room: role.map(RoomRole::parse),
    })
}

async fn edit(
    transaction: &mut Transaction,
    mut message: Message,
    calls_room: bool,
) -> Result<Message, StoreError> {
    let now = transaction.now();
    sqlx::query(
        "update messages set body = $2, html = $3, mentions = $4, mentions_room = $5, edited_at = $6 where id = $1",
    )
    .bind(message.id.0)
    .bind(&message.text)
    .bind(&message.html)
    .bind(mentions::json(&message.mentions))
    .bind(i64::from(calls_room))
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    mentions::insert(transaction, std::iter::once(&message)).await?;
    message.edited_at = Some(now);
    Ok(message)
}

/// The text is erased from the row: what is deleted is nowhere to be found again.
async fn delete(transaction: &mut Transaction, message: Message) -> Result<Message, StoreError> {
    let now = transaction.now();
    sqlx::query(
        "update messages set body = '', html = '', mentions = null, mentions_room = 0, deleted_at = $2 where id = $1",
    )
    .bind(message.id.0)
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    Ok(Message {
        text: String::new(),
        html: String::new(),
        mentions: Vec::new(),
        deleted: true,
        ..message
    })
}
