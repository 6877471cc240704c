//! The one writer: a task that owns the only writing connection and joins what waits into one commit.
//!
//! Batches grow only while a commit is under way, so a single write waits for nobody. Measured by the authors of the
//! design: 4,000 commits a second one by one with `synchronous=FULL`, 32,000 in groups.

mod batch;
mod transaction;

use std::fmt;
use std::mem;
use std::sync::{Arc, PoisonError, RwLock};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sqlx::SqliteConnection;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

use self::batch::{Closure, Job};
use super::post::{NewMessage, Posted};
use super::{Commit, StoreError};
use crate::clock::Clock;

pub use self::transaction::Transaction;

/// Writes that may wait; beyond it callers wait for a place.
const QUEUE: usize = 4_096;
/// Writes in one commit: bounds the time that the first of them waits.
const BATCH: usize = 512;

/// The way to the writer's task. Cheap to clone.
#[derive(Clone)]
pub(super) struct Writer {
    jobs: Arc<RwLock<Option<mpsc::Sender<Job>>>>,
    task: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writer")
    }
}

impl Writer {
    pub(super) fn start(
        connection: SqliteConnection,
        events: mpsc::UnboundedSender<Commit>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let transaction = Transaction::new(connection, clock);
        let task = tokio::spawn(run(transaction, receiver, events));
        Self {
            jobs: Arc::new(RwLock::new(Some(sender))),
            task: Arc::new(Mutex::new(Some(task))),
        }
    }

    pub(super) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.submit(Job::Work(Box::new(Closure::new(work, reply))))
            .await?;
        answer.await.unwrap_or_else(|_| Err(E::from(closed())))
    }

    pub(super) async fn begin_post(
        &self,
        message: NewMessage,
    ) -> Result<impl Future<Output = Result<Posted, StoreError>> + Send + use<>, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.submit(Job::Post(message, reply)).await?;
        Ok(answer.map(|answered| answered.unwrap_or_else(|_| Err(closed()))))
    }

    async fn submit(&self, job: Job) -> Result<(), StoreError> {
        let jobs = self
            .jobs
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let jobs = jobs.ok_or_else(closed)?;
        jobs.send(job).await.map_err(|_| closed())
    }

    /// Takes no more, finishes what was taken.
    pub(super) async fn close(&self) {
        *self.jobs.write().unwrap_or_else(PoisonError::into_inner) = None;
        if let Some(task) = self.task.lock().await.take() {
            let _ = task.await;
        }
    }
}

fn closed() -> StoreError {
    StoreError::Unavailable("the store is closed".to_owned())
}

async fn run(
    mut transaction: Transaction,
    mut jobs: mpsc::Receiver<Job>,
    events: mpsc::UnboundedSender<Commit>,
) {
    let mut batch = Vec::new();
    while jobs.recv_many(&mut batch, BATCH).await > 0 {
        if let Err(error) = transaction.begin().await {
            tracing::error!(%error, "no write can begin");
            // Who came while this waited has waited too: nobody waits for two of these (promises.md D2).
            while let Ok(job) = jobs.try_recv() {
                batch.push(job);
            }
            batch::refuse(batch.drain(..), &error.to_string());
            continue;
        }
        let publish = |committed: Commit| {
            if !committed.is_empty() {
                // Nobody listens where no server runs.
                let _ = events.send(committed);
            }
        };
        batch::commit(&mut transaction, mem::take(&mut batch), publish).await;
    }
    if let Err(error) = transaction.close().await {
        tracing::error!(%error, "closing the database");
    }
}

#[cfg(test)]
mod tests;
