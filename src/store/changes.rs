//! Editing and deleting a message: the row's present state, and an event in the room's log, in one write.

use super::{
    RoomCall, StoreError, Transaction, access, audit, blocks, mentions, messages, nonces, reports,
    revisions, search,
};
use crate::domain::{
    Action, AuditEntry, Change, Doer, ErrorCode, Message, MessageId, Nonce, Room, RoomId, Seq,
    Silence, UserId,
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
        /// Set where the text calls the whole room; counts where the editor may.
        call: Option<RoomCall>,
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

    const fn action(&self) -> &'static str {
        match self {
            Self::Edited { .. } => "message.edited",
            Self::Deleted => "message.deleted",
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
        message: Box<Message>,
    },
    /// Changed earlier under the same nonce; nothing was changed now.
    Again {
        /// Seq of the first event.
        seq: Seq,
    },
}

/// Changes a message of a room. Whether `doer` may is decided here, inside the transaction; what is done to somebody
/// else's message is written down.
///
/// # Errors
/// Refusals `not_found` (also for a deleted message), `forbidden`, `archived`, `conflict`, `unauthorized`; database
/// errors.
pub async fn change(
    transaction: &mut Transaction,
    room: RoomId,
    doer: Doer,
    id: MessageId,
    state: NewState,
    nonce: Option<Nonce>,
) -> Result<Changed, StoreError> {
    let actor = doer.user().ok_or(ErrorCode::Unauthorized)?;
    if let Some(nonce) = &nonce
        && let Some(earlier) = nonces::find(&mut **transaction, actor, room, nonce).await?
    {
        if earlier.command != state.command() {
            return Err(ErrorCode::Conflict.into());
        }
        return Ok(Changed::Again { seq: earlier.seq });
    }
    let access = access::of_user(transaction, room, actor).await?;
    access.must(Action::Read)?;
    if access.room.archived {
        return Err(ErrorCode::Archived.into());
    }
    let mut message = messages::find(&mut **transaction, room, id)
        .await?
        .filter(|message| !message.deleted)
        .ok_or(ErrorCode::NotFound)?;
    access.must(match (&state, message.author.id == actor) {
        (_, false) => Action::ChangeOthers,
        (NewState::Edited { .. }, true) => Action::EditOwn,
        (NewState::Deleted, true) => Action::DeleteOwn,
    })?;
    // An old message written anew would be one more.
    if access.silence() == Some(Silence::Announcements) && matches!(state, NewState::Edited { .. })
    {
        return Err(access::announcements_only().into());
    }
    // What is written anew reaches the others as what is written first does.
    if matches!(state, NewState::Edited { .. }) {
        blocks::must_not_be_between(&mut **transaction, &access, actor).await?;
    }
    let command = state.command();
    if message.author.id != actor {
        let entry = AuditEntry::about_message(state.action(), &access.room, &message);
        audit::append(transaction, &doer, entry).await?;
    }
    let change = match state {
        NewState::Edited {
            text,
            html,
            mentions,
            call,
        } => {
            let now = transaction.now();
            revisions::keep(transaction, id, actor, now).await?;
            mentions::clear(transaction, id).await?;
            let call = call.filter(|_| access.may(Action::CallRoom));
            let calls_room = call.is_some();
            messages::complete(transaction, std::slice::from_mut(&mut message)).await?;
            let edited = Message {
                text,
                html: call.map_or(html, |call| call.html),
                mentions,
                ..message
            };
            Change::Edited(edit(transaction, edited, calls_room).await?)
        }
        NewState::Deleted => Change::Deleted(messages::bury(transaction, message).await?),
    };
    let event = transaction
        .append(room, Some(actor), change, nonce.clone())
        .await?;
    if let Some(nonce) = &nonce {
        nonces::insert(transaction, actor, room, nonce, command, event.seq, id).await?;
    }
    let seq = event.seq;
    let message = event.change.into_message().ok_or(StoreError::NotFound)?;
    Ok(Changed::New {
        seq,
        message: Box::new(message),
    })
}

/// Deletes a message for whoever looks after others, in an archived room too, and writes that down. One that is hidden,
/// and so a tombstone already, loses the text that was kept aside. Says whether there was anything to delete; whether
/// `doer` may is for the caller to ask.
///
/// # Errors
/// Database errors.
pub async fn take_down(
    transaction: &mut Transaction,
    room: &Room,
    doer: &Doer,
    message: Message,
) -> Result<bool, StoreError> {
    let entry = AuditEntry::about_message("message.deleted", room, &message);
    let is_erased = erase(transaction, doer.user(), message).await?;
    if is_erased {
        audit::append(transaction, doer, entry).await?;
    }
    Ok(is_erased)
}

/// Takes away what messages say by now, whether they are shown or hidden; of each that was shown with a `deleted` event.
///
/// # Errors
/// Database errors.
pub async fn erase_all(
    transaction: &mut Transaction,
    messages: Vec<Message>,
) -> Result<(), StoreError> {
    for message in messages {
        // Since it was read it may have been hidden, shown or deleted.
        if let Some(present) = messages::find(&mut **transaction, message.room, message.id).await? {
            erase(transaction, None, present).await?;
        }
    }
    Ok(())
}

async fn erase(
    transaction: &mut Transaction,
    by: Option<UserId>,
    message: Message,
) -> Result<bool, StoreError> {
    if message.deleted {
        return reports::forget(transaction, message.id).await;
    }
    let room = message.room;
    let change = Change::Deleted(messages::bury(transaction, message).await?);
    transaction.append(room, by, change, None).await?;
    Ok(true)
}

async fn edit(
    transaction: &mut Transaction,
    mut message: Message,
    calls_room: bool,
) -> Result<Message, StoreError> {
    let now = transaction.now();
    search::remove(transaction, message.id).await?;
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
    search::add(transaction, message.id).await?;
    mentions::insert(transaction, std::iter::once(&message)).await?;
    message.edited_at = Some(now);
    Ok(message)
}
