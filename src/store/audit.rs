//! The audit log: appended to by the write that does the deed, so that nothing is done unseen and nothing is said that
//! was not done.

use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, Row, SqliteConnection, SqliteExecutor};

use super::{StoreError, Transaction};
use crate::domain::{AuditEntry, AuditRow, Doer, RoomId, Timestamp, UserId};

/// What `site` remembers of the newest row, so that rows cut off at the end show too.
const NEWEST: &str = "audit";

/// Writes a deed down, in the deed's own write.
///
/// # Errors
/// Database errors.
pub async fn append(
    transaction: &mut Transaction,
    doer: &Doer,
    entry: AuditEntry,
) -> Result<(), StoreError> {
    let at = transaction.now();
    let newest = sqlx::query("select id, hash from audit order by id desc limit 1")
        .fetch_optional(&mut **transaction)
        .await?;
    let (id, previous): (i64, Vec<u8>) = match newest {
        Some(row) => (row.try_get("id")?, row.try_get("hash")?),
        None => (0, Vec::new()),
    };
    let text = |value: &serde_json::Value| {
        if value.is_null() {
            String::new()
        } else {
            value.to_string()
        }
    };
    let (room_id, room) = match entry.room {
        Some((id, name)) => (Some(id), name.to_string()),
        None => (None, String::new()),
    };
    let (user_id, whom) = match entry.whom {
        Some((id, name)) => (Some(id), name),
        None => (None, String::new()),
    };
    let mut row = AuditRow {
        id: id + 1,
        at,
        actor_id: doer.user(),
        actor: doer
            .person
            .as_ref()
            .map(|person| person.username.clone())
            .unwrap_or_default(),
        via: doer.via.as_str().to_owned(),
        address: doer
            .address
            .map(|address| address.to_string())
            .unwrap_or_default(),
        action: entry.action.to_owned(),
        room_id,
        room,
        user_id,
        whom,
        was: text(&entry.was),
        became: text(&entry.became),
        hash: Vec::new(),
    };
    row.hash = row.hash_after(&previous);
    insert(transaction, &row).await?;
    remember(transaction, &row).await
}

async fn insert(connection: &mut SqliteConnection, row: &AuditRow) -> Result<(), StoreError> {
    sqlx::query(
        "insert into audit (id, at, actor_id, actor, via, address, action, room_id, room, user_id, whom, was, became,
            hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(row.id)
    .bind(row.at.0)
    .bind(row.actor_id.map(|user| user.0))
    .bind(&row.actor)
    .bind(&row.via)
    .bind(&row.address)
    .bind(&row.action)
    .bind(row.room_id.map(|room| room.0))
    .bind(&row.room)
    .bind(row.user_id.map(|user| user.0))
    .bind(&row.whom)
    .bind(&row.was)
    .bind(&row.became)
    .bind(&row.hash)
    .execute(connection)
    .await?;
    Ok(())
}

async fn remember(connection: &mut SqliteConnection, row: &AuditRow) -> Result<(), StoreError> {
    sqlx::query(
        "insert into site (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value",
    )
    .bind(NEWEST)
    .bind(mark(row))
    .execute(connection)
    .await?;
    Ok(())
}

/// The number and the hash of a row, as `site` has them of the newest.
fn mark(row: &AuditRow) -> String {
    format!("{} {}", row.id, crate::domain::audit::hex(&row.hash))
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, at, actor_id, actor, via, address, action, room_id, room, user_id, whom, was, became, hash
             from audit ",
            $rest
        )
    };
}

pub(super) fn from_row(row: &SqliteRow) -> Result<AuditRow, sqlx::Error> {
    Ok(AuditRow {
        id: row.try_get("id")?,
        at: Timestamp(row.try_get("at")?),
        actor_id: row.try_get::<Option<i64>, _>("actor_id")?.map(UserId),
        actor: row.try_get("actor")?,
        via: row.try_get("via")?,
        address: row.try_get("address")?,
        action: row.try_get("action")?,
        room_id: row.try_get::<Option<i64>, _>("room_id")?.map(RoomId),
        room: row.try_get("room")?,
        user_id: row.try_get::<Option<i64>, _>("user_id")?.map(UserId),
        whom: row.try_get("whom")?,
        was: row.try_get("was")?,
        became: row.try_get("became")?,
        hash: row.try_get("hash")?,
    })
}

/// The rows after `after`, oldest first.
///
/// # Errors
/// Database errors.
pub async fn page_after(
    executor: impl SqliteExecutor<'_>,
    after: i64,
    limit: i64,
) -> Result<Vec<AuditRow>, StoreError> {
    let rows = sqlx::query(select!("where id > $1 order by id limit $2"))
        .bind(after)
        .bind(limit)
        .fetch_all(executor)
        .await?;
    Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
}

/// The newest rows, oldest first.
///
/// # Errors
/// Database errors.
pub async fn list_newest(
    executor: impl SqliteExecutor<'_>,
    limit: u32,
) -> Result<Vec<AuditRow>, StoreError> {
    let rows = sqlx::query(select!(
        "where id in (select id from audit order by id desc limit $1) order by id"
    ))
    .bind(limit)
    .fetch_all(executor)
    .await?;
    Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
}

/// The rows of a room before `before`, newest first.
///
/// # Errors
/// Database errors.
pub async fn page_of_room(
    executor: impl SqliteExecutor<'_>,
    room: RoomId,
    before: i64,
    limit: i64,
) -> Result<Vec<AuditRow>, StoreError> {
    let rows = sqlx::query(select!(
        "where room_id = $1 and id < $2 order by id desc limit $3"
    ))
    .bind(room.0)
    .bind(before)
    .bind(limit)
    .fetch_all(executor)
    .await?;
    Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
}

/// What `audit verify` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every row follows from the one before, and none is missing at the end.
    Whole {
        /// How many.
        rows: i64,
        /// The hash of the newest, to be kept elsewhere.
        hash: String,
    },
    /// This row does not follow from what is before it, or is missing.
    Broken {
        /// Its number.
        row: i64,
    },
}

/// Rows that are read at once: bounds the memory, whatever the log has become.
const VERIFIED_AT_ONCE: i64 = 1_000;

/// Computes the whole chain again, as it is at one moment: what others append meanwhile is no part of it.
///
/// # Errors
/// Database errors.
pub async fn verify(connection: &mut SqliteConnection) -> Result<Verdict, StoreError> {
    let mut snapshot = connection.begin().await?;
    let verdict = verify_snapshot(&mut snapshot).await?;
    snapshot.rollback().await?;
    Ok(verdict)
}

async fn verify_snapshot(connection: &mut SqliteConnection) -> Result<Verdict, StoreError> {
    let (mut number, mut hash) = (0, Vec::new());
    let mut newest = String::new();
    loop {
        let rows = page_after(&mut *connection, number, VERIFIED_AT_ONCE).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            number += 1;
            if row.id != number || row.hash != row.hash_after(&hash) {
                return Ok(Verdict::Broken { row: number });
            }
            newest = mark(&row);
            hash = row.hash;
        }
    }
    let known: Option<String> = sqlx::query_scalar("select value from site where key = $1")
        .bind(NEWEST)
        .fetch_optional(connection)
        .await?;
    if known.unwrap_or_default() != newest {
        return Ok(Verdict::Broken { row: number + 1 });
    }
    Ok(Verdict::Whole {
        rows: number,
        hash: crate::domain::audit::hex(&hash),
    })
}
