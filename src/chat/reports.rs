//! Telling those who look after a room that a message is wrong, and what they do about it.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Chat, ChatError};
use crate::domain::{
    Action, AuditEntry, Doer, ErrorCode, MessageId, Person, Refusal, RoomId, RoomRole, Sentence,
    Timestamp, UserId,
};
use crate::store::access::{self, Access};
use crate::store::reports::{self, Report};
use crate::store::{Transaction, audit, changes, memberships, messages, rooms, users};

/// Of the reason, in Unicode scalar values.
pub const MOST_REASON_CHARACTERS: usize = 500;
/// How long a form mutes the author of a reported message.
const MUTED_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// What is done about a reported message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A tombstone to everybody, until it is shown again.
    Hide,
    /// Shown again.
    Show,
    /// Deleted for good.
    Delete,
    /// Its author may not write for so long, or as long as a mute lasts that was there before.
    Mute(Duration),
    /// Nothing: it is as it should be.
    Dismiss,
}

impl Outcome {
    /// What a form says.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "hide" => Self::Hide,
            "show" => Self::Show,
            "delete" => Self::Delete,
            "mute" => Self::Mute(MUTED_FOR),
            "dismiss" => Self::Dismiss,
            _ => return None,
        })
    }

    /// How the report is closed.
    const fn closes(self) -> &'static str {
        match self {
            Self::Hide => "hidden",
            Self::Delete => "deleted",
            Self::Mute(_) => "muted",
            Self::Dismiss | Self::Show => "dismissed",
        }
    }

    const fn action(self) -> &'static str {
        match self {
            Self::Hide => "message.hidden",
            Self::Show => "message.shown",
            Self::Delete => "message.deleted",
            Self::Mute(_) => "member.muted",
            Self::Dismiss => "report.dismissed",
        }
    }
}

impl Chat {
    /// Notes what a reader of a room finds wrong with a message. Costs a command of the rate.
    ///
    /// # Errors
    /// Refusals `not_found`, `rate_limited`, `too_long`; database errors.
    pub async fn report(
        &self,
        user: UserId,
        room: RoomId,
        message: MessageId,
        reason: &str,
    ) -> Result<(), ChatError> {
        // One line, in which every line of it stands.
        let words = reason.split(|c: char| c.is_control() || c.is_whitespace());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let reason = words.join(" ");
        if reason.chars().nth(MOST_REASON_CHARACTERS).is_some() {
            let sentence =
                Sentence::new(ErrorCode::TooLong.key()).with("limit", MOST_REASON_CHARACTERS);
            return Err(Refusal::because(ErrorCode::TooLong, sentence).into());
        }
        self.buckets.take(user)?;
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    let access = access::of_user(transaction, room, user).await?;
                    access.must(Action::Report)?;
                    let message = messages::find(&mut **transaction, room, message)
                        .await?
                        .filter(|message| !message.deleted)
                        .ok_or(ErrorCode::NotFound)?;
                    reports::create(transaction, &message, user, &reason).await
                })
            })
            .await
    }

    /// Deals with a report, and so with all reports of the same message.
    ///
    /// # Errors
    /// Refusals `not_found`, `forbidden`, `conflict` (the message is gone, or not hidden); database errors.
    pub async fn settle_report(
        &self,
        doer: Doer,
        report: i64,
        outcome: Outcome,
    ) -> Result<(), ChatError> {
        self.store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    let report = reports::get(&mut **transaction, report).await?;
                    let access = access::of(transaction, report.room, &doer).await?;
                    access.must(Action::Moderate)?;
                    let action = outcome.action();
                    let entry = AuditEntry::about_message(action, &access.room, &report.message);
                    let (message, by) = (report.message.id, doer.user());
                    let done = settle(transaction, &access, &doer, report, outcome).await?;
                    reports::close(transaction, message, by, outcome.closes()).await?;
                    match done {
                        Some(became) => {
                            let entry = AuditEntry { became, ..entry };
                            audit::append(transaction, &doer, entry).await
                        }
                        None => Ok(()),
                    }
                })
            })
            .await
    }

    /// The reports of a room, or of all: waiting or dealt with, the newest first, before a number.
    ///
    /// # Errors
    /// Database errors.
    pub async fn reports(
        &self,
        room: Option<RoomId>,
        closed: bool,
        before: i64,
        limit: i64,
    ) -> Result<Vec<Report>, ChatError> {
        reports::page_before(self.store.reader(), room, closed, before, limit).await
    }

    /// Of the rooms of these reports those that somebody may read: to look after a room is not to read in it.
    ///
    /// # Errors
    /// Database errors.
    pub async fn readable_of(
        &self,
        user: UserId,
        reports: &[Report],
    ) -> Result<HashSet<RoomId>, ChatError> {
        let of: Vec<RoomId> = reports.iter().map(|report| report.room).collect();
        let readable = rooms::list_readable(self.store.reader(), user, &of).await?;
        Ok(readable.iter().map(|room| room.id).collect())
    }

    /// How many wait, in a room or in all.
    ///
    /// # Errors
    /// Database errors.
    pub async fn open_reports(&self, room: Option<RoomId>) -> Result<i64, ChatError> {
        reports::count_open(self.store.reader(), room).await
    }
}

/// What is to be written down as what it became; nothing where it is so already, which is no deed, and of a deletion,
/// which writes itself down.
async fn settle(
    transaction: &mut Transaction,
    access: &Access,
    doer: &Doer,
    report: Report,
    outcome: Outcome,
) -> Result<Option<Value>, ChatError> {
    let (room, message, by) = (report.room, report.message, doer.user());
    let is_gone = message.deleted && !report.hidden;
    let gone = || Refusal::because(ErrorCode::Conflict, Sentence::new("report-message-gone"));
    match outcome {
        Outcome::Dismiss => {}
        Outcome::Hide if report.hidden => return Ok(None),
        Outcome::Hide if is_gone => return Err(gone().into()),
        Outcome::Show if !report.hidden => return Err(gone().into()),
        Outcome::Hide => reports::hide(transaction, message, by).await?,
        Outcome::Show => reports::show(transaction, room, message.id, by).await?,
        Outcome::Delete => {
            changes::take_down(transaction, &access.room, doer, message).await?;
            return Ok(None);
        }
        Outcome::Mute(span) => {
            let until = transaction.now().plus(span);
            return mute_author(transaction, access, &message.author, by, until).await;
        }
    }
    Ok(Some(Value::Null))
}

/// A mute that lasts longer already stays as it is.
async fn mute_author(
    transaction: &mut Transaction,
    access: &Access,
    author: &Person,
    by: Option<UserId>,
    until: Timestamp,
) -> Result<Option<Value>, ChatError> {
    let room = access.room.id;
    let found = memberships::find(&mut **transaction, room, author.id).await?;
    let site = users::get(&mut **transaction, author.id).await?.role;
    let role = found.map(|found| found.role);
    let is_below = access.may(Action::Mute) && access.is_above(role, site);
    if role != Some(RoomRole::Member) || !is_below {
        let sentence = Sentence::new("report-cannot-mute");
        return Err(Refusal::because(ErrorCode::Conflict, sentence).into());
    }
    if found.is_some_and(|found| found.muted_until >= Some(until)) {
        return Ok(None);
    }
    memberships::mute(transaction, room, author, Some(until), by).await?;
    Ok(Some(json!({ "until": until })))
}
