//! `teahouse room create|list|archive|restore|delete`: rooms, made by the operator; they have no owner until somebody
//! is made one (`member`).

use super::arguments::{OneRoom, Room as Command, RoomCreate};
use super::failure::Failure;
use super::house::{House, in_house};
use super::{Context, member, room_settings};
use crate::chat::NewRoom;
use crate::domain::room::{parse_title, parse_topic};
use crate::domain::{Doer, Room, RoomKind, RoomName, Sentence};
use crate::store::{StoreError, rooms};

pub(super) async fn run(command: Command, context: &Context) -> Result<String, Failure> {
    match command {
        Command::Create(arguments) => create(arguments, context).await,
        Command::List => in_house(&context.settings, list).await,
        Command::Show(room) => room_settings::show(&room, context).await,
        Command::Set(arguments) => room_settings::set(arguments, context).await,
        Command::Archive(room) => archive(&room, true, context).await,
        Command::Restore(room) => archive(&room, false, context).await,
        Command::Delete(room) => delete(&room, context).await,
        Command::Add(arguments) => member::add(&arguments, context).await,
        Command::Remove(who) => member::remove(&who, context).await,
        Command::Ban(who) => member::ban(&who, context).await,
        Command::Unban(who) => member::unban(&who, context).await,
        Command::Role(arguments) => member::set_role(&arguments, context).await,
        Command::Mute(arguments) => member::mute(&arguments, context).await,
        Command::Unmute(who) => member::unmute(&who, context).await,
    }
}

async fn create(arguments: RoomCreate, context: &Context) -> Result<String, Failure> {
    let title = arguments.title.unwrap_or_else(|| arguments.name.clone());
    let new = NewRoom {
        name: RoomName::parse(&arguments.name)?,
        title: parse_title(&title)?,
        topic: parse_topic(&arguments.topic)?,
        kind: if arguments.private {
            RoomKind::Private
        } else {
            RoomKind::Open
        },
    };
    in_house(&context.settings, async |house| {
        match house.chat.create_room(Doer::operator(), new).await {
            Ok(room) => Ok(format!("{}\n", room.name)),
            Err(StoreError::Taken) => Err(Failure::new("room-name-taken")),
            Err(error) => Err(error.into()),
        }
    })
    .await
}

async fn list(house: &House) -> Result<String, Failure> {
    // Who talks to whom is theirs.
    let mut rooms = rooms::list(house.store.reader()).await?;
    rooms.retain(|room| room.kind != RoomKind::Direct);
    let line = |room: &Room| {
        let state = if room.archived { "archived" } else { "active" };
        let kind = room.kind.as_str();
        format!("{}\t{kind}\t{state}\t{}\n", room.name, room.title)
    };
    Ok(rooms.iter().map(line).collect())
}

async fn archive(room: &OneRoom, archived: bool, context: &Context) -> Result<String, Failure> {
    in_house(&context.settings, async |house| {
        let room = get(house, &room.name).await?.id;
        let done = house.chat.archive_room(Doer::operator(), room, archived);
        done.await?;
        Ok(String::new())
    })
    .await
}

async fn delete(room: &OneRoom, context: &Context) -> Result<String, Failure> {
    in_house(&context.settings, async |house| {
        let room = get(house, &room.name).await?.id;
        house.chat.delete_room(Doer::operator(), room).await?;
        Ok(String::new())
    })
    .await
}

/// The room of a name that somebody typed.
pub(super) async fn get(house: &House, typed: &str) -> Result<Room, Failure> {
    let name = RoomName::parse(typed)?;
    let found = rooms::find_by_name(house.store.reader(), &name).await?;
    let unknown = || Sentence::new("cli-no-such-room").with("name", typed);
    Ok(found.ok_or_else(unknown)?)
}
