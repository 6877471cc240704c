//! The log on standard error: `RUST_LOG` where it is set, else what a person would want to read.

use std::io::IsTerminal;

use tracing::{Level, Metadata};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

use crate::config::LogFormat;

/// Starts the log. `usual` is the level without `RUST_LOG`.
pub(super) fn start(format: LogFormat, usual: &str) {
    let filter = std::env::var(EnvFilter::DEFAULT_ENV)
        .ok()
        // an empty variable counts as none, as for settings
        .filter(|wish| !wish.is_empty())
        .and_then(|wish| EnvFilter::try_new(wish).ok())
        .unwrap_or_else(|| EnvFilter::new(usual));
    let lines = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let lines = match format {
        LogFormat::Plain => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    tracing_subscriber::registry()
        .with(lines)
        .with(filter)
        .with(filter_fn(tells_no_secret))
        .init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        // without its message, which can quote what a person wrote
        tracing::error!("panicked at {}", place.unwrap_or_default());
    }));
}

/// Below `info` libraries print what they work on: html5ever each text, tungstenite each frame. Our own lines hold
/// neither, nor secrets, at any level.
fn tells_no_secret(line: &Metadata<'_>) -> bool {
    line.target().starts_with("teahouse") || *line.level() <= Level::INFO
}
