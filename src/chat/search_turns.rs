//! Whose question has its turn: few are under way at once, and nobody's many keep others waiting.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::domain::UserId;

/// Questions under way at once: half of the readers are left to the others.
const AT_ONCE: usize = 2;
/// Questions of one person, those that wait among them: more than anybody asks who reads the answers.
const MOST_OF_ONE: usize = 4;
/// How long a question waits for its turn.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The turns of all.
pub(super) struct Turns {
    free: Semaphore,
    /// Questions under way or waiting, of those who have any.
    asked: Mutex<HashMap<UserId, usize>>,
}

/// A question's turn, until it is dropped.
pub(super) struct Turn<'t> {
    _place: Place<'t>,
    _free: SemaphorePermit<'t>,
}

/// One of the questions of a person.
struct Place<'t> {
    turns: &'t Turns,
    user: UserId,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            free: Semaphore::new(AT_ONCE),
            asked: Mutex::default(),
        }
    }
}

impl Turns {
    /// Waits for a turn; none where others take too long, or this person asks too much at once.
    pub(super) async fn take(&self, user: UserId) -> Option<Turn<'_>> {
        let place = self.place(user)?;
        let free = timeout(LONGEST_WAIT, self.free.acquire())
            .await
            .ok()?
            .ok()?;
        Some(Turn {
            _place: place,
            _free: free,
        })
    }

    fn place(&self, user: UserId) -> Option<Place<'_>> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let count = asked.entry(user).or_default();
        if *count >= MOST_OF_ONE {
            return None;
        }
        *count += 1;
        Some(Place { turns: self, user })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let asked = self.turns.asked.lock();
        let mut asked = asked.unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = asked.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                asked.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use futures_util::future::join_all;

    use super::*;

    #[tokio::test]
    async fn who_asks_much_at_once_keeps_nobody_waiting() {
        let turns = Turns::default();
        let (much, little) = (UserId(1), UserId(2));
        let under_way = join_all((0..AT_ONCE).map(|_| turns.take(much))).await;
        let mut waiting: Vec<_> = (AT_ONCE..MOST_OF_ONE)
            .map(|_| Box::pin(turns.take(much)))
            .collect();
        for waits in &mut waiting {
            assert!(waits.now_or_never().is_none());
        }
        let refused = turns.take(much).now_or_never();
        assert!(refused.expect("at once").is_none());
        let mut other = Box::pin(turns.take(little));
        assert!((&mut other).now_or_never().is_none());
        // What nobody waits for any more has no place.
        drop((under_way, waiting));
        assert!(other.now_or_never().expect("at once").is_some());
        assert!(turns.asked.lock().unwrap().is_empty());
    }
}
