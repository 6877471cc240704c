//! The rows behind the server's back: the file is opened read-only, with the server still running beside.

use std::collections::HashMap;
use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Row, SqlitePool};

/// A line of a room's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    pub room: String,
    pub seq: i64,
    pub kind: String,
    /// Empty for an event without a message.
    pub message: String,
    /// Usernames.
    pub actor: String,
    pub subject: String,
    /// Of an event of a member or the room.
    pub op: String,
    /// Of an event of a member: as what, after it.
    pub role: String,
    /// Of `muted`: it is not over with it.
    pub lasts: bool,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRow {
    pub id: String,
    pub room: String,
    pub seq: i64,
    pub user: String,
    pub body: String,
    pub edited: bool,
    pub deleted: bool,
}

/// Everything that is compared.
#[derive(Debug, Default)]
pub struct Rows {
    /// By room and seq.
    pub events: Vec<EventRow>,
    pub messages: Vec<MessageRow>,
    /// (username, room) → where the member has read to.
    pub last_read: HashMap<(String, String), i64>,
    /// (username, room, nonce) → (command, seq).
    pub nonces: HashMap<(String, String, String), (String, i64)>,
    /// Room → head.
    pub heads: HashMap<String, i64>,
    /// What `pragma integrity_check` and `pragma foreign_key_check` have to say.
    pub verdict: String,
}

/// Reads all of it in one transaction, so that it is one state.
pub async fn read(file: &Path) -> Result<Rows, sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await?;
    let rows = read_all(&pool).await;
    pool.close().await;
    rows
}

async fn read_all(pool: &SqlitePool) -> Result<Rows, sqlx::Error> {
    let mut transaction = pool.begin().await?;
    let mut rows = Rows::default();
    let connection = &mut *transaction;
    let events = "select r.name, e.seq, e.kind, coalesce(cast(e.message_id as text), ''), coalesce(a.username, ''),
            coalesce(s.username, ''), coalesce(e.data ->> 'op', ''), e.data ->> 'until' is not null,
            coalesce(e.data ->> 'role', '')
         from room_events e join rooms r on r.id = e.room_id left join users a on a.id = e.actor_id
         left join users s on s.id = e.subject_id order by r.name, e.seq";
    for row in sqlx::query(events).fetch_all(&mut *connection).await? {
        rows.events.push(EventRow {
            room: row.get(0),
            seq: row.get(1),
            kind: row.get(2),
            message: row.get(3),
            actor: row.get(4),
            subject: row.get(5),
            op: row.get(6),
            lasts: row.get::<i64, _>(7) == 1,
            role: row.get(8),
        });
    }
    let messages = "select cast(m.id as text), r.name, m.seq, u.username, m.body, m.edited_at is not null,
            m.deleted_at is not null
         from messages m join rooms r on r.id = m.room_id join users u on u.id = m.user_id order by r.name, m.seq";
    for row in sqlx::query(messages).fetch_all(&mut *connection).await? {
        rows.messages.push(MessageRow {
            id: row.get(0),
            room: row.get(1),
            seq: row.get(2),
            user: row.get(3),
            body: row.get(4),
            edited: row.get::<i64, _>(5) == 1,
            deleted: row.get::<i64, _>(6) == 1,
        });
    }
    let members =
        "select u.username, r.name, m.last_read from memberships m join users u on u.id = m.user_id
         join rooms r on r.id = m.room_id";
    for row in sqlx::query(members).fetch_all(&mut *connection).await? {
        rows.last_read.insert((row.get(0), row.get(1)), row.get(2));
    }
    let nonces = "select u.username, r.name, n.nonce, n.command, n.seq from nonces n
         join users u on u.id = n.user_id join rooms r on r.id = n.room_id";
    for row in sqlx::query(nonces).fetch_all(&mut *connection).await? {
        let key = (row.get(0), row.get(1), row.get(2));
        rows.nonces.insert(key, (row.get(3), row.get(4)));
    }
    for row in sqlx::query("select name, head from rooms")
        .fetch_all(&mut *connection)
        .await?
    {
        rows.heads.insert(row.get(0), row.get(1));
    }
    let integrity: Vec<String> = sqlx::query_scalar("pragma integrity_check")
        .fetch_all(&mut *connection)
        .await?;
    let foreign = sqlx::query("pragma foreign_key_check")
        .fetch_all(&mut *connection)
        .await?;
    rows.verdict = match foreign.len() {
        0 => integrity.join("; "),
        broken => format!("{}; {broken} rows point nowhere", integrity.join("; ")),
    };
    Ok(rows)
}
