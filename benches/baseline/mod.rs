//! Servers that do nothing but hand messages on: what a figure of Teahouse's is compared with, so that it holds on any
//! machine. No JSON, no sessions, no storage. Each runs in a process of its own, started by the load generator.

mod broadcast;
mod epoll;
mod handshake;

use std::process::ExitCode;

/// Serves until it is killed; prints its address first.
pub fn run(kind: &str) -> ExitCode {
    let served = match kind {
        "epoll-joined" => epoll::serve(epoll::Writes::Joined),
        "epoll-each" => epoll::serve(epoll::Writes::Each),
        "axum" => broadcast::serve(),
        _ => Err(format!("there is no baseline {kind}").into()),
    };
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("baseline: {error}");
            ExitCode::FAILURE
        }
    }
}
