//! Looking after people: switching accounts off and on, admins, deleting, links for a new password.

use std::time::Duration;

use serde_json::json;

use super::{Chat, ChatError};
use crate::domain::{
    AuditEntry, Doer, ErrorCode, Locale, MemberChange, Person, Refusal, Sentence, SiteRole, User,
    UserId,
};
use crate::store::access::must_be_admin;
use crate::store::invites::CodeHash;
use crate::store::{Transaction, accounts, audit, bans, memberships, reset_links, rooms, users};

/// docs/promises.md, «Passwords»: a link that an admin hands over is of use for 24 hours.
const RESET_LINK_TIME: Duration = Duration::from_secs(24 * 60 * 60);

/// Somebody always can look after the site.
async fn keep_an_admin(transaction: &mut Transaction, user: &User) -> Result<(), ChatError> {
    let counts = user.role == SiteRole::Admin && user.deactivated_at.is_none();
    if counts && accounts::count_admins(&mut **transaction).await? <= 1 {
        let sentence = Sentence::new("user-last-admin");
        return Err(Refusal::because(ErrorCode::Conflict, sentence).into());
    }
    Ok(())
}

/// The account, as long as it is one.
async fn get(transaction: &mut Transaction, id: UserId) -> Result<User, ChatError> {
    if users::is_deleted(&mut **transaction, id).await? {
        return Err(ChatError::NotFound);
    }
    users::get(&mut **transaction, id).await
}

/// Whoever looks after every room is kept out of none.
async fn lift_bans(
    transaction: &mut Transaction,
    doer: &Doer,
    person: &Person,
) -> Result<(), ChatError> {
    for (room, name) in bans::delete_of_user(transaction, person.id).await? {
        let entry = AuditEntry::new("member.unbanned");
        audit::append(transaction, doer, entry.in_room(room, &name).to(person)).await?;
    }
    Ok(())
}

impl Chat {
    /// Switches an account off: its sessions end, its sockets close with 4401, its messages stay. Or on again. Nothing
    /// changes where it is so already.
    ///
    /// # Errors
    /// Refusals `not_found`, `conflict` (the last admin); database errors.
    pub async fn set_active(
        &self,
        doer: Doer,
        user: UserId,
        active: bool,
    ) -> Result<(), ChatError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    must_be_admin(transaction, &doer).await?;
                    let whom = get(transaction, user).await?;
                    if whom.deactivated_at.is_none() == active {
                        return Ok(());
                    }
                    if !active {
                        keep_an_admin(transaction, &whom).await?;
                    }
                    accounts::set_active(transaction, user, active).await?;
                    let action = if active {
                        "user.activated"
                    } else {
                        "user.deactivated"
                    };
                    let entry = AuditEntry::new(action).to(&whom.person());
                    audit::append(transaction, &doer, entry).await
                })
            })
            .await
    }

    /// Makes an admin or a member of somebody; their sessions end. Nothing changes where they are that already.
    ///
    /// # Errors
    /// Refusals `not_found`, `conflict` (the last admin), `forbidden` (a bot); database errors.
    pub async fn set_site_role(
        &self,
        doer: Doer,
        user: UserId,
        role: SiteRole,
    ) -> Result<(), ChatError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    must_be_admin(transaction, &doer).await?;
                    let whom = get(transaction, user).await?;
                    if whom.role == role {
                        return Ok(());
                    }
                    if whom.role == SiteRole::Bot || role == SiteRole::Bot {
                        let sentence = Sentence::new("user-bot-stays");
                        return Err(Refusal::because(ErrorCode::Forbidden, sentence).into());
                    }
                    keep_an_admin(transaction, &whom).await?;
                    accounts::set_role(transaction, user, role).await?;
                    let action = match role {
                        SiteRole::Admin => "user.promoted",
                        _ => "user.demoted",
                    };
                    let entry = AuditEntry::new(action).to(&whom.person());
                    let (was, became) = (json!({ "role": whom.role }), json!({ "role": role }));
                    audit::append(transaction, &doer, entry.changed(was, became)).await?;
                    match role {
                        SiteRole::Admin => lift_bans(transaction, &doer, &whom.person()).await,
                        _ => Ok(()),
                    }
                })
            })
            .await
    }

    /// Deletes an account. What the person wrote stays (pages call its author *deleted user* in their reader's language,
    /// API and frames in the site's), or goes with it. Their own rooms stay, direct ones too. What goes is only marked
    /// here, however much it is: [`Chat::erase_messages`] takes it away.
    ///
    /// # Errors
    /// Refusals `not_found`, `conflict` (the last admin); database errors.
    pub async fn delete_user(
        &self,
        doer: Doer,
        user: UserId,
        with_messages: bool,
    ) -> Result<(), ChatError> {
        let locale = self.live.current().locale.unwrap_or(Locale::En);
        let name = locale.text("js-deleted-user");
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    must_be_admin(transaction, &doer).await?;
                    let whom = get(transaction, user).await?;
                    keep_an_admin(transaction, &whom).await?;
                    let person = whom.person();
                    accounts::delete(transaction, user, &name, with_messages).await?;
                    let gone = users::get(&mut **transaction, user).await?.person();
                    for room in rooms::list_joined(&mut **transaction, user).await? {
                        let change = MemberChange::Removed;
                        memberships::end(transaction, room, &gone, change, doer.user()).await?;
                    }
                    let entry = AuditEntry::new("user.deleted").to(&person);
                    let was = json!({ "name": person.name, "role": whom.role });
                    let became =
                        json!({ "messages": if with_messages { "removed" } else { "kept" } });
                    audit::append(transaction, &doer, entry.changed(was, became)).await
                })
            })
            .await
    }

    /// Makes a link by which a user sets a new password, once, within 24 hours; `code` is what stands in it. Earlier
    /// ones of the user are of no more use.
    ///
    /// # Errors
    /// Refusals `not_found`, `forbidden` (a bot); database errors.
    pub async fn create_reset_link(
        &self,
        doer: Doer,
        user: UserId,
        code: CodeHash,
    ) -> Result<(), ChatError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    must_be_admin(transaction, &doer).await?;
                    let whom = get(transaction, user).await?;
                    if whom.role == SiteRole::Bot {
                        let sentence = Sentence::new("cli-bot-password");
                        return Err(Refusal::because(ErrorCode::Forbidden, sentence).into());
                    }
                    let until = transaction.now().plus(RESET_LINK_TIME);
                    let by = doer.user();
                    reset_links::create(transaction, &code, user, by, until).await?;
                    let entry = AuditEntry::new("user.reset-link").to(&whom.person());
                    audit::append(transaction, &doer, entry).await
                })
            })
            .await
    }
}
