//! The ordered stream from the writer to the one task that publishes: what each commit has to tell, in the order of the
//! commits.

use tokio::sync::{Mutex, mpsc};

use crate::domain::{Ended, RoomEvent};

/// What one commit has to tell.
#[derive(Debug, Default)]
pub struct Commit {
    /// Access that ended; told first, so that no line of this commit reaches who has none any more.
    pub ended: Vec<Ended>,
    /// Lines of rooms' logs, each room's in the order of their seqs.
    pub events: Vec<RoomEvent>,
}

impl Commit {
    /// Whether there is nothing to tell.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ended.is_empty() && self.events.is_empty()
    }
}

/// What was committed and not yet published.
#[derive(Debug)]
pub struct Committed(Mutex<mpsc::UnboundedReceiver<Commit>>);

impl Committed {
    pub(super) fn new(receiver: mpsc::UnboundedReceiver<Commit>) -> Self {
        Self(Mutex::new(receiver))
    }

    /// The next commit that has anything to tell; `None` once the writer is closed and everything was handed out.
    pub async fn next(&self) -> Option<Commit> {
        self.0.lock().await.recv().await
    }
}
