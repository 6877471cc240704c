//! `teahouse search check|reindex`: whether the index agrees with the messages, and making it anew.

use super::Context;
use super::arguments::Search as Command;
use super::failure::Failure;
use super::house::{House, in_house};
use crate::chat::SearchVerdict;
use crate::domain::Sentence;

pub(super) async fn run(command: &Command, context: &Context) -> Result<String, Failure> {
    match command {
        Command::Check => in_house(&context.settings, check).await,
        Command::Reindex => {
            in_house(&context.settings, async |house| {
                house.chat.reindex().await?;
                check(house).await
            })
            .await
        }
    }
}

/// Prints how many messages are in the index.
async fn check(house: &House) -> Result<String, Failure> {
    match house.chat.check_search().await? {
        SearchVerdict::Agrees {
            indexed,
            pending: 0,
        } => Ok(format!("{indexed}\n")),
        SearchVerdict::Agrees { pending, .. } => Err(Sentence::new("cli-search-pending")
            .with("id", pending.to_string())
            .into()),
        SearchVerdict::Differs { messages } => Err(Sentence::new("cli-search-differs")
            .with("count", messages)
            .into()),
    }
}
