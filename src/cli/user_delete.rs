//! `teahouse user delete`: an account that goes for good, with what the person wrote or without it.

use super::arguments::UserDelete;
use super::failure::Failure;
use super::house::{House, in_house};
use super::{Context, confirmation, user};
use crate::domain::{Doer, Sentence, User, Username};

pub(super) async fn run(arguments: &UserDelete, context: &Context) -> Result<String, Failure> {
    let find = async |house: &House| user::get(house, &arguments.whom.name).await;
    let user = in_house(&context.settings, find).await?;
    if !arguments.yes && !is_confirmed(&user, arguments.with_messages, context) {
        return Err(Failure::new("cli-not-confirmed"));
    }
    // Opened anew: while the question stood, the server that is to be told may have been started.
    in_house(&context.settings, async |house| {
        let deleted = house
            .chat
            .delete_user(Doer::operator(), user.id, arguments.with_messages);
        deleted.await?;
        // There may be no server that would.
        house.chat.erase_messages().await?;
        Ok(String::new())
    })
    .await
}

fn is_confirmed(user: &User, with_messages: bool, context: &Context) -> bool {
    let key = if with_messages {
        "cli-user-delete-all-question"
    } else {
        "cli-user-delete-question"
    };
    let question = Sentence::new(key).with("name", user.username.as_str());
    let typed = confirmation::ask(&question, context.locale);
    Username::fold_typed(&typed) == Username::fold_typed(&user.username)
}
