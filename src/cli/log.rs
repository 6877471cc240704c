//! The log on standard error: `RUST_LOG` where it is set, else what a person would want to read.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;

/// Starts the log. `usual` is the level without `RUST_LOG`.
pub(super) fn start(format: LogFormat, usual: &str) {
    let filter = std::env::var(EnvFilter::DEFAULT_ENV)
        .ok()
        // an empty variable counts as none, as for settings
        .filter(|wish| !wish.is_empty())
        .and_then(|wish| EnvFilter::try_new(wish).ok())
        .unwrap_or_else(|| EnvFilter::new(usual));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    match format {
        LogFormat::Plain => builder.init(),
        LogFormat::Json => builder.json().init(),
    }
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        // without its message, which can quote what a person wrote
        tracing::error!("panicked at {}", place.unwrap_or_default());
    }));
}
