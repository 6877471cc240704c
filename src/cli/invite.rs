//! `teahouse invite create|list|revoke`: links with which people can register.

use super::arguments::{Invite as Command, InviteCreate};
use super::failure::Failure;
use super::house::{House, in_house};
use super::{Context, room, site_link};
use crate::auth::InviteCode;
use crate::chat::{ChatError, InviteForm, MOST_INVITE_DAYS, MOST_INVITE_USES};
use crate::domain::{Doer, Sentence};
use crate::store::invites::Invite;

pub(super) async fn run(command: &Command, context: &Context) -> Result<String, Failure> {
    match command {
        Command::Create(arguments) => create(arguments, context).await,
        Command::List => in_house(&context.settings, list).await,
        Command::Revoke { id } => revoke(*id, context).await,
    }
}

async fn create(arguments: &InviteCreate, context: &Context) -> Result<String, Failure> {
    Failure::unless_in_range("--uses", arguments.uses, MOST_INVITE_USES)?;
    Failure::unless_in_range("--days", arguments.days, MOST_INVITE_DAYS)?;
    in_house(&context.settings, async |house| {
        let room = match &arguments.room {
            Some(name) => Some(room::get(house, name).await?.id),
            None => None,
        };
        let form = InviteForm {
            uses: arguments.uses,
            days: arguments.days,
            room,
        };
        let code = InviteCode::random();
        let created = house
            .chat
            .create_invite(Doer::operator(), form, code.hash());
        created.await?;
        let site = site_link::site(house, context);
        Ok(format!("{site}register?invite={}\n", code.as_str()))
    })
    .await
}

async fn list(house: &House) -> Result<String, Failure> {
    let line = |invite: &Invite| {
        let room = invite.room.as_ref().map_or("-", |room| room.as_str());
        format!(
            "{}\t{}\t{}/{}\t{room}\t{}\t{}\n",
            invite.id,
            state(invite),
            invite.uses_left,
            invite.uses,
            invite.created_by.as_deref().unwrap_or("-"),
            invite.expires_at.rfc3339(),
        )
    };
    Ok(house.chat.invites(None).await?.iter().map(line).collect())
}

/// What became of it, as the command has always printed it.
fn state(invite: &Invite) -> &str {
    match invite.state.as_str() {
        "usable" => "open",
        state => state,
    }
}

async fn revoke(id: i64, context: &Context) -> Result<String, Failure> {
    in_house(&context.settings, async |house| {
        let revoked = house.chat.revoke_invite(Doer::operator(), id, None).await;
        revoked.map_err(|error| match error {
            ChatError::NotFound => Sentence::new("cli-no-such-invite")
                .with("id", id.to_string())
                .into(),
            error => Failure::from(error),
        })?;
        Ok(String::new())
    })
    .await
}
