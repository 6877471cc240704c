//! `teahouse layer check`: a round trip through the channel layer, through the running server where there is one.

use super::Context;
use super::arguments::Layer as Command;
use super::failure::Failure;
use super::house::connect;
use crate::channels::{ChannelLayer, check};

pub(super) async fn run(command: &Command, context: &Context) -> Result<String, Failure> {
    match command {
        Command::Check => {
            let layer = connect(&context.settings).await?;
            let took = check(&layer).await.map_err(|error| {
                tracing::debug!(%error, "the round trip failed");
                Failure::new("cli-layer-silent")
            })?;
            let milliseconds = took.as_secs_f64() * 1_000.0;
            Ok(format!("{}\t{milliseconds:.3} ms\n", layer.kind()))
        }
    }
}
