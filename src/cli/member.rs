//! `teahouse room add|remove|ban|unban|role|mute|unmute`: who is in a room and as what, decided by the operator.

use std::time::Duration;

use super::arguments::{InRoom, RoomAdd, RoomMute, RoomSetRole};
use super::failure::Failure;
use super::house::{House, in_house};
use super::{Context, room, user};
use crate::chat::ChatError;
use crate::domain::{Doer, Room, RoomRole, Sentence, User};
use crate::store::memberships;

pub(super) const HOUR: Duration = Duration::from_secs(60 * 60);
/// A year; for longer there is no number.
pub(super) const MOST_HOURS: u32 = 365 * 24;

/// The room and the user that somebody typed.
async fn get(house: &House, who: &InRoom) -> Result<(Room, User), Failure> {
    let room = room::get(house, &who.room).await?;
    Ok((room, user::get(house, &who.user).await?))
}

/// Both were found just before: what is not found is what stands between them.
fn not_found(key: &'static str, who: &InRoom) -> impl FnOnce(ChatError) -> Failure {
    let sentence = Sentence::new(key)
        .with("name", who.user.as_str())
        .with("room", who.room.as_str());
    |error| match error {
        ChatError::NotFound => sentence.into(),
        error => error.into(),
    }
}

/// Without a role a member stays what they are.
pub(super) async fn add(arguments: &RoomAdd, context: &Context) -> Result<String, Failure> {
    in_house(&context.settings, async |house| {
        let (room, user) = get(house, &arguments.who).await?;
        let found = memberships::find(house.store.reader(), room.id, user.id).await?;
        let role = arguments
            .role
            .or(found.map(|found| found.role))
            .unwrap_or(RoomRole::Member);
        let added = house
            .chat
            .add_member(Doer::operator(), room.id, user.id, role);
        added.await?;
        Ok(String::new())
    })
    .await
}

/// Ends a membership.
pub(super) async fn remove(who: &InRoom, context: &Context) -> Result<String, Failure> {
    in_house(&context.settings, async |house| {
        let (room, user) = get(house, who).await?;
        let removed = house
            .chat
            .remove_member(Doer::operator(), room.id, user.id)
            .await;
        removed.map_err(not_found("cli-no-such-member", who))?;
        Ok(String::new())
    })
    .await
}

/// Keeps somebody out, member or not.
pub(super) async fn ban(who: &InRoom, context: &Context) -> Result<String, Failure> {
    in_house(&context.settings, async |house| {
        let (room, user) = get(house, who).await?;
        house.chat.ban(Doer::operator(), room.id, user.id).await?;
        Ok(String::new())
    })
    .await
}

/// Lets somebody in again.
pub(super) async fn unban(who: &InRoom, context: &Context) -> Result<String, Failure> {
    in_house(&context.settings, async |house| {
        let (room, user) = get(house, who).await?;
        let unbanned = house.chat.unban(Doer::operator(), room.id, user.id).await;
        unbanned.map_err(not_found("cli-not-banned", who))?;
        Ok(String::new())
    })
    .await
}

/// Gives a member another role.
pub(super) async fn set_role(
    arguments: &RoomSetRole,
    context: &Context,
) -> Result<String, Failure> {
    let who = &arguments.who;
    in_house(&context.settings, async |house| {
        let (room, user) = get(house, who).await?;
        let role = arguments.role;
        let set = house
            .chat
            .set_room_role(Doer::operator(), room.id, user.id, role)
            .await;
        set.map_err(not_found("cli-no-such-member", who))?;
        Ok(String::new())
    })
    .await
}

/// Takes the right to write from a member, for hours or until it is given back.
pub(super) async fn mute(arguments: &RoomMute, context: &Context) -> Result<String, Failure> {
    let who = &arguments.who;
    if let Some(hours) = arguments.hours {
        Failure::unless_in_range("--hours", hours, MOST_HOURS)?;
    }
    in_house(&context.settings, async |house| {
        let (room, user) = get(house, who).await?;
        let span = arguments.hours.map(|hours| HOUR * hours);
        let muted = house
            .chat
            .mute(Doer::operator(), room.id, user.id, span)
            .await;
        muted.map_err(not_found("cli-no-such-member", who))?;
        Ok(String::new())
    })
    .await
}

/// Gives it back.
pub(super) async fn unmute(who: &InRoom, context: &Context) -> Result<String, Failure> {
    in_house(&context.settings, async |house| {
        let (room, user) = get(house, who).await?;
        let unmuted = house.chat.unmute(Doer::operator(), room.id, user.id).await;
        unmuted.map_err(not_found("cli-no-such-member", who))?;
        Ok(String::new())
    })
    .await
}
