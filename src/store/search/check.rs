//! Whether the index agrees with the rows: every living message is in it with the words of its text, and nothing else is.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use futures_util::TryStreamExt;
use sqlx::{Row, SqliteConnection, SqlitePool};

use super::index::{IndexRow, of_message};
use crate::domain::search::indexed;
use crate::domain::{MessageId, RoomId, UserId};
use crate::store::StoreError;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// So many messages are in the index, each as it should be; so many wait for their turn.
    Agrees {
        /// In the index.
        indexed: u64,
        /// Up to which id messages wait; 0: none does.
        pending: i64,
    },
    /// So many messages are missing, left over, or in it with other words.
    Differs {
        /// How many.
        messages: u64,
    },
}

/// Compares every word of the index with every word of the messages. Reads all of both, in one snapshot.
///
/// # Errors
/// Database errors.
pub async fn check(pool: &SqlitePool) -> Result<Verdict, StoreError> {
    let mut reading = pool.begin().await?;
    let pending = super::pending(&mut *reading).await?;
    let mut sums = sums_of_index(&mut reading).await?;
    let mut known =
        sqlx::query_scalar::<_, i64>("select id from search_docsize").fetch(&mut *reading);
    while let Some(id) = known.try_next().await? {
        // What has no word at all is there all the same.
        sums.entry(id).or_default();
    }
    drop(known);
    let (mut indexed_rows, mut wrong) = (0, 0);
    let mut rows = sqlx::query(
        "select id, room_id, user_id, body from messages where deleted_at is null and id > $1 order by id",
    )
    .bind(pending)
    .fetch(&mut *reading);
    while let Some(row) = rows.try_next().await? {
        let text: &str = row.try_get("body")?;
        let expected = of_message(
            MessageId(row.try_get("id")?),
            RoomId(row.try_get("room_id")?),
            UserId(row.try_get("user_id")?),
            text,
            indexed(text),
        );
        match sums.remove(&expected.id) {
            Some(sum) if sum == sum_of(&expected) => indexed_rows += 1,
            _ => wrong += 1,
        }
    }
    drop(rows);
    reading.rollback().await?;
    wrong += sums.len() as u64;
    Ok(match wrong {
        0 => Verdict::Agrees {
            indexed: indexed_rows,
            pending,
        },
        messages => Verdict::Differs { messages },
    })
}

/// One number for each message, of all its words and their places; the order in which they come does not matter.
async fn sums_of_index(connection: &mut SqliteConnection) -> Result<HashMap<i64, u64>, StoreError> {
    let mut sums: HashMap<i64, u64> = HashMap::new();
    let mut words = sqlx::query("select term, doc, col, \"offset\" as place from search_words")
        .fetch(connection);
    while let Some(row) = words.try_next().await? {
        let place: i64 = row.try_get("place")?;
        let number = number(row.try_get("col")?, place, row.try_get("term")?);
        let sum = sums.entry(row.try_get("doc")?).or_default();
        *sum = sum.wrapping_add(number);
    }
    Ok(sums)
}

fn sum_of(row: &IndexRow) -> u64 {
    let columns = [
        ("body", row.body.as_str()),
        ("room", &row.room),
        ("author", &row.author),
        ("has", row.has),
    ];
    let mut sum = 0_u64;
    for (column, text) in columns {
        let words = text.split(' ').filter(|word| !word.is_empty());
        for (place, word) in (0_i64..).zip(words) {
            sum = sum.wrapping_add(number(column, place, word));
        }
    }
    sum
}

fn number(column: &str, place: i64, word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (column, place, word).hash(&mut hasher);
    hasher.finish()
}
