//! What a message said before each edit. Who reads it was asked for the message; of a tombstone nobody is told.

use sqlx::{Row, SqliteConnection, SqliteExecutor};

use super::{StoreError, users};
use crate::domain::{MessageId, Person, Timestamp, UserId};

/// Texts of one message that are kept beside its first one; of more edits the oldest are let go.
const MOST_KEPT: i64 = 50;

/// A text that an edit replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// 1 is the first text.
    pub number: i64,
    /// As it was typed.
    pub text: String,
    /// Who replaced it.
    pub edited_by: Option<Person>,
    /// When.
    pub edited_at: Timestamp,
}

/// Keeps the present text of a message, before an edit replaces it.
pub(super) async fn keep(
    connection: &mut SqliteConnection,
    id: MessageId,
    by: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into message_revisions (message_id, number, body, edited_by, created_at)
         select m.id, coalesce((select max(number) from message_revisions where message_id = m.id), 0) + 1, m.body, $2, $3
         from messages m where m.id = $1",
    )
    .bind(id.0)
    .bind(by.0)
    .bind(now.0)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "delete from message_revisions where message_id = $1 and number > 1
            and number <= (select max(number) from message_revisions where message_id = $1) - $2",
    )
    .bind(id.0)
    .bind(MOST_KEPT)
    .execute(connection)
    .await?;
    Ok(())
}

/// The texts that a message had, the first one first; none of one that is deleted or hidden.
///
/// # Errors
/// Database errors.
pub async fn list(
    executor: impl SqliteExecutor<'_>,
    id: MessageId,
) -> Result<Vec<Revision>, StoreError> {
    let rows = sqlx::query(
        "select r.number, r.body, r.created_at, u.id, u.username, u.display_name
         from messages m join message_revisions r on r.message_id = m.id left join users u on u.id = r.edited_by
         where m.id = $1 and m.deleted_at is null order by r.number",
    )
    .bind(id.0)
    .fetch_all(executor)
    .await?;
    let revision = |row| -> Result<Revision, sqlx::Error> {
        let row: &sqlx::sqlite::SqliteRow = row;
        let is_known = row.try_get::<Option<i64>, _>("id")?.is_some();
        let editor = is_known.then(|| users::person_from_row(row)).transpose()?;
        Ok(Revision {
            number: row.try_get("number")?,
            text: row.try_get("body")?,
            edited_by: editor,
            edited_at: Timestamp(row.try_get("created_at")?),
        })
    };
    Ok(rows.iter().map(revision).collect::<Result<_, _>>()?)
}

/// Takes them away, with the text of the message itself.
///
/// # Errors
/// Database errors.
pub async fn delete(connection: &mut SqliteConnection, id: MessageId) -> Result<(), StoreError> {
    sqlx::query("delete from message_revisions where message_id = $1")
        .bind(id.0)
        .execute(connection)
        .await?;
    Ok(())
}
