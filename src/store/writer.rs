//! The one writer: a task that owns the only writing connection and joins what waits into one commit.
//!
//! Batches grow only while a commit is under way, so a single write waits for nobody. Measured by the authors of the
//! design: 4,000 commits a second one by one with `synchronous=FULL`, 32,000 in groups.

use std::fmt;
use std::mem;
use std::ops::{Deref, DerefMut};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sqlx::SqliteConnection;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

use super::post::{self, NewMessage, Posted};
use super::{StoreError, events};
use crate::clock::Clock;
use crate::domain::{Change, Nonce, RoomEvent, RoomId, Timestamp, UserId};

/// Writes that may wait; beyond it callers wait for a place.
const QUEUE: usize = 4_096;
/// Writes in one commit: bounds the time that the first of them waits.
const BATCH: usize = 512;

/// A write under way: the connection inside a transaction, and the events that it will publish.
pub struct Transaction {
    connection: SqliteConnection,
    events: Vec<RoomEvent>,
    clock: Arc<dyn Clock>,
}

impl Deref for Transaction {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

impl Transaction {
    /// The moment that rows of this write carry.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now().into()
    }

    /// Gives `change` the room's next seq, writes it into the log, and has it published after the commit.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such room; database errors.
    pub async fn append(
        &mut self,
        room: RoomId,
        actor: Option<UserId>,
        change: Change,
        nonce: Option<Nonce>,
    ) -> Result<RoomEvent, StoreError> {
        let now = self.now();
        let event = events::append(&mut self.connection, room, actor, change, nonce, now).await?;
        self.events.push(event.clone());
        Ok(event)
    }

    /// Has events published after the commit that were written in bulk.
    pub(super) fn publish(&mut self, events: Vec<RoomEvent>) {
        self.events.extend(events);
    }

    async fn execute(&mut self, sql: &'static str) -> Result<(), StoreError> {
        sqlx::query(sql).execute(&mut self.connection).await?;
        Ok(())
    }
}

/// One write of a batch, whatever it returns.
trait Work: Send {
    fn run<'t>(&'t mut self, transaction: &'t mut Transaction) -> BoxFuture<'t, ()>;
    fn finish(self: Box<Self>, committed: Result<(), String>);
}

struct Closure<T, E, F> {
    work: Option<F>,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Work for Closure<T, E, F>
where
    F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run<'t>(&'t mut self, transaction: &'t mut Transaction) -> BoxFuture<'t, ()> {
        Box::pin(async move {
            let Some(work) = self.work.take() else { return };
            self.outcome = Some(in_savepoint(transaction, work).await);
        })
    }

    fn finish(self: Box<Self>, committed: Result<(), String>) {
        let outcome = match (self.outcome, committed) {
            (Some(Ok(value)), Ok(())) => Ok(value),
            (Some(Err(error)), _) => Err(error),
            (_, Err(reason)) => Err(E::from(StoreError::Unavailable(reason))),
            (None, Ok(())) => Err(E::from(StoreError::Unavailable("not run".to_owned()))),
        };
        // The one who asked may have gone; the commit stands all the same.
        let _ = self.reply.send(outcome);
    }
}

async fn in_savepoint<T, E, F>(transaction: &mut Transaction, work: F) -> Result<T, E>
where
    F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send,
    E: From<StoreError>,
{
    let published = transaction.events.len();
    transaction.execute("savepoint work").await?;
    match work(transaction).await {
        Ok(value) => {
            transaction.execute("release work").await?;
            Ok(value)
        }
        Err(error) => {
            transaction.events.truncate(published);
            transaction.execute("rollback to work").await?;
            transaction.execute("release work").await?;
            Err(error)
        }
    }
}

enum Job {
    Post(NewMessage, oneshot::Sender<Result<Posted, StoreError>>),
    Work(Box<dyn Work>),
}

