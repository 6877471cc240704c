//! A new password by a link that an admin handed over: once, and within its time.
//!
//! Called by the page of the link. Whether it is still of use is decided in the write that uses it up.

use std::net::IpAddr;

use super::{AccountError, Auth, Proven, scope};
use crate::domain::{Password, User};
use crate::store::invites::CodeHash;
use crate::store::{StoreError, Transaction, new_password, reset_links, users};

impl Auth {
    /// Whose password the link with this code sets, while it does: asked before a form is shown or a password hashed.
    ///
    /// # Errors
    /// Database errors.
    pub async fn user_of_reset_link(&self, code: &CodeHash) -> Result<Option<User>, StoreError> {
        let reader = self.store.reader();
        match reset_links::find(reader, code, self.clock.now().into()).await? {
            Some(user) => Ok(Some(users::get(reader, user).await?)),
            None => Ok(None),
        }
    }

    /// Sets the password of the link's user, ends every session of the user, and uses the link up, in one write: of
    /// many at once exactly one succeeds. `peer`: where it comes from; what is hashed is counted by it, as for new
    /// accounts.
    ///
    /// # Errors
    /// [`AccountError`]; `NoRight` where the link is used up, over, or of somebody who may not sign in.
    pub async fn reset_password(
        &self,
        code: CodeHash,
        password: Password,
        peer: IpAddr,
    ) -> Result<Proven, AccountError> {
        let counted = self.count(peer)?;
        let hash = self.hash_for_counted(password, counted).await?;
        let stored = hash.clone();
        let user: Result<User, AccountError> = self
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move { reset(transaction, &code, &stored, peer).await })
            })
            .await;
        Ok(Proven {
            user: user?,
            password_hash: Some(hash),
        })
    }
}

async fn reset(
    transaction: &mut Transaction,
    code: &CodeHash,
    password_hash: &str,
    peer: IpAddr,
) -> Result<User, AccountError> {
    let id = match reset_links::take(transaction, code).await {
        Err(StoreError::NotFound) => return Err(AccountError::NoRight),
        taken => taken?,
    };
    users::set_password(transaction, id, password_hash).await?;
    let user = users::get(&mut **transaction, id).await?;
    let doer = scope::by_page(user.person(), peer);
    new_password::end_what_was_before(transaction, &doer, &user.person()).await?;
    Ok(user)
}
