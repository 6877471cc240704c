//! `teahouse send ROOM TEXT`: a message from a script, stored and in every open browser.

use super::arguments::Send;
use super::failure::Failure;
use super::house::{House, in_house};
use super::{Context, room, user};
use crate::domain::{Doer, ErrorCode, Person, Refusal, Room, RoomRole, SiteRole, Username};
use crate::store::{StoreError, Transaction, memberships, users};

pub(super) async fn run(arguments: Send, context: &Context) -> Result<String, Failure> {
    in_house(&context.settings, async |house| {
        let room = room::get(house, &arguments.room).await?;
        let author = match &arguments.author {
            Some(name) => user::get(house, name).await?.person(),
            None => bot_in(house, &room).await?,
        };
        let sent = house
            .chat
            .announce(author.id, room.id, &arguments.text)
            .await?;
        Ok(format!("{}\n", sent.id))
    })
    .await
}

/// The built-in bot, made when it is first needed, as a member of the room: the operator may speak in every room but in
/// those that are others' own.
async fn bot_in(house: &House, room: &Room) -> Result<Person, Failure> {
    // Before anybody is told that the bot came.
    if room.archived {
        return Err(Refusal::new(ErrorCode::Archived).into());
    }
    let bot: Result<Person, StoreError> = house
        .store
        .write(move |transaction: &mut Transaction| {
            Box::pin(async move {
                let name = Username::built_in_bot();
                let found = users::find_by_name(&mut **transaction, name.folded()).await?;
                let bot = match found {
                    Some(bot) => bot,
                    None => {
                        let new =
                            user::new_user(&name, Some(BOT_DISPLAY_NAME.to_owned()), SiteRole::Bot);
                        user::create_written_down(transaction, new).await?
                    }
                };
                Ok(bot.person())
            })
        })
        .await;
    let bot = bot?;
    let found = memberships::find(house.store.reader(), room.id, bot.id).await?;
    if found.is_none() {
        let (doer, role) = (Doer::operator(), RoomRole::Member);
        house.chat.add_member(doer, room.id, bot.id, role).await?;
    }
    Ok(bot)
}

/// The bot speaks for the house; the site may be called otherwise.
const BOT_DISPLAY_NAME: &str = "Teahouse";
