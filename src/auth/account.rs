//! Making accounts and changing passwords: what has to be one write is one.
//!
//! Called by setup, registration and the account's pages. Who may do it is decided in the same write.

use super::{Auth, HashingError};
use crate::domain::{Password, RoomRole, SiteRole, User, Username};
use crate::store::invites::CodeHash;
use crate::store::users::NewUser;
use crate::store::{StoreError, Transaction, invites, memberships, sessions, users};

/// What a person chose; every part is parsed.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The name to sign in with.
    pub username: Username,
    /// `None`: the username is shown.
    pub display_name: Option<String>,
    /// To be hashed.
    pub password: Password,
}

/// By what right an account is made.
#[derive(Clone, Copy, Debug)]
pub enum Right {
    /// Nobody can sign in yet: it becomes the admin.
    First,
    /// Registration is open.
    Open,
    /// A use of the invite with this hash is left.
    Invite(CodeHash),
}

/// Why there is no new account.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The name, or one that looks like it, exists.
    #[error("the name is taken")]
    Taken,
    /// The right is gone: somebody was first, or the invite is used up.
    #[error("the right to make an account is gone")]
    NoRight,
    /// Nothing was hashed.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// Database errors.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for AccountError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Taken => Self::Taken,
            other => Self::Store(other),
        }
    }
}

impl Auth {
    /// Makes an account, a member of the default rooms and of the invite's. Of many at once who use the last use of
    /// an invite, or the setup, exactly one succeeds.
    ///
    /// # Errors
    /// [`AccountError`]; then nothing is used up.
    pub async fn create_account(
        &self,
        account: NewAccount,
        right: Right,
    ) -> Result<User, AccountError> {
        let NewAccount {
            username,
            display_name,
            password,
        } = account;
        let new = NewUser {
            username: username.as_str().to_owned(),
            username_folded: username.folded().to_owned(),
            username_skeleton: username.skeleton().to_owned(),
            display_name: display_name.unwrap_or_else(|| username.as_str().to_owned()),
            password_hash: Some(self.passwords.hash(password).await?),
            role: if matches!(right, Right::First) {
                SiteRole::Admin
            } else {
                SiteRole::Member
            },
            locale: None,
        };
        self.store
            .write(move |transaction: &mut Transaction| Box::pin(create(transaction, new, right)))
            .await
    }

    /// Whether an account could be made by this right now: asked before a form is shown or a password hashed.
    ///
    /// # Errors
    /// Database errors.
    pub async fn has_right(&self, right: Right) -> Result<bool, StoreError> {
        match right {
            Right::First => Ok(!users::any_exists(self.store.reader()).await?),
            Right::Open => Ok(true),
            Right::Invite(code) => {
                invites::is_usable(self.store.reader(), &code, self.clock.now().into()).await
            }
        }
    }

    /// Sets a new password, and ends every session of the user in the same write. Their sockets are the caller's to
    /// close.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn set_password(&self, user: &User, password: Password) -> Result<(), AccountError> {
        let (id, hash) = (user.id, self.passwords.hash(password).await?);
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    users::set_password(transaction, id, &hash).await?;
                    sessions::delete_of_user(transaction, id).await?;
                    Ok(())
                })
            })
            .await
    }
}

async fn create(
    transaction: &mut Transaction,
    new: NewUser,
    right: Right,
) -> Result<User, AccountError> {
    if matches!(right, Right::First) && users::any_exists(&mut **transaction).await? {
        return Err(AccountError::NoRight);
    }
    // Before the invite is used: the second of one form sent twice hears of the name, which is its own.
    let user = users::create(transaction, new).await?;
    if let Right::Invite(code) = right {
        let now = transaction.now();
        let room = match invites::take_use(transaction, &code, now).await {
            Err(StoreError::NotFound) => return Err(AccountError::NoRight),
            taken => taken?,
        };
        if let Some(room) = room {
            memberships::join(transaction, room, &user.person(), RoomRole::Member).await?;
        }
    }
    Ok(user)
}
