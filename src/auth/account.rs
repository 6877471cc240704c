//! Making accounts, changing passwords and profiles: what has to be one write is one.
//!
//! Called by setup, registration and the account's pages. Who may do it is decided in the same write.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use super::throttle::Counted;
use super::{Auth, HashingError, Proven, SignInError, scope};
use crate::config::{Live, Registration};
use crate::domain::{
    AuditEntry, Locale, Password, RoomRole, SiteRole, Theme, User, UserId, Username,
};
use crate::store::invites::CodeHash;
use crate::store::users::NewUser;
use crate::store::{
    StoreError, Transaction, audit, invites, memberships, new_password, rooms, settings, users,
};

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
    /// The right is gone: somebody was first, registration was closed, the invite is used up, or the password is another
    /// by now.
    #[error("the right to do this is gone")]
    NoRight,
    /// Too many accounts from one address; so long to wait.
    #[error("too many accounts")]
    Throttled(Duration),
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

/// For the forms that only ask why a password was not taken.
impl From<AccountError> for SignInError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Taken | AccountError::NoRight => Self::Wrong,
            AccountError::Throttled(wait) => Self::Throttled(wait),
            AccountError::Hashing(error) => Self::Hashing(error),
            AccountError::Store(error) => Self::Store(error),
        }
    }
}

impl Auth {
    /// Makes an account, a member of the default rooms and of the invite's. Of many at once who use the last use of
    /// an invite, or the setup, exactly one succeeds. `peer`: where it comes from; accounts are counted by it, and
    /// looked up, before anything is hashed.
    ///
    /// # Errors
    /// [`AccountError`]; then nothing is used up.
    pub async fn create_account(
        &self,
        account: NewAccount,
        right: Right,
        peer: IpAddr,
    ) -> Result<Proven, AccountError> {
        let NewAccount {
            username,
            display_name,
            password,
        } = account;
        let hash = self.hash_counted(&username, password, peer).await?;
        let new = NewUser {
            username: username.as_str().to_owned(),
            username_folded: username.folded().to_owned(),
            username_skeleton: username.skeleton().to_owned(),
            display_name: display_name.unwrap_or_else(|| username.as_str().to_owned()),
            password_hash: Some(hash.clone()),
            role: if matches!(right, Right::First) {
                SiteRole::Admin
            } else {
                SiteRole::Member
            },
            locale: None,
        };
        let live = Arc::clone(&self.live);
        let user: Result<User, AccountError> = self
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    must_have(transaction, &right, &live).await?;
                    create(transaction, new, right, peer).await
                })
            })
            .await;
        Ok(Proven {
            user: user?,
            password_hash: Some(hash),
        })
    }

    /// The hash for a new account. What it costs is bounded for each address, and a name that is taken costs nothing.
    async fn hash_counted(
        &self,
        username: &Username,
        password: Password,
        peer: IpAddr,
    ) -> Result<String, AccountError> {
        let counted = self.count(peer)?;
        if users::find_by_name(self.store.reader(), username.folded())
            .await?
            .is_some()
        {
            return Err(AccountError::Taken);
        }
        self.hash_for_counted(password, counted).await
    }

    /// Counts a password that somebody outside wants hashed.
    pub(super) fn count(&self, peer: IpAddr) -> Result<Counted, AccountError> {
        self.throttle
            .count_registration(peer, self.clock.now().into())
            .map_err(AccountError::Throttled)
    }

    /// The hash; one that could not be made does not count.
    pub(super) async fn hash_for_counted(
        &self,
        password: Password,
        counted: Counted,
    ) -> Result<String, AccountError> {
        let hashed = self.passwords.hash_for_newcomer(password).await;
        if hashed.is_err() {
            self.throttle.give_back(counted);
        }
        Ok(hashed?)
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

    /// Sets a new password in place of the one that was proven, and ends every session of the user, with their
    /// sockets, in the same write. `peer`: where it comes from, for the audit log.
    ///
    /// # Errors
    /// [`AccountError`]; `NoRight` where the password was changed in between.
    pub async fn change_password(
        &self,
        proven: Proven,
        password: Password,
        peer: IpAddr,
    ) -> Result<Proven, AccountError> {
        let Proven {
            user,
            password_hash: old,
        } = proven;
        let (id, new) = (user.id, self.passwords.hash(password).await?);
        let (stored, person) = (new.clone(), user.person());
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    match users::replace_password(transaction, id, old.as_deref(), &new).await {
                        Err(StoreError::NotFound) => return Err(AccountError::NoRight),
                        replaced => replaced?,
                    }
                    let doer = scope::by_page(person.clone(), peer);
                    Ok(new_password::end_what_was_before(transaction, &doer, &person).await?)
                })
            })
            .await?;
        Ok(Proven {
            user,
            password_hash: Some(stored),
        })
    }

    /// Sets what a person may choose about the own account; without a theme that stays.
    ///
    /// # Errors
    /// Database errors.
    pub async fn set_profile(
        &self,
        user: UserId,
        display_name: String,
        locale: Option<Locale>,
        theme: Option<Theme>,
    ) -> Result<(), StoreError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    users::set_profile(transaction, user, &display_name, locale, theme).await
                })
            })
            .await
    }

    /// Sets the theme and nothing else.
    ///
    /// # Errors
    /// Database errors.
    pub async fn set_theme(&self, user: UserId, theme: Theme) -> Result<(), StoreError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move { users::set_theme(transaction, user, theme).await })
            })
            .await
    }
}

/// Fails where nobody may register by this right any more; how many uses an invite has left is asked where one is taken.
async fn must_have(
    transaction: &mut Transaction,
    right: &Right,
    live: &Live,
) -> Result<(), AccountError> {
    let policy = settings::of_now(&mut **transaction, live)
        .await?
        .registration;
    let has_right = match right {
        Right::First => !users::any_exists(&mut **transaction).await?,
        Right::Open => policy == Registration::Open,
        Right::Invite(_) => policy != Registration::Closed,
    };
    has_right.then_some(()).ok_or(AccountError::NoRight)
}

async fn create(
    transaction: &mut Transaction,
    new: NewUser,
    right: Right,
    peer: IpAddr,
) -> Result<User, AccountError> {
    // Before the invite is used: the second of one form sent twice hears of the name, which is its own.
    let user = users::create(transaction, new).await?;
    if let Right::Invite(code) = right {
        let now = transaction.now();
        let room = match invites::take_use(transaction, &code, now).await {
            Err(StoreError::NotFound) => return Err(AccountError::NoRight),
            taken => taken?,
        };
        // A room that is only read takes in nobody: the account is made all the same.
        if let Some(room) = room
            && !rooms::get(&mut **transaction, room).await?.archived
        {
            let person = user.person();
            memberships::join(
                transaction,
                room,
                &person,
                RoomRole::Member,
                Some(person.id),
            )
            .await?;
        }
    }
    let doer = scope::by_page(user.person(), peer);
    audit::append(transaction, &doer, AuditEntry::user_created(&user)).await?;
    Ok(user)
}
