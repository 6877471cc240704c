//! `teahouse room show|set`: what the page of a room's settings has, and who is in the room.

use super::Context;
use super::arguments::{OneRoom, RoomSet, RoomWishes};
use super::failure::Failure;
use super::house::{House, in_house};
use super::room::get;
use crate::chat::RoomForm;
use crate::clock::{Clock, SystemClock};
use crate::domain::room::{SLOW_SECONDS, parse_title, parse_topic};
use crate::domain::{
    Doer, ErrorCode, Refusal, Room, RoomId, RoomKind, RoomName, Sentence, Timestamp,
};
use crate::store::memberships::Listed;
use crate::store::{StoreError, bans, memberships};

/// Prints the settings, then a line for each member and for each who is kept out.
pub(super) async fn show(room: &OneRoom, context: &Context) -> Result<String, Failure> {
    in_house(&context.settings, async |house| {
        let room = get(house, &room.name).await?;
        // Who talks to whom is theirs.
        if room.kind == RoomKind::Direct {
            return Err(Refusal::new(ErrorCode::Forbidden).into());
        }
        Ok(settings(&room) + &people(house, room.id).await?)
    })
    .await
}

/// Changes what was named, and prints all settings as they are then.
pub(super) async fn set(arguments: RoomSet, context: &Context) -> Result<String, Failure> {
    let change = change(arguments.wishes)?;
    in_house(&context.settings, async |house| {
        let room = get(house, &arguments.room.name).await?.id;
        match house.chat.update_room(Doer::operator(), room, change).await {
            Ok(room) => Ok(settings(&room)),
            Err(StoreError::Taken) => Err(Failure::new("room-name-taken")),
            Err(error) => Err(error.into()),
        }
    })
    .await
}

/// What was wished, parsed, to be put upon the room as it is inside the write.
fn change(
    wishes: RoomWishes,
) -> Result<impl FnOnce(RoomForm) -> RoomForm + Send + 'static, Failure> {
    let title = wishes.title.as_deref().map(parse_title).transpose()?;
    let topic = wishes.topic.as_deref().map(parse_topic).transpose()?;
    let name = wishes.rename.as_deref().map(RoomName::parse).transpose()?;
    if let Some(seconds) = wishes.slow
        && !SLOW_SECONDS.contains(&seconds)
    {
        let values: Vec<String> = SLOW_SECONDS.iter().map(ToString::to_string).collect();
        let sentence = Sentence::new("usage-one-of").with("argument", "--slow");
        return Err(Failure::Usage(sentence.with("values", values.join(", "))));
    }
    if wishes.kind == Some(RoomKind::Private) && wishes.default == Some(true) {
        let sentence = Sentence::new("usage-conflict").with("argument", "--default on");
        return Err(Failure::Usage(sentence.with("other", "--kind private")));
    }
    Ok(move |now: RoomForm| RoomForm {
        name: name.unwrap_or(now.name),
        title: title.unwrap_or(now.title),
        topic: topic.unwrap_or(now.topic),
        kind: wishes.kind.unwrap_or(now.kind),
        slow_seconds: wishes.slow.unwrap_or(now.slow_seconds),
        announcements: wishes.announcements.unwrap_or(now.announcements),
        is_default: wishes.default.unwrap_or(now.is_default),
    })
}

fn settings(room: &Room) -> String {
    let switch = |on| if on { "on" } else { "off" };
    format!(
        "name\t{}\ntitle\t{}\ntopic\t{}\nkind\t{}\nstate\t{}\nslow\t{}\nannouncements\t{}\ndefault\t{}\n",
        room.name,
        room.title,
        room.topic,
        room.kind.as_str(),
        if room.archived { "archived" } else { "active" },
        room.slow_seconds,
        switch(room.announcements),
        switch(room.is_default),
    )
}

async fn people(house: &House, room: RoomId) -> Result<String, Failure> {
    let reader = house.store.reader();
    let members = memberships::list_people(reader, room, "", 0, i64::MAX).await?;
    let now = SystemClock.now().into();
    let member = |listed: &Listed| {
        let (person, membership) = (&listed.person, &listed.membership);
        let muted = match membership.muted_until.filter(|until| *until > now) {
            None => "-".to_owned(),
            Some(Timestamp::NEVER) => "forever".to_owned(),
            Some(until) => until.rfc3339(),
        };
        let role = membership.role.as_str();
        format!(
            "member\t{}\t{}\t{role}\t{muted}\n",
            person.username, person.name
        )
    };
    let mut lines: String = members.iter().map(member).collect();
    for person in bans::list(reader, room).await? {
        lines += &format!("banned\t{}\t{}\n", person.username, person.name);
    }
    Ok(lines)
}
