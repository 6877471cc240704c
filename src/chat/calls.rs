//! Whom a text names, of the people there are.

use super::render::prose;
use super::{Chat, ChatError};
use crate::domain::{Calls, MessageText, UserId};
use crate::store::users;

/// Who is called by a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Called {
    pub(super) users: Vec<UserId>,
    pub(super) room: bool,
}

impl Chat {
    /// Each `@` is the longest name that somebody has.
    pub(super) async fn called(&self, text: &MessageText) -> Result<Called, ChatError> {
        let calls = Calls::read(prose(text.as_str()));
        if calls.names.is_empty() {
            return Ok(Called::default());
        }
        let names: Vec<String> = calls.names.iter().flatten().cloned().collect();
        let known = users::find_ids(self.store.reader(), &names).await?;
        let mut users: Vec<UserId> = Vec::new();
        for readings in &calls.names {
            let user = readings.iter().find_map(|name| known.get(name));
            if let Some(user) = user.filter(|user| !users.contains(user)) {
                users.push(*user);
            }
        }
        Ok(Called {
            users,
            room: calls.room,
        })
    }
}
