//! The cheap twin of the power cut (docs/promises.md A2): the system calls of a server show that what it tells anybody is
//! on the disk by then. The cut itself is `tests/power_cut/run`.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use crate::support::TestServer;

const POSTS: usize = 40;

/// Why nothing can be traced here, if so.
fn obstacle() -> Option<String> {
    let tried = Command::new("strace")
        .args(["-f", "-o", "/dev/null", "true"])
        .output();
    match tried {
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Some(format!("no strace: {error}")),
    }
}

/// Two moments of a trace that matter here, by their lines.
#[derive(Debug, PartialEq, Eq)]
enum Moment {
    /// Something is written into the write-ahead log.
    Written,
    /// A sync of the write-ahead log has succeeded, which was begun in that line.
    Synced { begun: usize },
    /// Something goes out to a socket.
    Sent(String),
}

/// Reads `strace -f -y`. A call that others interrupt has two lines: its beginning, and `<... name resumed>`.
fn moments(trace: &str) -> Vec<(usize, Moment)> {
    let mut moments = Vec::new();
    let mut begun: Vec<(&str, usize)> = Vec::new();
    for (number, line) in trace.lines().enumerate() {
        let Some((task, call)) = line.split_once(' ') else {
            continue;
        };
        let call = call.trim_start();
        let name = call.split(['(', ' ']).next().unwrap_or_default();
        let done = call.ends_with("= 0");
        if matches!(name, "fsync" | "fdatasync") && call.contains("-wal>") {
            if call.ends_with("<unfinished ...>") {
                begun.push((task, number));
            } else if done {
                moments.push((number, Moment::Synced { begun: number }));
            }
        } else if call.starts_with("<... fsync resumed>")
            || call.starts_with("<... fdatasync resumed>")
        {
            let place = begun.iter().position(|(other, _)| *other == task);
            if let Some((_, begun)) = place.map(|place| begun.remove(place))
                && done
            {
                moments.push((number, Moment::Synced { begun }));
            }
        } else if name.starts_with("pwrite") && call.contains("-wal>") {
            moments.push((number, Moment::Written));
        } else if matches!(name, "write" | "writev" | "sendto" | "sendmsg")
            && call.contains("<socket:")
        {
            moments.push((number, Moment::Sent(call.to_owned())));
        }
    }
    moments
}

/// The line where `word` first goes out.
fn told(moments: &[(usize, Moment)], word: &str) -> usize {
    let quoted = format!("\\\"{word}\\\"");
    let sent = |moment: &Moment| matches!(moment, Moment::Sent(call) if call.contains(&quoted));
    let first = moments.iter().find(|(_, moment)| sent(moment));
    first.unwrap_or_else(|| panic!("{word} never goes out")).0
}

/// Whether the log was written and then synced between two lines.
fn saved_between(moments: &[(usize, Moment)], after: usize, before: usize) -> bool {
    let within: Vec<_> = moments
        .iter()
        .filter(|(line, _)| (after + 1..before).contains(line))
        .collect();
    let written = within.iter().find(|(_, moment)| *moment == Moment::Written);
    written.is_some_and(|(written, _)| {
        within
            .iter()
            .any(|(_, moment)| matches!(moment, Moment::Synced { begun } if begun > written))
    })
}

#[tokio::test]
async fn before_anybody_is_told_of_a_message_its_log_has_been_synced() {
    if let Some(obstacle) = obstacle() {
        // Past the capture of the test runner, so that a gate without this proof says so.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: no sync can be seen here ({obstacle})"
        );
        return;
    }
    let traces = tempfile::tempdir().expect("a temporary directory");
    let trace = traces.path().join("trace");
    let mut server = TestServer::without_rates(&[]).await;
    let anna = server.register("anna").await;
    server.terminate();
    server.exit().await;
    let calls = "trace=fsync,fdatasync,pwrite64,pwritev,write,writev,sendto,sendmsg";
    let path = trace.to_str().expect("a path of words");
    server.run_by(&[
        "strace", "-D", "-f", "-y", "-s", "600", "-e", calls, "-o", path,
    ]);
    server.restart();
    let mut socket = anna.enter("lobby").await;
    socket.post_as("first", "first").await;
    for number in 0..POSTS {
        let name = format!("synced-{number}");
        socket.post_as(&name, &name).await;
    }
    server.terminate();
    server.exit().await;
    assert_synced(&trace);
}

fn assert_synced(trace: &Path) {
    let text = String::from_utf8_lossy(&std::fs::read(trace).expect("a trace")).into_owned();
    let moments = moments(&text);
    let mut earlier = told(&moments, "first");
    for number in 0..POSTS {
        let line = told(&moments, &format!("synced-{number}"));
        assert!(
            saved_between(&moments, earlier, line),
            "message {number} went out in line {line} without a sync since line {earlier}:\n{}",
            text.lines()
                .skip(earlier)
                .take(line - earlier + 1)
                .collect::<Vec<_>>()
                .join("\n")
        );
        earlier = line;
    }
    println!("{POSTS} messages, each synced before it went out");
}

#[test]
fn a_trace_without_a_sync_or_with_one_too_late_is_found_out() {
    let write = "7 pwrite64(9</d/teahouse.db-wal>, \"x\", 24, 0) = 24";
    let begun = "7 fdatasync(9</d/teahouse.db-wal> <unfinished ...>";
    let ended = "7 <... fdatasync resumed>) = 0";
    let failed = "7 <... fdatasync resumed>) = -1 EIO (Input/output error)";
    let sent = "8 sendto(12<socket:[5]>, \"{\\\"nonce\\\":\\\"a\\\"}\", 9, 0, NULL, 0) = 9";
    for (lines, saved) in [
        ([write, begun, ended, sent], true),
        ([write, begun, sent, ended], false),
        ([begun, write, ended, sent], false),
        ([write, begun, failed, sent], false),
        ([write, write, write, sent], false),
    ] {
        let trace = format!("0 start\n{}", lines.join("\n"));
        let moments = moments(&trace);
        assert_eq!(
            saved_between(&moments, 0, told(&moments, "a")),
            saved,
            "{trace}"
        );
    }
}
