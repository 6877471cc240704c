//! Takes away what deleted people leave behind, bit by bit: whoever deleted them waits for none of it.

use super::{Chat, ChatError};
use crate::domain::{MessageId, UserId};
use crate::store::{Transaction, accounts, changes, messages, reactions};

/// Messages that one write takes away.
const ERASED_AT_ONCE: i64 = 100;

impl Chat {
    /// Takes away what deleted people wrote who take their words along, and what all deleted people answered by emoji, in
    /// small writes, each with its event.
    /// Meant for once a second, so that what a restart cut off goes on; where there is nothing it only reads.
    ///
    /// # Errors
    /// Database errors; the next call goes on.
    pub async fn erase_messages(&self) -> Result<(), ChatError> {
        while let Some(user) = accounts::find_erasing(self.store.reader()).await? {
            self.erase_messages_of(user).await?;
        }
        self.take_reactions_away().await
    }

    async fn erase_messages_of(&self, user: UserId) -> Result<(), ChatError> {
        // Nothing leads to an author's messages but a walk over all: once, however many they are.
        let mut after = MessageId(0);
        loop {
            let reader = self.store.reader();
            let page = messages::page_of_author(reader, user, after, ERASED_AT_ONCE).await?;
            let last = page.last().map(|message| message.id);
            let erasing: Result<(), ChatError> = self
                .store
                .write(move |transaction: &mut Transaction| {
                    Box::pin(async move {
                        if page.is_empty() {
                            return accounts::set_erased(transaction, user).await;
                        }
                        changes::erase_all(transaction, page).await
                    })
                })
                .await;
            erasing?;
            match last {
                Some(last) => after = last,
                None => return Ok(()),
            }
        }
    }

    /// The same with what they answered by emoji.
    async fn take_reactions_away(&self) -> Result<(), ChatError> {
        while let Some(user) = accounts::find_unreacting(self.store.reader()).await? {
            let taking: Result<bool, ChatError> = self
                .store
                .write(move |transaction: &mut Transaction| {
                    Box::pin(reactions::take_away_of(transaction, user, ERASED_AT_ONCE))
                })
                .await;
            taking?;
        }
        Ok(())
    }
}
