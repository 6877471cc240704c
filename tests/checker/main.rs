//! The proof of promises A1 and A3–A6, E1, and of the unread counts: one seeded program that owns a server and its
//! clients, makes everything go wrong, heals it, and then compares what everybody was told with what is there.
//!
//! ```text
//! cargo test --test checker                  ten seeds, as `tests/run` does it
//! cargo test --test checker -- --seeds 500   seeds 1 to 500, for the night
//! cargo test --test checker -- --seed 42     one seed; a failed run names it
//! … --keep                                   keeps the history of runs that went well, too
//! ```
//!
//! A run: a server on an empty folder, four people, four rooms, eleven to fifteen clients on links of their own, which
//! post, edit, delete, read, err and repeat themselves for a few seconds, while the server is killed, terminated and
//! stopped, links are cut, held, and lose acks, and people are removed, banned, muted, let in again, and moderators for a
//! time, also of a room for announcements. Every client is a correct one: it applies `last + 1`, resumes with
//! `since` and `epoch`, and sends what was not answered again with the same nonce, in order. `checks/` says what must be
//! true in the end. The plan and the commands of a seed are always the same; who is first is decided by the machine,
//! so a failure may need a few runs of its seed. Whatever failed is kept in `target/tmp/checker/seed-<N>/`.
//!
//! Everything is on 127.0.0.1 and in temporary folders, and only its own processes are ended.

#![deny(unused_must_use)]

mod arguments;
mod checks;
mod client;
mod commands;
mod faults;
mod figures;
mod finale;
mod history_file;
mod holding;
mod link;
mod operation;
mod plan;
mod record;
mod rows;
mod run;
mod session;
#[allow(
    dead_code,
    unused_imports,
    reason = "shared with tests/it, which uses all of it"
)]
#[path = "../it/support/mod.rs"]
mod support;
mod view;
mod warden;

use std::process::ExitCode;
use std::time::Instant;

use arguments::Task;
use figures::Figures;

/// Findings that are printed of one seed; the history file has all of them.
const MOST_PRINTED: usize = 12;

fn main() -> ExitCode {
    let task = match arguments::read(std::env::args().skip(1)) {
        Ok(task) => task,
        Err(wrong) => {
            eprintln!("checker: {wrong}");
            return ExitCode::from(2);
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .expect("a runtime");
    match task {
        Task::Nothing => ExitCode::SUCCESS,
        Task::Seeds { seeds, keep } => runtime.block_on(run_seeds(seeds, keep)),
    }
}

async fn run_seeds(seeds: Vec<u64>, keep: bool) -> ExitCode {
    let start = Instant::now();
    let mut figures = Figures::default();
    let mut failed = Vec::new();
    for seed in seeds {
        let ran = run::run(seed, keep).await;
        figures += ran.figures;
        let verdict = if ran.findings.is_empty() {
            "ok"
        } else {
            "FAILED"
        };
        println!(
            "seed {seed}: {verdict} ({} acknowledged)",
            ran.figures.acknowledged
        );
        for finding in ran.findings.iter().take(MOST_PRINTED) {
            println!("  {:?}: {}", finding.kind, finding.what);
        }
        if let Some(history) = ran.history {
            println!(
                "  {} findings; the history: {}",
                ran.findings.len(),
                history.display()
            );
        }
        if !ran.findings.is_empty() {
            println!("  again: cargo test --test checker -- --seed {seed}");
            failed.push(seed);
        }
    }
    println!("\n{figures}\nin {:.0} s", start.elapsed().as_secs_f64());
    if failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("failed seeds: {failed:?}");
    ExitCode::FAILURE
}
