//! What an admin sets of the whole site while it runs.

use serde_json::json;

use super::{Chat, ChatError};
use crate::config::{Live, Settings};
use crate::domain::{AuditEntry, Doer, ErrorCode, Refusal, Sentence};
use crate::store::settings::{self, Changed};
use crate::store::{Transaction, access, audit};

impl Chat {
    /// The settings as they are now.
    #[must_use]
    pub fn settings(&self) -> std::sync::Arc<Settings> {
        self.live.current()
    }

    /// The settings, and which of them the operator gave.
    #[must_use]
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// Which settings were changed by admins, when and by whom.
    ///
    /// # Errors
    /// Database errors.
    pub async fn changed_settings(&self) -> Result<Vec<Changed>, ChatError> {
        settings::list(self.store.reader()).await
    }

    /// Reads what is stored.
    ///
    /// # Errors
    /// Database errors.
    pub(super) async fn load_settings(&self) -> Result<(), ChatError> {
        let changed = settings::list(self.store.reader()).await?;
        self.live.apply(changed.iter().map(Changed::pair));
        Ok(())
    }

    /// Sets one of [`Live::NAMES`].
    ///
    /// # Errors
    /// Refusals `not_found` (not one that may be changed), `conflict` (the operator gave it), `invalid`,
    /// `not_found` (no admin asks); database errors.
    pub async fn change_setting(
        &self,
        doer: Doer,
        name: &str,
        value: &str,
    ) -> Result<(), ChatError> {
        let name = Live::NAMES
            .into_iter()
            .find(|known| *known == name)
            .ok_or(ErrorCode::NotFound)?;
        if self.live.is_given(name) {
            let sentence = Sentence::new("setting-given");
            return Err(Refusal::because(ErrorCode::Conflict, sentence).into());
        }
        let value = value.trim().to_owned();
        self.live
            .check(name, &value)
            .map_err(|sentence| Refusal::because(ErrorCode::Invalid, sentence))?;
        // One after the other, so that what is read back last was stored last.
        let _turn = self.setting.lock().await;
        let was = self.live.current().shown(name);
        if was == value {
            return Ok(());
        }
        let changing: Result<(), ChatError> = self
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    access::must_be_admin(transaction, &doer).await?;
                    settings::set(transaction, name, &value, doer.user()).await?;
                    let entry = AuditEntry::new("setting.changed")
                        .changed(json!({ name: was }), json!({ name: value }));
                    audit::append(transaction, &doer, entry).await
                })
            })
            .await;
        changing?;
        self.load_settings().await
    }
}
