//! One signal that the server stops, and the work that has to end before it may.
//!
//! Held by the accept loop, by consumers and by every task of the background. Uses nothing.

use std::future::Future;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, WaitForCancellationFuture};
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

/// Cheap to clone; all clones are one.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    signal: CancellationToken,
    work: TaskTracker,
}

impl Shutdown {
    /// A server that runs.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Tells everybody to come to an end. Later calls change nothing.
    pub fn begin(&self) {
        self.signal.cancel();
    }

    /// Whether the end has begun.
    #[must_use]
    pub fn is_begun(&self) -> bool {
        self.signal.is_cancelled()
    }

    /// Ready when the end begins.
    pub fn cancelled(&self) -> WaitForCancellationFuture<'_> {
        self.signal.cancelled()
    }

    /// Runs `future` as a task of its own that is waited for at the end.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.work.spawn(future)
    }

    /// The same on another runtime than the present one.
    pub fn spawn_on<F>(&self, future: F, runtime: &Handle) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.work.spawn_on(future, runtime)
    }

    /// The end waits until this is dropped: for what lasts as long as a value, and not as a future.
    pub fn hold(&self) -> TaskTrackerToken {
        self.work.token()
    }

    /// Begins the end and waits for all tracked work, `longest` at most. Says whether all of it ended.
    pub async fn drain(&self, longest: Duration) -> bool {
        self.begin();
        self.work.close();
        tokio::time::timeout(longest, self.work.wait())
            .await
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_end_waits_for_tracked_work_that_heard_of_it() {
        let shutdown = Shutdown::new();
        let consumer = shutdown.clone();
        let work = shutdown.spawn(async move {
            consumer.cancelled().await;
            "said goodbye"
        });
        assert!(shutdown.drain(Duration::from_secs(5)).await);
        assert_eq!(work.await.unwrap(), "said goodbye");
        assert!(shutdown.is_begun());
    }

    #[tokio::test]
    async fn work_that_never_ends_is_left_behind() {
        let shutdown = Shutdown::new();
        let _stuck = shutdown.spawn(std::future::pending::<()>());
        assert!(!shutdown.drain(Duration::from_millis(10)).await);
    }
}
