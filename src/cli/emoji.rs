//! `teahouse emoji add|list|delete`: emoji of the site, as admins make them on their pages.

use std::fs::File;
use std::io::Read;

use super::Context;
use super::arguments::{Emoji as Command, EmojiAdd};
use super::failure::Failure;
use super::house::{House, in_house};
use crate::chat::{MOST_PICTURE_BYTES, typed_emoji_name};
use crate::domain::{Doer, ErrorCode, Sentence};
use crate::store::custom_emoji::EmojiRow;

pub(super) async fn run(command: &Command, context: &Context) -> Result<String, Failure> {
    match command {
        Command::Add(arguments) => add(arguments, context).await,
        Command::List => in_house(&context.settings, list).await,
        Command::Delete { name } => delete(name, context).await,
    }
}

async fn add(arguments: &EmojiAdd, context: &Context) -> Result<String, Failure> {
    let name = typed_emoji_name(&arguments.name)?;
    let failed = |error: std::io::Error| Failure::of_file(&arguments.file, &error);
    // One byte more than it may have says that it is too large; what is endless is not read to its end.
    let most = MOST_PICTURE_BYTES as u64 + 1;
    let mut file = Vec::new();
    let opened = File::open(&arguments.file).map_err(failed)?;
    opened.take(most).read_to_end(&mut file).map_err(failed)?;
    in_house(&context.settings, async |house| {
        let added = house.chat.add_emoji(Doer::operator(), name, file).await;
        added?;
        Ok(String::new())
    })
    .await
}

async fn list(house: &House) -> Result<String, Failure> {
    let line = |row: &EmojiRow| {
        let by = row.created_by.as_deref().unwrap_or("-");
        format!(":{}:\t{by}\t{}\n", row.name, row.created_at.rfc3339())
    };
    Ok(house.chat.emoji_list().await?.iter().map(line).collect())
}

async fn delete(typed: &str, context: &Context) -> Result<String, Failure> {
    let unknown = || Sentence::new("cli-no-such-emoji").with("name", typed);
    let name = typed_emoji_name(typed).map_err(|_| unknown())?;
    in_house(&context.settings, async |house| {
        let deleting = async {
            let id = house.chat.emoji_id(&name).await?;
            house.chat.delete_emoji(Doer::operator(), id).await
        };
        deleting
            .await
            .map_err(|error: crate::chat::ChatError| match error.refusal().code {
                ErrorCode::NotFound => unknown().into(),
                _ => Failure::from(error),
            })?;
        Ok(String::new())
    })
    .await
}
