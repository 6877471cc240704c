//! Whom a message names: a list on the message for those who read it, and rows for those who count.

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::StoreError;
use crate::domain::{Message, MessageId, UserId};

/// SQLite takes 32,766 values in a statement (https://www.sqlite.org/limits.html); a row has four.
const ROWS_AT_ONCE: usize = 8_000;

/// The list as it stands on the message.
pub(super) fn json(mentions: &[UserId]) -> Option<String> {
    (!mentions.is_empty()).then(|| serde_json::json!(mentions).to_string())
}

/// The rows of new messages. Naming oneself calls nobody.
pub(super) async fn insert<'m>(
    connection: &mut SqliteConnection,
    messages: impl Iterator<Item = &'m Message>,
) -> Result<(), StoreError> {
    let named: Vec<(&Message, UserId)> = messages
        .flat_map(|message| message.mentions.iter().map(move |user| (message, *user)))
        .filter(|(message, user)| message.author.id != *user)
        .collect();
    for rows in named.chunks(ROWS_AT_ONCE) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "insert into mentions (user_id, room_id, seq, message_id) ",
        );
        query.push_values(rows, |mut row, (message, user)| {
            row.push_bind(user.0)
                .push_bind(message.room.0)
                .push_bind(message.seq.0)
                .push_bind(message.id.0);
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// Takes the rows of a message away, because its text has changed or is gone.
pub(super) async fn clear(
    connection: &mut SqliteConnection,
    message: MessageId,
) -> Result<(), StoreError> {
    sqlx::query("delete from mentions where message_id = $1")
        .bind(message.0)
        .execute(connection)
        .await?;
    Ok(())
}
