//! The ordered stream from the writer to the one task that publishes: events in the order of their commits.

use tokio::sync::{Mutex, mpsc};

use crate::domain::RoomEvent;

/// What was committed and not yet published.
#[derive(Debug)]
pub struct Committed(Mutex<mpsc::UnboundedReceiver<Vec<RoomEvent>>>);

impl Committed {
    pub(super) fn new(receiver: mpsc::UnboundedReceiver<Vec<RoomEvent>>) -> Self {
        Self(Mutex::new(receiver))
    }

    /// The events of the next commit that had any; `None` once the writer is closed and everything was handed out.
    pub async fn next(&self) -> Option<Vec<RoomEvent>> {
        self.0.lock().await.recv().await
    }
}
