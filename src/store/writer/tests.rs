//! The writer under stress that no client can make: a full disk in the middle of a batch.

use std::sync::Arc;

use sqlx::Row;

use crate::clock::SystemClock;
use crate::domain::{RoomId, Seq, SiteRole, UserId};
use crate::store::{
    Location, NewMessage, Posted, Store, StoreError, Transaction, messages, rooms, users,
};

async fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tea.db");
    let location = Location::parse(&format!("sqlite:{}", file.display())).unwrap();
    let store = Store::open(&location, Arc::new(SystemClock)).await.unwrap();
    (folder, store)
}

async fn put(store: &Store, key: &'static str, bytes: usize) -> Result<(), StoreError> {
    store
        .write(move |transaction: &mut Transaction| {
            Box::pin(async move {
                sqlx::query("insert into site (key, value) values ($1, $2)")
                    .bind(key)
                    .bind("x".repeat(bytes))
                    .execute(&mut **transaction)
                    .await?;
                Ok(())
            })
        })
        .await
}

async fn keys(store: &Store) -> Vec<String> {
    let rows = sqlx::query("select key from site where key like 'test-%' order by key")
        .fetch_all(store.reader())
        .await
        .unwrap();
    rows.iter().map(|row| row.get("key")).collect()
}

/// Leaves room for `pages` more pages in the file.
async fn bound(store: &Store, pages: i64) {
    store
        .write(move |transaction: &mut Transaction| {
            Box::pin(async move {
                let used: i64 = sqlx::query_scalar("pragma page_count")
                    .fetch_one(&mut **transaction)
                    .await?;
                let sql = format!("pragma max_page_count = {}", used + pages);
                sqlx::query(sqlx::AssertSqlSafe(sql))
                    .execute(&mut **transaction)
                    .await?;
                Ok::<(), StoreError>(())
            })
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn on_a_full_disk_what_was_refused_is_not_there_and_the_next_write_succeeds() {
    let (_folder, store) = store().await;
    bound(&store, 20).await;
    let outcomes = futures_util::future::join_all([
        put(&store, "test-1-before", 10),
        put(&store, "test-2-big", 4_000_000),
        put(&store, "test-3-after", 10),
        put(&store, "test-4-after", 10),
    ])
    .await;
    let acknowledged = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(keys(&store).await.len(), acknowledged, "{outcomes:?}");
    assert!(
        matches!(outcomes[1], Err(StoreError::Unavailable(_))),
        "{outcomes:?}"
    );
    put(&store, "test-5-later", 10).await.unwrap();
}

async fn anna(store: &Store) -> (UserId, RoomId) {
    let new = users::NewUser {
        username: "anna".to_owned(),
        username_folded: "anna".to_owned(),
        username_skeleton: "anna".to_owned(),
        display_name: "Anna".to_owned(),
        password_hash: None,
        role: SiteRole::Member,
        locale: None,
    };
    let user = store
        .write(move |transaction: &mut Transaction| Box::pin(users::create(transaction, new)))
        .await
        .unwrap();
    let rooms = rooms::list(store.reader()).await.unwrap();
    (user.id, rooms[0].id)
}

#[tokio::test]
async fn of_posts_that_stand_alone_the_one_that_does_not_fit_is_refused_and_every_answer_is_true() {
    let (_folder, store) = store().await;
    let (author, room) = anna(&store).await;
    let post = |bytes: usize| NewMessage {
        room,
        author,
        text: "x".repeat(bytes),
        html: String::new(),
        words: "x".repeat(bytes),
        mentions: Vec::new(),
        call: None,
        reply_to: None,
        nonce: None,
    };
    bound(&store, 30).await;
    let mut begun = Vec::new();
    for bytes in [10, 4_000_000, 10, 10] {
        begun.push(store.begin_post(post(bytes)).await.unwrap());
    }
    let outcomes = futures_util::future::join_all(begun).await;
    let stored = messages::page_before(store.reader(), room, Seq(i64::MAX), 10);
    let stored: Vec<_> = stored
        .await
        .unwrap()
        .iter()
        .map(|stored| stored.id)
        .collect();
    let acknowledged: Vec<_> = outcomes
        .iter()
        .filter_map(|outcome| match outcome {
            Ok(Posted::New(message)) => Some(message.id),
            _ => None,
        })
        .collect();
    assert_eq!(stored, acknowledged, "{outcomes:?}");
    assert!(outcomes[1].is_err(), "{outcomes:?}");
    let later = store.begin_post(post(10)).await.unwrap().await;
    assert!(matches!(later, Ok(Posted::New(_))), "{later:?}");
}

fn fault_of_ours() -> Result<(), StoreError> {
    panic!("a fault of ours")
}

#[tokio::test]
async fn a_write_that_panics_is_undone_and_ends_nobody_elses() {
    let (_folder, store) = store().await;
    let panics = store.write(|transaction: &mut Transaction| {
        Box::pin(async move {
            sqlx::query("insert into site (key, value) values ('test-x', '')")
                .execute(&mut **transaction)
                .await?;
            fault_of_ours()
        })
    });
    let outcomes = tokio::join!(panics, put(&store, "test-y", 1));
    assert!(outcomes.0.is_err() && outcomes.1.is_ok());
    assert_eq!(keys(&store).await, ["test-y"]);
}
