//! Who is in a room and as what: each change is decided inside the write, is an event of the room's log, and where it is
//! done to somebody else it is written down.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Chat, ChatError, Entrance};
use crate::domain::{
    Action, AuditEntry, Doer, ErrorCode, MemberChange, Person, Refusal, RoomId, RoomRole, Sentence,
    SiteRole, Timestamp, UserId,
};
use crate::store::access::{self, Access};
use crate::store::memberships::Membership;
use crate::store::{Transaction, audit, bans, memberships, users};

/// Somebody in a room on whom somebody else acts, as both are inside the write.
struct Target {
    access: Access,
    person: Person,
    site: SiteRole,
    membership: Option<Membership>,
}

impl Target {
    /// Reads all that decides, and refuses who may not do this, or not to this one.
    async fn read(
        transaction: &mut Transaction,
        doer: &Doer,
        room: RoomId,
        user: UserId,
        action: Action,
    ) -> Result<Self, ChatError> {
        let access = access::of(transaction, room, doer).await?;
        access.must(action)?;
        if users::is_deleted(&mut **transaction, user).await? {
            return Err(ChatError::NotFound);
        }
        let user = users::get(&mut **transaction, user).await?;
        let target = Self {
            membership: memberships::find(&mut **transaction, room, user.id).await?,
            person: user.person(),
            site: user.role,
            access,
        };
        // Joining is nobody's rank.
        if action != Action::AddPeople {
            target.must_be_below(doer)?;
        }
        Ok(target)
    }

    /// Refuses whoever would act on somebody of the own rank, or on themself: whoever leaves does it by `leave`.
    fn must_be_below(&self, doer: &Doer) -> Result<(), Refusal> {
        let is_self = doer.user() == Some(self.person.id);
        if is_self
            || !self
                .access
                .is_above(self.membership.map(|found| found.role), self.site)
        {
            let sentence = Sentence::new("member-of-own-rank");
            return Err(Refusal::because(ErrorCode::Forbidden, sentence));
        }
        Ok(())
    }

    /// Whether this one may be given a role: whoever keeps a bot may not make a program an owner by mistake.
    fn must_be_fit_for(&self, role: RoomRole) -> Result<(), Refusal> {
        if role > RoomRole::Member {
            self.access.must(Action::SetRole)?;
        }
        if self.site == SiteRole::Bot && role == RoomRole::Owner {
            return Err(ErrorCode::Forbidden.into());
        }
        Ok(())
    }

    fn entry(&self, action: &'static str) -> AuditEntry {
        let room = &self.access.room;
        AuditEntry::new(action)
            .in_room(room.id, &room.name)
            .to(&self.person)
    }

    fn role(&self) -> Value {
        match self.membership {
            Some(found) => json!({ "role": found.role }),
            None => Value::Null,
        }
    }
}

