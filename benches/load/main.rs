//! The load generator: what the server costs for each delivery, post, page and idle socket, next to baselines that do
//! nothing else. docs/performance.md says what each column means, and has the figures.
//!
//! ```text
//! cargo bench --bench load -- fanout      deliveries: floods, and steady rates with latencies
//! cargo bench --bench load -- posts       durable posts, over sockets and HTTP, next to the machine's own fsync
//! cargo bench --bench load -- rooms       deliveries in many rooms at once, 10 to 1,000
//! cargo bench --bench load -- idle        memory of sockets that are quiet, and how fast they connect
//! cargo bench --bench load -- pages       the room page, alone and during a flood, in small and large rooms
//! cargo bench --bench load -- growth      cost against rooms, members, messages and sockets
//! cargo bench --bench load -- logins      what a thousand sign-ins a minute do to the others
//! cargo bench --bench load -- search      questions over a million messages, by readers of many rooms and of few
//! cargo bench --bench load -- start       how soon a server on a million messages is ready
//! … --runs 5 --seconds 2 --unpinned --no-baselines --sockets 10000 --text-bytes 64 --svg FILE
//! … --url http://host:port --account name:password     another server than its own
//! ```
//!
//! It owns its servers and their data, below target/tmp, and ends only them. Every acknowledged write is looked up in
//! the database afterwards, and every delivery is compared with what the room said to the others: what is lost,
//! doubled, out of order or in the wrong room ends the program with 1.

#![deny(unused_must_use)]

mod arguments;
mod audit;
#[path = "../baseline/mod.rs"]
mod baseline;
mod crowd;
mod fanout;
mod fill;
mod frames;
mod growth;
mod http;
mod idle;
mod logins;
mod machine;
mod pages;
mod plot;
mod posts;
mod rows;
mod search;
mod series;
mod start;
#[allow(
    dead_code,
    unused_imports,
    reason = "shared with tests/it, which uses all of it"
)]
#[path = "../../tests/it/support/mod.rs"]
mod support;
mod target;
mod traffic;

use std::process::ExitCode;

use arguments::{Mode, Options};

/// What went wrong, in a sentence.
type Failed = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, kind] = arguments.as_slice()
        && first == "baseline"
    {
        return baseline::run(kind);
    }
    let (mode, options) = match arguments::read(arguments) {
        Ok(Some(task)) => task,
        Ok(None) => return ExitCode::SUCCESS,
        Err(wrong) => {
            eprintln!("load: {wrong}");
            return ExitCode::from(2);
        }
    };
    match run(mode, &options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("load: FAILED: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(mode: Mode, options: &Options) -> Result<(), Failed> {
    machine::raise_file_limit();
    machine::describe(options);
    match mode {
        Mode::Fanout => fanout::run(options),
        Mode::Posts => posts::run(options),
        Mode::Rooms => fanout::run_rooms(options),
        Mode::Idle => idle::run(options),
        Mode::Pages => pages::run(options),
        Mode::Growth => growth::run(options),
        Mode::Logins => logins::run(options),
        Mode::Search => search::run(options),
        Mode::Start => start::run(options),
    }
}
