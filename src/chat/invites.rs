//! Links with which people can register, optionally straight into a room.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Chat, ChatError};
use crate::domain::{Action, AuditEntry, Doer, ErrorCode, Refusal, RoomId, RoomName, Sentence};
use crate::store::invites::{self, CodeHash, Invite, NewInvite};
use crate::store::{Transaction, access, audit, rooms};

/// A link that somebody forgot must not open the door for ever.
pub const MOST_INVITE_DAYS: u32 = 365;
/// The same for how many may come by it.
pub const MOST_INVITE_USES: u32 = 10_000;

/// What those who look after a room, and not after the site, may hand out at once: a link of theirs lets strangers in.
const MOST_OF_MEMBERS: (u32, u32) = (25, 30);

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What an invite is to open, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct InviteForm {
    /// How many people may use it: 1 to [`MOST_INVITE_USES`].
    pub uses: u32,
    /// How many days: 1 to [`MOST_INVITE_DAYS`].
    pub days: u32,
    /// A room that they become members of, beside the default rooms.
    pub room: Option<RoomId>,
}

/// Who looks after a room makes links into it; links to the site alone are the admins'.
async fn room_name(
    transaction: &mut Transaction,
    doer: &Doer,
    room: Option<RoomId>,
) -> Result<Option<(RoomId, RoomName)>, ChatError> {
    match room {
        Some(room) => {
            let access = access::of(transaction, room, doer).await?;
            access.must(Action::AddPeople)?;
            Ok(Some((room, access.room.name)))
        }
        None => {
            access::must_be_admin(transaction, doer).await?;
            Ok(None)
        }
    }
}

fn out_of_range(most_uses: u32, most_days: u32) -> Refusal {
    let sentence = Sentence::new("invite-range")
        .with("uses", most_uses.to_string())
        .with("days", most_days.to_string());
    Refusal::because(ErrorCode::Invalid, sentence)
}

impl Chat {
    /// Makes an invite; `code` is what stands in its link.
    ///
    /// # Errors
    /// Refusals `invalid` (numbers out of their ranges), `forbidden`, `not_found`; database errors.
    pub async fn create_invite(
        &self,
        doer: Doer,
        form: InviteForm,
        code: CodeHash,
    ) -> Result<(), ChatError> {
        let InviteForm { uses, days, room } = form;
        if !(1..=MOST_INVITE_USES).contains(&uses) || !(1..=MOST_INVITE_DAYS).contains(&days) {
            return Err(out_of_range(MOST_INVITE_USES, MOST_INVITE_DAYS).into());
        }
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    let opened = room_name(transaction, &doer, room).await?;
                    let is_admin = access::must_be_admin(transaction, &doer).await.is_ok();
                    let (most_uses, most_days) = MOST_OF_MEMBERS;
                    if !is_admin && (uses > most_uses || days > most_days) {
                        return Err(out_of_range(most_uses, most_days).into());
                    }
                    let now = transaction.now();
                    let new = NewInvite {
                        uses,
                        room,
                        created_by: doer.user(),
                        created_at: now,
                        expires_at: now.plus(DAY * days),
                    };
                    invites::create(transaction, &code, new).await?;
                    let mut entry = AuditEntry::new("invite.created");
                    entry.room = opened;
                    let became = json!({ "uses": uses, "days": days });
                    audit::append(transaction, &doer, entry.changed(Value::Null, became)).await
                })
            })
            .await
    }

    /// Takes an invite back, so that nobody registers with it any more; with `room` only one that opens it.
    ///
    /// # Errors
    /// Refusals `forbidden`, `not_found` (also: taken back already); database errors.
    pub async fn revoke_invite(
        &self,
        doer: Doer,
        id: i64,
        room: Option<RoomId>,
    ) -> Result<(), ChatError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    room_name(transaction, &doer, room).await?;
                    let now = transaction.now();
                    let mut entry = AuditEntry::new("invite.revoked");
                    if let Some(opened) = invites::revoke(transaction, id, room, now).await? {
                        let opened = rooms::get(&mut **transaction, opened).await?;
                        entry = entry.in_room(opened.id, &opened.name);
                    }
                    let was = json!({ "invite": id });
                    audit::append(transaction, &doer, entry.changed(was, Value::Null)).await
                })
            })
            .await
    }

    /// All invites, or those that open a room, the newest first.
    ///
    /// # Errors
    /// Database errors.
    pub async fn invites(&self, room: Option<RoomId>) -> Result<Vec<Invite>, ChatError> {
        let now = self.clock.now().into();
        invites::list(self.store.reader(), room, now).await
    }
}