impl Chat {
    /// Makes somebody a member of a room that was opened to them; nothing changes for a member.
    ///
    /// # Errors
    /// Refusals `forbidden`, `archived`, `unauthorized`, `not_found`; database errors.
    pub async fn join(&self, person: Person, entrance: &Entrance) -> Result<(), ChatError> {
        let room = entrance.room.id;
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    let access = access::of_user(transaction, room, person.id).await?;
                    access.must(Action::Read)?;
                    let is_member = access.actor.is_some_and(|actor| actor.room.is_some());
                    if is_member {
                        return Ok(());
                    }
                    access.must(Action::Join)?;
                    if access.room.archived {
                        return Err(ErrorCode::Archived.into());
                    }
                    let actor = Some(person.id);
                    memberships::join(transaction, room, &person, RoomRole::Member, actor).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Ends one's own membership; nothing happens where there is none.
    ///
    /// # Errors
    /// Refusals `forbidden` (a direct room), `not_found`; database errors.
    pub async fn leave(&self, person: Person, entrance: &Entrance) -> Result<(), ChatError> {
        let room = entrance.room.id;
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    let access = access::of_user(transaction, room, person.id).await?;
                    if access.actor.is_some_and(|actor| actor.room.is_none()) {
                        return access.must(Action::Read).map_err(ChatError::from);
                    }
                    access.must(Action::Leave)?;
                    let actor = Some(person.id);
                    memberships::end(transaction, room, &person, MemberChange::Left, actor).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Makes somebody else a member, in a role that the one who does it may give. A member is given that role, by the
    /// rules of [`Chat::set_room_role`]; nothing changes for a member of that role.
    ///
    /// # Errors
    /// Refusals `forbidden`, `conflict` (the person is kept out), `not_found`; database errors.
    pub async fn add_member(
        &self,
        doer: Doer,
        room: RoomId,
        user: UserId,
        role: RoomRole,
    ) -> Result<(), ChatError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    let action = Action::AddPeople;
                    let target = Target::read(transaction, &doer, room, user, action).await?;
                    let actor = doer.user();
                    match target.membership {
                        Some(found) if found.role == role => return Ok(()),
                        Some(_) => return set_role(transaction, &doer, target, role).await,
                        None if target.access.room.archived => {
                            return Err(ErrorCode::Archived.into());
                        }
                        None => {}
                    }
                    target.must_be_fit_for(role)?;
                    if bans::exists(&mut **transaction, room, user).await? {
                        let sentence = Sentence::new("member-is-banned");
                        return Err(Refusal::because(ErrorCode::Conflict, sentence).into());
                    }
                    memberships::join(transaction, room, &target.person, role, actor).await?;
                    let entry = target.entry("member.added");
                    let entry = entry.changed(Value::Null, json!({ "role": role }));
                    audit::append(transaction, &doer, entry).await
                })
            })
            .await
    }

    /// Ends somebody's membership. Sockets of that member in the room close with 4403, and nothing with a later seq
    /// reaches them.
    ///
    /// # Errors
    /// Refusals `forbidden`, `not_found` (also: no member); database errors.
    pub async fn remove_member(
        &self,
        doer: Doer,
        room: RoomId,
        user: UserId,
    ) -> Result<(), ChatError> {
        self.shut_out(doer, room, user, MemberChange::Removed).await
    }

    /// The same, and keeps the person out, member or not.
    ///
    /// # Errors
    /// Refusals `forbidden`, `not_found`; database errors.
    pub async fn ban(&self, doer: Doer, room: RoomId, user: UserId) -> Result<(), ChatError> {
        self.shut_out(doer, room, user, MemberChange::Banned).await
    }

    async fn shut_out(
        &self,
        doer: Doer,
        room: RoomId,
        user: UserId,
        change: MemberChange,
    ) -> Result<(), ChatError> {
        let (action, name) = match change {
            MemberChange::Banned => (Action::Ban, "member.banned"),
            _ => (Action::Remove, "member.removed"),
        };
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    let target = Target::read(transaction, &doer, room, user, action).await?;
                    let (person, actor) = (&target.person, doer.user());
                    if action == Action::Ban && target.site == SiteRole::Admin {
                        let sentence = Sentence::new("member-is-admin");
                        return Err(Refusal::because(ErrorCode::Forbidden, sentence).into());
                    }
                    if action == Action::Ban && bans::exists(&mut **transaction, room, user).await?
                    {
                        return Ok(());
                    }
                    let ended = memberships::end(transaction, room, person, change, actor).await?;
                    ended.ok_or(ChatError::NotFound)?;
                    let entry = target.entry(name).changed(target.role(), Value::Null);
                    audit::append(transaction, &doer, entry).await
                })
            })
            .await
    }

    /// Lets somebody in again who was kept out.
    ///
    /// # Errors
    /// Refusals `forbidden`, `not_found` (also: not kept out); database errors.
    pub async fn unban(&self, doer: Doer, room: RoomId, user: UserId) -> Result<(), ChatError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    let target = Target::read(transaction, &doer, room, user, Action::Ban).await?;
                    if !bans::delete(transaction, room, user).await? {
                        return Err(ChatError::NotFound);
                    }
                    audit::append(transaction, &doer, target.entry("member.unbanned")).await
                })
            })
            .await
    }

    /// Takes the right to write from a member for so long, or, with `None`, until somebody gives it back. Who looks
    /// after others writes as long as that lasts.
    ///
    /// # Errors
    /// Refusals `forbidden`, `not_found` (also: no member); database errors.
    pub async fn mute(
        &self,
        doer: Doer,
        room: RoomId,
        user: UserId,
        span: Option<Duration>,
    ) -> Result<(), ChatError> {
        self.set_muted(doer, room, user, Some(span)).await
    }

    /// Gives it back; nothing changes for who may write.
    ///
    /// # Errors
    /// As [`Chat::mute`].
    pub async fn unmute(&self, doer: Doer, room: RoomId, user: UserId) -> Result<(), ChatError> {
        self.set_muted(doer, room, user, None).await
    }

    async fn set_muted(
        &self,
        doer: Doer,
        room: RoomId,
        user: UserId,
        span: Option<Option<Duration>>,
    ) -> Result<(), ChatError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    let target = Target::read(transaction, &doer, room, user, Action::Mute).await?;
                    let found = target.membership.ok_or(ChatError::NotFound)?;
                    if span.is_some() && found.role > RoomRole::Member {
                        let sentence = Sentence::new("member-looks-after-others");
                        return Err(Refusal::because(ErrorCode::Forbidden, sentence).into());
                    }
                    let now = transaction.now();
                    let until =
                        span.map(|span| span.map_or(Timestamp::NEVER, |span| now.plus(span)));
                    let before = found.muted_until.filter(|until| *until > now);
                    if before == until {
                        return Ok(());
                    }
                    let (person, actor) = (&target.person, doer.user());
                    memberships::mute(transaction, room, person, until, actor).await?;
                    let action = match until {
                        Some(_) => "member.muted",
                        None => "member.unmuted",
                    };
                    let entry = target.entry(action).changed(muted(before), muted(until));
                    audit::append(transaction, &doer, entry).await
                })
            })
            .await
    }

    /// Gives a member another role.
    ///
    /// # Errors
    /// Refusals `forbidden`, `not_found` (also: no member); database errors.
    pub async fn set_room_role(
        &self,
        doer: Doer,
        room: RoomId,
        user: UserId,
        role: RoomRole,
    ) -> Result<(), ChatError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    let action = Action::SetRole;
                    let target = Target::read(transaction, &doer, room, user, action).await?;
                    set_role(transaction, &doer, target, role).await
                })
            })
            .await
    }
}

async fn set_role(
    transaction: &mut Transaction,
    doer: &Doer,
    target: Target,
    role: RoomRole,
) -> Result<(), ChatError> {
    let found = target.membership.ok_or(ChatError::NotFound)?;
    target.access.must(Action::SetRole)?;
    target.must_be_below(doer)?;
    target.must_be_fit_for(role)?;
    if found.role == role {
        return Ok(());
    }
    let room = target.access.room.id;
    memberships::set_role(transaction, room, &target.person, role, doer.user()).await?;
    let entry = target.entry("member.role");
    let entry = entry.changed(target.role(), json!({ "role": role }));
    audit::append(transaction, doer, entry).await
}

/// A mute in the audit log: until when, `null` for one that lasts until somebody ends it.
fn muted(until: Option<Timestamp>) -> Value {
    until.map_or(
        Value::Null,
        |until| json!({ "until": (until != Timestamp::NEVER).then_some(until) }),
    )
}
