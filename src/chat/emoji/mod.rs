//! Emoji of this site: admins make and delete them; everybody signed in sees them. Which there are is kept in memory, and
//! another process that changes them rings (`channels::Event::EmojiChanged`).

mod picture;

use std::sync::{Arc, PoisonError, RwLock};

use serde_json::{Value, json};

use super::{Chat, ChatError};
use crate::channels::{Event, Group};
use crate::domain::{AuditEntry, CustomEmoji, Doer, EmojiName, ErrorCode, Refusal, Sentence};
use crate::store::custom_emoji::{self, EmojiRow, Picture};
use crate::store::{Transaction, access, audit};

pub use picture::MOST_PICTURE_BYTES;

/// So that the list which every page with a picker reads stays small.
const MOST_EMOJI: i64 = 1_000;

/// The names that were there when the store was last asked.
#[derive(Debug, Default)]
pub(super) struct Known(RwLock<Arc<CustomEmoji>>);

impl Chat {
    /// The emoji of this site as they are now: for rendering.
    #[must_use]
    pub fn custom_emoji(&self) -> Arc<CustomEmoji> {
        // Nothing panics while it is held, so a poisoned lock is whole.
        let known = self.emoji.0.read();
        Arc::clone(&known.unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads which there are.
    ///
    /// # Errors
    /// Database errors.
    pub(super) async fn load_emoji(&self) -> Result<(), ChatError> {
        let rows = self.emoji_list().await?;
        let names = rows.iter().filter_map(|row| EmojiName::parse(&row.name));
        let names = Arc::new(names.collect());
        let mut known = self.emoji.0.write().unwrap_or_else(PoisonError::into_inner);
        *known = names;
        Ok(())
    }

    /// The same, where nobody waits for it.
    pub(super) async fn reload_emoji(&self) {
        if let Err(error) = self.load_emoji().await {
            tracing::warn!(%error, "the emoji of this site could not be read again");
        }
    }

    /// All of them, by name.
    ///
    /// # Errors
    /// Database errors.
    pub async fn emoji_list(&self) -> Result<Vec<EmojiRow>, ChatError> {
        custom_emoji::list(self.store.reader()).await
    }

    /// The picture of one.
    ///
    /// # Errors
    /// [`ChatError::NotFound`]; database errors.
    pub async fn emoji_picture(&self, name: &EmojiName) -> Result<Picture, ChatError> {
        let found = custom_emoji::find_picture(self.store.reader(), name).await?;
        found.ok_or(ChatError::NotFound)
    }

    /// Makes one of an uploaded file: PNG, GIF, WebP or JPEG, drawn anew in 128 × 128 at most.
    ///
    /// # Errors
    /// Refusals `too_large` (more than [`MOST_PICTURE_BYTES`]), `unsupported_media_type` (none of the four, whatever it
    /// is called), `invalid` (too many pixels, or no whole picture), `conflict` (the name is taken, or means a Unicode
    /// emoji; there are too many), `not_found` (no admin asks); database errors.
    pub async fn add_emoji(
        &self,
        doer: Doer,
        name: EmojiName,
        file: Vec<u8>,
    ) -> Result<(), ChatError> {
        if emojis::get_by_shortcode(name.as_str()).is_some() {
            return Err(conflict("emoji-name-unicode", &name));
        }
        let drawing = tokio::task::spawn_blocking(move || picture::draw(&file));
        let lost = |error: tokio::task::JoinError| ChatError::Unavailable(error.to_string());
        let picture = drawing.await.map_err(lost)??;
        let added: Result<(), ChatError> = self
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    access::must_be_admin(transaction, &doer).await?;
                    if custom_emoji::count(&mut **transaction).await? >= MOST_EMOJI {
                        return Err(conflict("emoji-too-many", &name));
                    }
                    let made = custom_emoji::create(transaction, &name, &picture, doer.user());
                    made.await.map_err(|error| match error {
                        ChatError::Taken => conflict("emoji-name-taken", &name),
                        error => error,
                    })?;
                    let became = json!({ "emoji": name.as_str(), "bytes": picture.bytes.len() });
                    let entry = AuditEntry::new("emoji.created").changed(Value::Null, became);
                    audit::append(transaction, &doer, entry).await
                })
            })
            .await;
        added?;
        self.tell_emoji_changed().await;
        Ok(())
    }

    /// Deletes one. Messages that show it show its name from then on.
    ///
    /// # Errors
    /// Refusal `not_found` (also: no admin asks); database errors.
    pub async fn delete_emoji(&self, doer: Doer, id: i64) -> Result<(), ChatError> {
        let deleted: Result<(), ChatError> = self
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    access::must_be_admin(transaction, &doer).await?;
                    let name = custom_emoji::delete(transaction, id).await?;
                    let was = json!({ "emoji": name });
                    let entry = AuditEntry::new("emoji.deleted").changed(was, Value::Null);
                    audit::append(transaction, &doer, entry).await
                })
            })
            .await;
        deleted?;
        self.tell_emoji_changed().await;
        Ok(())
    }

    /// The number of the one of this name.
    ///
    /// # Errors
    /// [`ChatError::NotFound`]; database errors.
    pub async fn emoji_id(&self, name: &EmojiName) -> Result<i64, ChatError> {
        let found = custom_emoji::find_id(self.store.reader(), name).await?;
        found.ok_or(ChatError::NotFound)
    }

    async fn tell_emoji_changed(&self) {
        self.reload_emoji().await;
        self.ring(Group::Logs, Event::EmojiChanged).await;
    }
}

/// The name that somebody typed, with or without its colons, in whatever letters.
///
/// # Errors
/// The sentence that says which rule it breaks.
pub fn typed_emoji_name(typed: &str) -> Result<EmojiName, Sentence> {
    let typed = typed.trim();
    let bare = typed
        .strip_prefix(':')
        .and_then(|rest| rest.strip_suffix(':'))
        .unwrap_or(typed);
    EmojiName::parse(&bare.to_ascii_lowercase()).ok_or(Sentence::new("emoji-name-rule"))
}

fn conflict(key: &'static str, name: &EmojiName) -> ChatError {
    let sentence = Sentence::new(key).with("name", name.as_str());
    Refusal::because(ErrorCode::Conflict, sentence).into()
}