/// The way to the writer's task. Cheap to clone.
#[derive(Clone)]
pub(super) struct Writer {
    jobs: Arc<std::sync::RwLock<Option<mpsc::Sender<Job>>>>,
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
        events: mpsc::UnboundedSender<Vec<RoomEvent>>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let transaction = Transaction {
            connection,
            events: Vec::new(),
            clock,
        };
        Self {
            jobs: Arc::new(std::sync::RwLock::new(Some(sender))),
            task: Arc::new(Mutex::new(Some(tokio::spawn(run(
                transaction,
                receiver,
                events,
            ))))),
        }
    }

    pub(super) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let closure = Closure {
            work: Some(work),
            outcome: None,
            reply,
        };
        self.submit(Job::Work(Box::new(closure))).await?;
        answer.await.unwrap_or_else(|_| Err(E::from(closed())))
    }

    pub(super) async fn post(&self, message: NewMessage) -> Result<Posted, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.submit(Job::Post(message, reply)).await?;
        answer.await.unwrap_or_else(|_| Err(closed()))
    }

    async fn submit(&self, job: Job) -> Result<(), StoreError> {
        let jobs = match self.jobs.read() {
            Ok(jobs) => jobs.clone(),
            Err(_) => None,
        };
        let jobs = jobs.ok_or_else(closed)?;
        jobs.send(job).await.map_err(|_| closed())
    }

    /// Takes no more, finishes what was taken.
    pub(super) async fn close(&self) {
        if let Ok(mut jobs) = self.jobs.write() {
            *jobs = None;
        }
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
    events: mpsc::UnboundedSender<Vec<RoomEvent>>,
) {
    let mut batch = Vec::new();
    while jobs.recv_many(&mut batch, BATCH).await > 0 {
        commit(&mut transaction, mem::take(&mut batch), &events).await;
    }
    if let Err(error) = sqlx::Connection::close(transaction.connection).await {
        tracing::error!(%error, "closing the database");
    }
}

/// A job after its turn, waiting for the commit.
enum Done {
    Post(
        Result<Posted, StoreError>,
        oneshot::Sender<Result<Posted, StoreError>>,
    ),
    Work(Box<dyn Work>),
}

async fn commit(
    transaction: &mut Transaction,
    batch: Vec<Job>,
    events: &mpsc::UnboundedSender<Vec<RoomEvent>>,
) {
    transaction.events.clear();
    let mut done = Vec::with_capacity(batch.len());
    let begun = transaction.execute("begin immediate").await;
    let committed = match begun {
        Ok(()) => {
            run_batch(transaction, batch, &mut done).await;
            transaction.execute("commit").await
        }
        Err(error) => {
            done.extend(batch.into_iter().map(|job| match job {
                Job::Post(_, reply) => Done::Post(Err(StoreError::NotFound), reply),
                Job::Work(work) => Done::Work(work),
            }));
            Err(error)
        }
    };
    if let Err(error) = &committed {
        tracing::error!(%error, "a commit failed");
        // Also after a failed BEGIN: then there is nothing to roll back, and the error says so.
        let _ = transaction.execute("rollback").await;
    } else if !transaction.events.is_empty() {
        // Published before the acks go out, so that nobody is told of what was not yet handed on.
        let _ = events.send(mem::take(&mut transaction.events));
    }
    let committed = committed.map_err(|error| error.to_string());
    for job in done {
        match job {
            Done::Post(outcome, reply) => {
                let _ = reply.send(match &committed {
                    Ok(()) => outcome,
                    Err(reason) => Err(StoreError::Unavailable(reason.clone())),
                });
            }
            Done::Work(work) => work.finish(committed.clone()),
        }
    }
}

/// Runs the jobs in the order in which they came; posts that stand together share their statements.
async fn run_batch(transaction: &mut Transaction, batch: Vec<Job>, done: &mut Vec<Done>) {
    let mut posts = Vec::new();
    for job in batch {
        match job {
            Job::Post(message, reply) => posts.push((message, reply)),
            Job::Work(mut work) => {
                run_posts(transaction, mem::take(&mut posts), done).await;
                run_guarded(transaction, work.as_mut()).await;
                done.push(Done::Work(work));
            }
        }
    }
    run_posts(transaction, posts, done).await;
}

/// A panic in one write must not end the one task that all writes need.
async fn run_guarded(transaction: &mut Transaction, work: &mut dyn Work) {
    let published = transaction.events.len();
    let ended = AssertUnwindSafe(work.run(transaction)).catch_unwind().await;
    if ended.is_err() {
        tracing::error!("a write panicked and was rolled back");
        transaction.events.truncate(published);
        let _ = transaction.execute("rollback to work").await;
        let _ = transaction.execute("release work").await;
    }
}

async fn run_posts(
    transaction: &mut Transaction,
    posts: Vec<(NewMessage, oneshot::Sender<Result<Posted, StoreError>>)>,
    done: &mut Vec<Done>,
) {
    if posts.is_empty() {
        return;
    }
    let (messages, replies): (Vec<_>, Vec<_>) = posts.into_iter().unzip();
    let outcome = in_savepoint(transaction, |transaction| {
        Box::pin(post::post_all(transaction, messages))
    })
    .await;
    match outcome {
        Ok(outcomes) => done.extend(
            outcomes
                .into_iter()
                .zip(replies)
                .map(|(outcome, reply)| Done::Post(outcome, reply)),
        ),
        Err(error) => {
            let refusal = error.to_string();
            tracing::error!(%error, "posting failed");
            done.extend(
                replies
                    .into_iter()
                    .map(|reply| Done::Post(Err(StoreError::Unavailable(refusal.clone())), reply)),
            );
        }
    }
}
