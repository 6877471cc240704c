//! The SQLite file, read behind the server's back.

use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Row, SqlitePool};

use super::TestServer;

/// Opens the file of a server, running or not.
pub async fn open(server: &TestServer) -> SqlitePool {
    let options = SqliteConnectOptions::new().filename(server.database_file());
    SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await
        .expect("the database file")
}

/// The one number that a query asks for.
pub async fn number(server: &TestServer, query: &'static str) -> i64 {
    let pool = open(server).await;
    let number = sqlx::query_scalar(query).fetch_one(&pool).await;
    pool.close().await;
    number.expect("a number")
}

/// A stored message: its room's name, its seq and its text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stored {
    pub room: String,
    pub seq: i64,
    pub id: i64,
    pub body: String,
}

/// Every message, by room and seq.
pub async fn messages(server: &TestServer) -> Vec<Stored> {
    let pool = open(server).await;
    let query =
        "select r.name, m.seq, m.id, m.body from messages m join rooms r on r.id = m.room_id
                 order by r.name, m.seq";
    let rows = sqlx::query(query).fetch_all(&pool).await.expect("messages");
    pool.close().await;
    rows.iter()
        .map(|row| Stored {
            room: row.get(0),
            seq: row.get(1),
            id: row.get(2),
            body: row.get(3),
        })
        .collect()
}

/// Fails unless SQLite finds the file whole, each room's log dense, each message's event row there,
/// each message counted, each member's own newest known, and each thread with unread replies marked so.
pub async fn assert_whole(server: &TestServer) {
    let pool = open(server).await;
    let verdict: String = sqlx::query_scalar("pragma integrity_check")
        .fetch_one(&pool)
        .await
        .expect("a verdict");
    let gaps: i64 = sqlx::query_scalar(
        "select count(*) from rooms r where r.head <> (select count(*) from room_events e where e.room_id = r.id)
         or r.head <> (select coalesce(max(e.seq), 0) from room_events e where e.room_id = r.id)",
    )
    .fetch_one(&pool)
    .await
    .expect("a number");
    let orphans: i64 = sqlx::query_scalar(
        "select count(*) from messages m where not exists (select 1 from room_events e
         where e.room_id = m.room_id and e.seq = m.seq and e.message_id = m.id and e.kind = 'message')",
    )
    .fetch_one(&pool)
    .await
    .expect("a number");
    let misplaced: i64 = sqlx::query_scalar(
        "select count(*) from (select place, row_number() over (partition by room_id order by seq) as counted
         from messages) where place <> counted",
    )
    .fetch_one(&pool)
    .await
    .expect("a number");
    let strangers: i64 = sqlx::query_scalar(
        "select count(*) from memberships m where last_own <> coalesce(
            (select max(seq) from messages o where o.room_id = m.room_id and o.user_id = m.user_id), 0)",
    )
    .fetch_one(&pool)
    .await
    .expect("a number");
    let overlooked: i64 = sqlx::query_scalar(
        "select count(*) from thread_reads t where behind = 0 and exists (select 1 from messages x
         where x.thread = t.thread_id and x.seq > t.last_read and x.user_id <> t.user_id and x.deleted_at is null)",
    )
    .fetch_one(&pool)
    .await
    .expect("a number");
    pool.close().await;
    assert_eq!(
        (
            verdict.as_str(),
            gaps,
            orphans,
            misplaced,
            strangers,
            overlooked
        ),
        ("ok", 0, 0, 0, 0, 0)
    );
}
