//! A reader that is not held for long: what takes more than its time is ended, so that no question keeps others waiting.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, SqliteConnection, SqlitePool};

use crate::store::StoreError;

/// Steps of SQLite between two looks at the clock.
const STEPS: i32 = 200;

/// A reading connection whose statements are ended when the time is over: they fail as unavailable. So they are when
/// nobody waits for them any more, and the connection then with them; [`Watched::give_back`] returns it to the others.
pub(super) struct Watched {
    connection: PoolConnection<Sqlite>,
    is_left: Arc<AtomicBool>,
    is_given_back: bool,
}

impl Watched {
    /// A connection of the pool, for so long.
    ///
    /// # Errors
    /// Database errors.
    pub(super) async fn acquire(pool: &SqlitePool, time: Duration) -> Result<Self, StoreError> {
        let mut connection = pool.acquire().await?;
        let is_left = Arc::new(AtomicBool::new(false));
        let (left, until) = (Arc::clone(&is_left), Instant::now() + time);
        connection
            .lock_handle()
            .await?
            .set_progress_handler(STEPS, move || {
                !left.load(Ordering::Relaxed) && Instant::now() < until
            });
        Ok(Self {
            connection,
            is_left,
            is_given_back: false,
        })
    }

    /// Returns the connection; whoever has it next is not watched.
    ///
    /// # Errors
    /// Database errors.
    pub(super) async fn give_back(mut self) -> Result<(), StoreError> {
        self.connection
            .lock_handle()
            .await?
            .remove_progress_handler();
        self.is_given_back = true;
        Ok(())
    }
}

impl Drop for Watched {
    /// A statement may be under way: the one who asked has gone away, or it has failed.
    fn drop(&mut self) {
        if !self.is_given_back {
            self.is_left.store(true, Ordering::Relaxed);
            self.connection.close_on_drop();
        }
    }
}

impl Deref for Watched {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl DerefMut for Watched {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use sqlx::sqlite::SqlitePoolOptions;

    use super::*;

    const ENDLESS: &str =
        "with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n";

    async fn one_connection() -> SqlitePool {
        let options = SqlitePoolOptions::new().max_connections(1);
        options.connect("sqlite::memory:").await.unwrap()
    }

    #[tokio::test]
    async fn a_question_that_nobody_waits_for_holds_no_connection() {
        let pool = one_connection().await;
        let mut watched = Watched::acquire(&pool, Duration::from_secs(86_400))
            .await
            .unwrap();
        let asked = sqlx::query(ENDLESS)
            .execute(&mut *watched)
            .boxed()
            .now_or_never();
        assert!(asked.is_none(), "it is under way");
        drop(watched);
        let one: i64 = sqlx::query_scalar("select 1")
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!(one, 1);
    }

    #[tokio::test]
    async fn a_question_beyond_its_time_fails_and_the_next_one_has_its_own() {
        let pool = one_connection().await;
        let mut watched = Watched::acquire(&pool, Duration::ZERO).await.unwrap();
        let asked = sqlx::query(ENDLESS).execute(&mut *watched).await;
        let failed = StoreError::from(asked.unwrap_err());
        assert!(matches!(failed, StoreError::Unavailable(_)), "{failed}");
        watched.give_back().await.unwrap();
        let many = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 9999)
            select count(*) from n";
        let count: i64 = sqlx::query_scalar(many).fetch_one(&pool).await.unwrap();
        assert_eq!(count, 9_999);
    }
}
