//! `teahouse rerender`: makes the HTML of every message anew from its text, beside a running server.

use super::Context;
use super::failure::Failure;
use super::house::in_house;

/// Prints how many messages were looked at and how many were changed, tab-separated.
pub(super) async fn run(context: &Context) -> Result<String, Failure> {
    in_house(&context.settings, async |house| {
        let done = house.chat.rerender().await?;
        Ok(format!("{}\t{}\n", done.looked_at, done.changed))
    })
    .await
}
