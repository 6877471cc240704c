//! `teahouse audit list|verify`: what was done to people and rooms, and whether somebody has changed what is written.

use super::Context;
use super::arguments::{Audit as Command, AuditList};
use super::failure::Failure;
use super::house::{House, in_house};
use crate::domain::{AuditRow, Sentence};
use crate::store::StoreError;
use crate::store::audit::{self, Verdict};

/// More than anybody reads; a bound to what is held in memory.
const MOST_ROWS: u32 = 100_000;

pub(super) async fn run(command: &Command, context: &Context) -> Result<String, Failure> {
    match command {
        Command::List(arguments) => list(arguments, context).await,
        Command::Verify => in_house(&context.settings, verify).await,
    }
}

async fn list(arguments: &AuditList, context: &Context) -> Result<String, Failure> {
    Failure::unless_in_range("--limit", arguments.limit, MOST_ROWS)?;
    in_house(&context.settings, async |house| {
        let rows = audit::list_newest(house.store.reader(), arguments.limit).await?;
        Ok(rows.iter().map(line).collect())
    })
    .await
}

fn line(row: &AuditRow) -> String {
    let or = |text: &str, none: &'static str| match text {
        "" => none.to_owned(),
        text => text.to_owned(),
    };
    let actor = match row.actor_id {
        Some(_) => row.actor.clone(),
        None => "operator".to_owned(),
    };
    format!(
        "{}\t{}\t{actor}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n",
        row.id,
        row.at.rfc3339(),
        row.via,
        or(&row.address, "-"),
        row.action,
        or(&row.room, "-"),
        or(&row.whom, "-"),
        row.was,
        row.became,
    )
}

async fn verify(house: &House) -> Result<String, Failure> {
    let mut connection = house
        .store
        .reader()
        .acquire()
        .await
        .map_err(StoreError::from)?;
    match audit::verify(&mut connection).await? {
        Verdict::Whole { rows, hash } => Ok(format!("{rows}\t{hash}\n")),
        Verdict::Broken { row } => Err(Sentence::new("cli-audit-broken")
            .with("row", row.to_string())
            .into()),
    }
}
