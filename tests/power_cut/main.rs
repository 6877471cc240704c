//! What `tests/power_cut/run` runs: writers, cuts, and the comparison of what was acknowledged with the rows (promise A2).
//! Without its disk it does nothing, so that `cargo test` passes it over.

#![deny(unused_must_use)]

#[allow(
    dead_code,
    unused_imports,
    reason = "shared with tests/it, which uses all of it"
)]
#[path = "../it/support/mod.rs"]
mod support;

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rand::RngExt;
use serde_json::json;

use support::server::UNLIMITED;
use support::{SignedIn, Socket, TestServer, database};

const WRITERS: usize = 4;
const IN_FLIGHT: usize = 8;
const ROOMS: [&str; 2] = ["lobby", "ops"];

/// Text → room and seq, as the acks told.
type Acknowledged = HashMap<String, (String, i64)>;

/// Set before the disk is stopped: a machine without power tells nobody anything. The ioctl is not so sharp. A sync that
/// is under way in this moment may return 0 although its blocks were never entered into the file, and the server, which
/// still has power, answers.
static CUT: AtomicBool = AtomicBool::new(false);

/// What is counted.
#[derive(Debug, Default)]
struct Figures {
    cuts: usize,
    acknowledged: usize,
    lost: usize,
    doubled: usize,
}

struct Task {
    disk: PathBuf,
    cuts: usize,
    /// The library that takes the syncs away.
    without_syncs: Option<String>,
}

fn main() -> ExitCode {
    let Some(task) = task() else {
        println!("the power cut is run by hand, as root: tests/power_cut/run");
        return ExitCode::SUCCESS;
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let figures = runtime.block_on(cut_again_and_again(&task));
    let Figures {
        cuts,
        acknowledged,
        lost,
        doubled,
    } = figures;
    println!("{cuts} cuts, {acknowledged} acknowledged, {lost} lost, {doubled} doubled");
    let right = if task.without_syncs.is_some() {
        lost > 0
    } else {
        lost == 0 && doubled == 0 && acknowledged > cuts
    };
    if right {
        ExitCode::SUCCESS
    } else {
        println!("FAILED");
        ExitCode::FAILURE
    }
}

fn task() -> Option<Task> {
    let disk = PathBuf::from(std::env::var_os("POWER_CUT_DISK")?);
    let arguments: Vec<String> = std::env::args().collect();
    let after = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1).cloned()
    };
    Some(Task {
        disk,
        cuts: after("--cuts")?.parse().expect("a number of cuts"),
        without_syncs: after("--without-syncs"),
    })
}

async fn cut_again_and_again(task: &Task) -> Figures {
    let mut server = TestServer::start_in(&task.disk, &UNLIMITED).await;
    server.admin().create_room(ROOMS[1]).await;
    let people = [server.register("anna").await, server.register("bert").await];
    server.terminate();
    server.exit().await;
    if let Some(library) = &task.without_syncs {
        server.run_by(&["env", &format!("LD_PRELOAD={library}")]);
    }
    let mut figures = Figures::default();
    let mut acknowledged = Acknowledged::new();
    for cut in 0..task.cuts {
        // What lies on the disk before is no part of the question.
        run("sync", &["-f", &task.disk.display().to_string()]);
        server.restart();
        CUT.store(false, Ordering::SeqCst);
        let told = write_until_the_cut(&people, cut).await;
        server.kill();
        verb("mend");
        figures.cuts += 1;
        figures.acknowledged += told.len();
        acknowledged.extend(told);
        compare(&server, &mut acknowledged, &mut figures).await;
    }
    figures
}

/// Everything that was acknowledged until the disk was gone.
async fn write_until_the_cut(people: &[SignedIn; 2], cut: usize) -> Acknowledged {
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let name = format!("c{cut}w{writer}");
            tokio::spawn(write(people[writer % 2].clone(), ROOMS[writer / 2], name))
        })
        .collect();
    let wait = rand::rng().random_range(400..1_200);
    tokio::time::sleep(Duration::from_millis(wait)).await;
    CUT.store(true, Ordering::SeqCst);
    tokio::task::block_in_place(|| verb("cut"));
    let mut told = Acknowledged::new();
    for writer in writers {
        told.extend(writer.await.expect("a writer does not panic"));
    }
    told
}

/// Writes, several texts in flight, until something is refused or the socket ends: the disk is gone.
async fn write(person: SignedIn, room: &'static str, name: String) -> Acknowledged {
    let mut told = Acknowledged::new();
    let path = format!("/ws/chat/{room}/");
    let Ok(mut socket) = Socket::try_open(&person, &path, Some("chat.v1")).await else {
        return told;
    };
    let mut sent = 0;
    loop {
        while sent < told.len() + IN_FLIGHT {
            let text = format!("{name}-{sent}");
            let command = json!({"type": "message", "nonce": text, "message": text}).to_string();
            if socket.try_send(command.into()).await.is_err() {
                return told;
            }
            sent += 1;
        }
        match socket.next().await {
            _ if CUT.load(Ordering::SeqCst) => return told,
            Some(frame) if frame["type"] == "ack" => {
                let text = frame["nonce"].as_str().expect("a nonce").to_owned();
                let seq = frame["event"].as_i64().expect("a seq");
                told.insert(text, (room.to_owned(), seq));
            }
            Some(frame) if frame["type"] == "error" || frame["type"] == "bye" => return told,
            Some(_) => {}
            None => return told,
        }
    }
}

/// Counts what is missing or there twice; what is lost is not counted again after the next cut.
async fn compare(server: &TestServer, acknowledged: &mut Acknowledged, figures: &mut Figures) {
    database::assert_whole(server).await;
    let mut stored = Acknowledged::new();
    for message in database::messages(server).await {
        let place = (message.room, message.seq);
        figures.doubled += usize::from(stored.insert(message.body, place).is_some());
    }
    let before = acknowledged.len();
    acknowledged.retain(|text, place| stored.get(text) == Some(place));
    figures.lost += before - acknowledged.len();
}

fn verb(name: &str) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/power_cut/run");
    run(script, &[name]);
}

fn run(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).status();
    assert!(
        status.as_ref().is_ok_and(std::process::ExitStatus::success),
        "{program} {arguments:?}: {status:?}"
    );
}
