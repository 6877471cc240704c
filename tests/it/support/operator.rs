//! Commands as the operator types them, and what they print.

use super::TestServer;
use super::server::Ended;

/// Runs a command line without quotes.
pub fn run(server: &TestServer, line: &str) -> Ended {
    let arguments: Vec<&str> = line.split(' ').collect();
    server.command(&arguments)
}

/// The same; fails unless it ended with 0. What it printed.
#[track_caller]
pub fn done(server: &TestServer, line: &str) -> String {
    run(server, line).must_succeed()
}

/// The same; fails unless it ended with 1 and one sentence, which it gives.
#[track_caller]
pub fn refused(server: &TestServer, line: &str) -> String {
    run(server, line).must_be_refused()
}

/// The same; fails unless it ended with 2, wrong usage, and one sentence, which it gives.
#[track_caller]
pub fn misused(server: &TestServer, line: &str) -> String {
    let ended = run(server, line);
    assert_eq!(ended.code, Some(2), "{line}: {ended:?}");
    assert_eq!(ended.err.trim().lines().count(), 1, "{line}: {ended:?}");
    ended.err
}

/// The fields of each line that was printed.
pub fn fields(printed: &str) -> Vec<Vec<&str>> {
    let lines = printed.lines();
    lines.map(|line| line.split('\t').collect()).collect()
}
