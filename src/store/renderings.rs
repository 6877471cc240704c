//! The HTML of messages, which is made of their texts and can be made anew. Hidden messages have theirs aside.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteExecutor};

use super::{StoreError, Transaction, site};
use crate::domain::{MessageId, UserId};

/// Where a message's text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// With the messages that are shown.
    Shown,
    /// With those that were hidden, and may be shown again.
    Hidden,
}

/// A text, and what was made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendering {
    /// The message.
    pub id: MessageId,
    /// As typed.
    pub text: String,
    /// As it is stored now.
    pub html: String,
    /// Whom it names.
    pub mentions: Vec<UserId>,
    /// Whether it calls the room.
    pub calls_room: bool,
}

fn from_row(row: &SqliteRow) -> Result<Rendering, sqlx::Error> {
    let mentions = row.try_get::<Option<&str>, _>("mentions")?;
    Ok(Rendering {
        id: MessageId(row.try_get("id")?),
        text: row.try_get("body")?,
        html: row.try_get("html")?,
        mentions: mentions
            .and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_default(),
        calls_room: row.try_get("mentions_room")?,
    })
}

/// The first `limit` of a shelf after a message, in the order of their ids; without what was deleted.
///
/// # Errors
/// Database errors.
pub async fn page_after(
    executor: impl SqliteExecutor<'_>,
    shelf: Shelf,
    after: MessageId,
    limit: i64,
) -> Result<Vec<Rendering>, StoreError> {
    let statement = match shelf {
        Shelf::Shown => {
            "select id, body, html, mentions, mentions_room from messages
             where id > $1 and deleted_at is null order by id limit $2"
        }
        Shelf::Hidden => {
            "select message_id as id, body, html, mentions, mentions_room from hidden_messages
             where message_id > $1 order by message_id limit $2"
        }
    };
    let rows = sqlx::query(statement)
        .bind(after.0)
        .bind(limit)
        .fetch_all(executor)
        .await?;
    Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
}

/// Puts other HTML in the place of what there is, where the text and whom it names are still the same. Says how many
/// were changed; pages that are kept of them are no longer true then.
///
/// # Errors
/// Database errors.
pub async fn replace(
    transaction: &mut Transaction,
    shelf: Shelf,
    renderings: &[Rendering],
) -> Result<u64, StoreError> {
    let statement = match shelf {
        Shelf::Shown => {
            "update messages set html = $2 where id = $1 and body = $3 and mentions is $4
                and mentions_room = $5 and deleted_at is null"
        }
        Shelf::Hidden => {
            "update hidden_messages set html = $2 where message_id = $1 and body = $3 and mentions is $4
                and mentions_room = $5"
        }
    };
    let mut changed = 0;
    for rendering in renderings {
        let done = sqlx::query(statement)
            .bind(rendering.id.0)
            .bind(&rendering.html)
            .bind(&rendering.text)
            .bind(super::mentions::json(&rendering.mentions))
            .bind(rendering.calls_room)
            .execute(&mut **transaction)
            .await?;
        changed += done.rows_affected();
    }
    if changed > 0 && shelf == Shelf::Shown {
        site::change_names(transaction).await?;
    }
    Ok(changed)
}
