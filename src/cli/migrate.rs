//! `teahouse migrate [--plan|--status]`: brings the database up to date, or says what is to be done.

use super::Context;
use super::arguments::Migrate;
use super::failure::Failure;
use super::house::open_store;
use crate::domain::Sentence;
use crate::store::{Location, MigrationState, StoreError, migration_status};

pub(super) async fn run(arguments: &Migrate, context: &Context) -> Result<String, Failure> {
    let location = Location::parse(&context.settings.database)?;
    let before = migration_status(&location).await?;
    if let Some(newer) = before.newer {
        return Err(StoreError::Newer(newer).into());
    }
    let pending = before.migrations.iter().filter(|state| !state.applied);
    if arguments.status {
        // the list is the result, whether anything is pending or not
        super::print(&before.migrations.iter().map(line).collect::<String>());
        return match pending.count() {
            0 => Ok(String::new()),
            count => Err(Sentence::new("cli-migrations-pending")
                .with("count", count)
                .into()),
        };
    }
    if arguments.plan {
        return Ok(pending.map(line).collect());
    }
    open_store(&context.settings).await?.close().await;
    let applied = |state: &MigrationState| MigrationState {
        applied: true,
        ..state.clone()
    };
    Ok(pending.map(|state| line(&applied(state))).collect())
}

fn line(state: &MigrationState) -> String {
    let word = if state.applied { "applied" } else { "pending" };
    format!("{:04}\t{}\t{word}\n", state.version, state.description)
}
