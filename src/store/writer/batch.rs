//! What waits, in one commit: the jobs in the order in which they came, each with its answer after the commit.

use std::mem;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::sync::oneshot;

use super::super::post::{self, NewMessage, Posted};
use super::super::{Commit, StoreError};
use super::Transaction;

type Reply<T, E> = oneshot::Sender<Result<T, E>>;

/// One write of a batch, whatever it returns.
pub(super) trait Work: Send {
    fn run<'t>(&'t mut self, transaction: &'t mut Transaction) -> BoxFuture<'t, ()>;
    fn answer(self: Box<Self>, committed: Result<(), String>);
}

/// A closure with a place for what it returned.
pub(super) struct Closure<T, E, F> {
    work: Option<F>,
    outcome: Option<Result<T, E>>,
    reply: Reply<T, E>,
}

impl<T, E, F> Closure<T, E, F> {
    pub(super) const fn new(work: F, reply: Reply<T, E>) -> Self {
        Self {
            work: Some(work),
            outcome: None,
            reply,
        }
    }
}

impl<T, E, F> Work for Closure<T, E, F>
where
    F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run<'t>(&'t mut self, transaction: &'t mut Transaction) -> BoxFuture<'t, ()> {
        Box::pin(async move {
            if let Some(work) = self.work.take() {
                self.outcome = transaction.in_savepoint(work).await;
            }
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), String>) {
        let outcome = match (self.outcome, committed) {
            // Where the commit failed, nobody's reason counts: the write that broke it may have been another's.
            (_, Err(reason)) => Err(StoreError::Unavailable(reason).into()),
            (Some(outcome), Ok(())) => outcome,
            (None, Ok(())) => Err(StoreError::Unavailable("the write panicked".to_owned()).into()),
        };
        // The one who asked may have gone; the commit stands all the same.
        let _ = self.reply.send(outcome);
    }
}

pub(super) enum Job {
    Post(NewMessage, Reply<Posted, StoreError>),
    Work(Box<dyn Work>),
}

/// A job after its turn, waiting for the commit.
enum Done {
    Post(Result<Posted, StoreError>, Reply<Posted, StoreError>),
    Work(Box<dyn Work>),
}

impl Done {
    fn answer(self, committed: Result<(), String>) {
        match self {
            Self::Post(outcome, reply) => {
                let _ = reply.send(match committed {
                    Ok(()) => outcome,
                    Err(reason) => Err(StoreError::Unavailable(reason)),
                });
            }
            Self::Work(work) => work.answer(committed),
        }
    }
}

/// Answers jobs whose turn never came.
pub(super) fn refuse(jobs: impl IntoIterator<Item = Job>, reason: &str) {
    for job in jobs {
        not_run(job).answer(Err(reason.to_owned()));
    }
}

fn not_run(job: Job) -> Done {
    match job {
        Job::Post(_, reply) => Done::Post(Err(StoreError::NotFound), reply),
        Job::Work(work) => Done::Work(work),
    }
}

/// Runs and commits a batch inside a begun transaction. `publish` is called before the answers go out, so that nobody is
/// told of what was not yet handed on.
pub(super) async fn commit(
    transaction: &mut Transaction,
    batch: Vec<Job>,
    publish: impl FnOnce(Commit),
) {
    let mut done = Vec::with_capacity(batch.len());
    let mut posts = Vec::new();
    // Of a batch that is nothing but posts, as most are.
    let alone = batch.iter().all(|job| matches!(job, Job::Post(..)));
    for job in batch {
        match job {
            Job::Post(message, reply) => posts.push((message, reply)),
            Job::Work(mut work) => {
                run_posts(transaction, mem::take(&mut posts), false, &mut done).await;
                if !transaction.is_broken() {
                    work.run(transaction).await;
                }
                done.push(Done::Work(work));
            }
        }
    }
    run_posts(transaction, posts, alone, &mut done).await;
    let committed = transaction.end().await.map_err(|error| {
        tracing::error!(%error, "a commit failed");
        error.to_string()
    });
    let committed = committed.map(publish);
    for job in done {
        job.answer(committed.clone());
    }
}

/// Posts that stand together share their statements; where that fails for one of them, each has its own turn.
async fn run_posts(
    transaction: &mut Transaction,
    posts: Vec<(NewMessage, Reply<Posted, StoreError>)>,
    alone: bool,
    done: &mut Vec<Done>,
) {
    if posts.is_empty() || transaction.is_broken() {
        done.extend(
            posts
                .into_iter()
                .map(|(message, reply)| not_run(Job::Post(message, reply))),
        );
        return;
    }
    let (messages, replies): (Vec<_>, Vec<_>) = posts.into_iter().unzip();
    let messages = Arc::new(messages);
    let mut outcomes = post_together(transaction, Arc::clone(&messages), alone).await;
    if outcomes.is_err() && !transaction.is_broken() {
        let mut each = Vec::with_capacity(messages.len());
        for message in messages.iter() {
            each.push(post_alone(transaction, message.clone()).await);
        }
        outcomes = Ok(each);
    }
    let outcomes = outcomes.unwrap_or_default().into_iter();
    let missing = std::iter::repeat_with(|| Err(failed()));
    let answers = outcomes.chain(missing).zip(replies);
    done.extend(answers.map(|(outcome, reply)| Done::Post(outcome, reply)));
}

async fn post_alone(
    transaction: &mut Transaction,
    message: NewMessage,
) -> Result<Posted, StoreError> {
    if transaction.is_broken() {
        return Err(failed());
    }
    let outcomes = post_together(transaction, Arc::new(vec![message]), false).await?;
    outcomes.into_iter().next().unwrap_or_else(|| Err(failed()))
}

async fn post_together(
    transaction: &mut Transaction,
    messages: Arc<Vec<NewMessage>>,
    first: bool,
) -> Result<Vec<Result<Posted, StoreError>>, StoreError> {
    let posted = if first {
        transaction
            .first(|transaction| post_all(transaction, messages))
            .await
    } else {
        transaction
            .in_savepoint(|transaction| post_all(transaction, messages))
            .await
    };
    posted
        .unwrap_or_else(|| Err(failed()))
        .inspect_err(|error| {
            tracing::error!(%error, "posting failed");
        })
}

fn post_all(
    transaction: &mut Transaction,
    messages: Arc<Vec<NewMessage>>,
) -> BoxFuture<'_, Result<Vec<Result<Posted, StoreError>>, StoreError>> {
    Box::pin(async move { post::post_all(transaction, &messages).await })
}

fn failed() -> StoreError {
    StoreError::Unavailable("posting failed".to_owned())
}
