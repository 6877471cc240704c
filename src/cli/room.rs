//! `teahouse room create|list`: rooms, made by the operator; they have no owner until somebody is made one.

use super::Context;
use super::arguments::{Room as Command, RoomCreate};
use super::failure::Failure;
use super::house::{House, in_house};
use crate::chat::NewRoom;
use crate::domain::room::{parse_title, parse_topic};
use crate::domain::{Room, RoomKind, RoomName, Sentence};
use crate::store::{StoreError, rooms};

pub(super) async fn run(command: Command, context: &Context) -> Result<String, Failure> {
    match command {
        Command::Create(arguments) => create(arguments, context).await,
        Command::List => in_house(&context.settings, list).await,
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
        match house.chat.create_room(None, new).await {
            Ok(room) => Ok(format!("{}\n", room.name)),
            Err(StoreError::Taken) => Err(Failure::new("room-name-taken")),
            Err(error) => Err(error.into()),
        }
    })
    .await
}

async fn list(house: &House) -> Result<String, Failure> {
    let rooms = rooms::list(house.store.reader()).await?;
    let line = |room: &Room| {
        let state = if room.archived { "archived" } else { "active" };
        let kind = room.kind.as_str();
        format!("{}\t{kind}\t{state}\t{}\n", room.name, room.title)
    };
    Ok(rooms.iter().map(line).collect())
}

/// The room of a name that somebody typed.
pub(super) async fn get(house: &House, typed: &str) -> Result<Room, Failure> {
    let name = RoomName::parse(typed)?;
    let found = rooms::find_by_name(house.store.reader(), &name).await?;
    let unknown = || Sentence::new("cli-no-such-room").with("name", typed);
    Ok(found.ok_or_else(unknown)?)
}
