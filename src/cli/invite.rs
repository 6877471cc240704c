//! `teahouse invite create`: a link with which people can register.

use std::time::Duration;

use super::arguments::{Invite as Command, InviteCreate};
use super::failure::Failure;
use super::house::in_house;
use super::{Context, lock, room};
use crate::auth::InviteCode;
use crate::clock::{Clock, SystemClock};
use crate::domain::{Sentence, Timestamp};
use crate::store::invites::{self, NewInvite};
use crate::store::{StoreError, Transaction};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// A link that somebody forgot must not open the door for ever.
const MOST_DAYS: u32 = 365;
const MOST_USES: u32 = 10_000;

pub(super) async fn run(command: &Command, context: &Context) -> Result<String, Failure> {
    match command {
        Command::Create(arguments) => create(arguments, context).await,
    }
}

async fn create(arguments: &InviteCreate, context: &Context) -> Result<String, Failure> {
    check("--uses", arguments.uses, MOST_USES)?;
    check("--days", arguments.days, MOST_DAYS)?;
    in_house(&context.settings, async |house| {
        let room = match &arguments.room {
            Some(name) => Some(room::get(house, name).await?.id),
            None => None,
        };
        let now = Timestamp::from(SystemClock.now());
        let new = NewInvite {
            uses: arguments.uses,
            room,
            created_by: None,
            created_at: now,
            expires_at: now.plus(DAY * arguments.days),
        };
        let code = InviteCode::random();
        let hash = code.hash();
        let stored: Result<(), StoreError> = house
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move { invites::create(transaction, &hash, new).await })
            })
            .await;
        stored?;
        let settings = &context.settings;
        // port 0 and the like: only the running server knows where it is
        let running = house.chat.layer().kind() == "server";
        let site = match lock::address(&settings.data_folder()) {
            Some(address) if running && settings.public_url.is_none() => address,
            _ => settings.site_url(settings.listen),
        };
        Ok(format!("{site}register?invite={}\n", code.as_str()))
    })
    .await
}

fn check(argument: &'static str, value: u32, most: u32) -> Result<(), Failure> {
    if (1..=most).contains(&value) {
        return Ok(());
    }
    Err(Failure::Usage(
        Sentence::new("usage-range")
            .with("argument", argument)
            .with("most", most.to_string()),
    ))
}
