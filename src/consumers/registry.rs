//! How many sockets each user has open: what the limit is held by.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::UserId;

/// The open sockets of this process.
#[derive(Clone, Debug, Default)]
pub struct Sockets(Arc<Mutex<HashMap<UserId, usize>>>);

/// One socket's place; given back when it is dropped, also after a panic.
#[derive(Debug)]
pub struct Place {
    sockets: Sockets,
    user: UserId,
}

impl Sockets {
    // Nothing below can panic halfway, so a poisoned lock is whole.
    fn counts(&self) -> MutexGuard<'_, HashMap<UserId, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for one more socket of this user; `None` where `limit` are open. 0 is no limit.
    #[must_use]
    pub fn claim(&self, user: UserId, limit: usize) -> Option<Place> {
        let mut counts = self.counts();
        let open = counts.entry(user).or_default();
        if limit > 0 && *open >= limit {
            return None;
        }
        *open += 1;
        drop(counts);
        Some(Place {
            sockets: self.clone(),
            user,
        })
    }

    /// How many are open.
    #[must_use]
    pub fn count(&self) -> usize {
        self.counts().values().sum()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.sockets.counts();
        if let Some(open) = counts.get_mut(&self.user) {
            *open -= 1;
            if *open == 0 {
                counts.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_than_the_limit_is_refused_until_one_leaves() {
        let sockets = Sockets::default();
        let first = sockets.claim(UserId(1), 2);
        let second = sockets.claim(UserId(1), 2);
        assert!(first.is_some() && second.is_some());
        assert!(sockets.claim(UserId(1), 2).is_none());
        assert!(sockets.claim(UserId(2), 2).is_some());
        drop(first);
        assert!(sockets.claim(UserId(1), 2).is_some());
    }
}
