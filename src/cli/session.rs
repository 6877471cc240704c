//! `teahouse session list|end`: signed-in browsers, whoever's they are.

use super::arguments::Session as Command;
use super::failure::Failure;
use super::house::in_house;
use super::{Context, user};
use crate::chat::ChatError;
use crate::clock::{Clock, SystemClock};
use crate::domain::{Doer, Sentence, SessionId, UserId};
use crate::store::sessions::{self, Listed};

pub(super) async fn run(command: Command, context: &Context) -> Result<String, Failure> {
    match command {
        Command::List { user } => list(user.as_deref(), context).await,
        Command::End { id } => end(SessionId(id), context).await,
    }
}

async fn list(name: Option<&str>, context: &Context) -> Result<String, Failure> {
    in_house(&context.settings, async |house| {
        let user: Option<UserId> = match name {
            Some(name) => Some(user::get(house, name).await?.id),
            None => None,
        };
        let now = SystemClock.now().into();
        let sessions = sessions::list(house.store.reader(), user, now).await?;
        Ok(sessions.iter().map(line).collect())
    })
    .await
}

fn line(session: &Listed) -> String {
    // What a browser calls itself is its own to choose, and must not make fields or lines of its own.
    let browser = session.browser.replace(char::is_control, " ");
    format!(
        "{}\t{}\t{}\t{}\t{}\t{browser}\n",
        session.id,
        session.user.username,
        session.created_at.rfc3339(),
        session.last_seen_at.rfc3339(),
        session.address,
    )
}

async fn end(id: SessionId, context: &Context) -> Result<String, Failure> {
    in_house(&context.settings, async |house| {
        let unknown = || Sentence::new("cli-no-such-session").with("id", id.to_string());
        let user = sessions::user_of(house.store.reader(), id).await?;
        let user = user.ok_or_else(unknown)?;
        let ended = house.chat.end_session(Doer::operator(), user, id).await;
        ended.map_err(|error| match error {
            ChatError::NotFound => unknown().into(),
            error => Failure::from(error),
        })?;
        Ok(String::new())
    })
    .await
}
