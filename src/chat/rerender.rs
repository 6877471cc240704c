//! Rendering all messages anew, because what is made of a text has changed. Their texts are never touched.

use super::render::{Markdown, Words};
use super::{Chat, ChatError};
use crate::domain::{CustomEmoji, MessageId, People};
use crate::store::renderings::{self, Rendering, Shelf};
use crate::store::{Transaction, users};

/// Messages that are read at once, and written by one write: others' writes wait no longer than for these.
const AT_ONCE: i64 = 200;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rerendered {
    /// Messages that have a text, hidden ones among them.
    pub looked_at: u64,
    /// Those of which something else became.
    pub changed: u64,
}

impl Chat {
    /// Renders every message anew, in small writes: a server may run beside it, and where it is broken off it is begun
    /// again. Only whom a message names already is shown as called: who came later was not. No event is made of it, so
    /// open pages stay as they are until they are loaded again.
    ///
    /// # Errors
    /// Database errors.
    pub async fn rerender(&self) -> Result<Rerendered, ChatError> {
        let emoji = self.custom_emoji();
        let mut total = Rerendered::default();
        for shelf in [Shelf::Shown, Shelf::Hidden] {
            let mut after = MessageId(0);
            loop {
                let page = renderings::page_after(self.store.reader(), shelf, after, AT_ONCE);
                let page = page.await?;
                let Some(last) = page.last() else { break };
                after = last.id;
                total.looked_at += page.len() as u64;
                total.changed += self.rerender_page(shelf, page, &emoji).await?;
            }
        }
        Ok(total)
    }

    async fn rerender_page(
        &self,
        shelf: Shelf,
        page: Vec<Rendering>,
        emoji: &CustomEmoji,
    ) -> Result<u64, ChatError> {
        let mut others = Vec::new();
        for rendering in page {
            let html = self.rendered_again(&rendering, emoji).await?;
            if html != rendering.html {
                others.push(Rendering { html, ..rendering });
            }
        }
        if others.is_empty() {
            return Ok(0);
        }
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move { renderings::replace(transaction, shelf, &others).await })
            })
            .await
    }

    async fn rendered_again(
        &self,
        rendering: &Rendering,
        emoji: &CustomEmoji,
    ) -> Result<String, ChatError> {
        let markdown = Markdown::read(&rendering.text);
        let people = if rendering.mentions.is_empty() {
            People::default()
        } else {
            let names = markdown.calls().names();
            let found = users::find_ids(self.store.reader(), &names).await?;
            People::from(found).among(&rendering.mentions)
        };
        let words = Words {
            people: &people,
            emoji,
            room: rendering.calls_room,
        };
        Ok(markdown.html(&words))
    }
}
