//! A server as a child process: its own port, its own temporary directory, killed with the test.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tempfile::TempDir;

use super::output::Output;
use super::{PASSWORD, PATIENCE, SignedIn, Visitor};

const PROGRAM: &str = env!("CARGO_BIN_EXE_teahouse");

/// The flags for tests that write a lot.
pub const UNLIMITED: [&str; 3] = [
    "--limit-message-burst=0",
    "--limit-messages-per-second=0",
    "--limit-sockets-per-user=0",
];

/// Where a server listens now. Clients share it, so that they find the server again after a restart.
pub type Place = Arc<Mutex<SocketAddr>>;

/// One server and its data.
pub struct TestServer {
    directory: TempDir,
    flags: Vec<String>,
    place: Place,
    /// What the program is run by, as its arguments: nothing, a tracer, or `env` with variables.
    runner: Vec<String>,
    running: Option<Running>,
    admin: Option<SignedIn>,
}

struct Running {
    child: Child,
    output: Output,
}

/// How a command of the program ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl TestServer {
    /// A server without any user.
    pub fn empty(flags: &[&str]) -> Self {
        let mut server = Self::stopped(flags);
        server.restart();
        server
    }

    /// The data directory alone; nothing runs yet.
    pub fn stopped(flags: &[&str]) -> Self {
        Self::stopped_in(&std::env::temp_dir(), flags)
    }

    /// The same below a folder of the test's choice.
    pub fn stopped_in(folder: &Path, flags: &[&str]) -> Self {
        Self {
            directory: tempfile::tempdir_in(folder).expect("a temporary directory"),
            flags: flags.iter().map(|&flag| flag.to_owned()).collect(),
            place: Arc::new(Mutex::new(SocketAddr::from(([127, 0, 0, 1], 0)))),
            runner: Vec::new(),
            running: None,
            admin: None,
        }
    }

    /// A server with the admin `boss`, open registration and no throttle by address: all tests share one.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// The same with more flags.
    pub async fn start_with(flags: &[&str]) -> Self {
        Self::start_in(&std::env::temp_dir(), flags).await
    }

    /// The same on data below a folder of the test's choice.
    pub async fn start_in(folder: &Path, flags: &[&str]) -> Self {
        let usual = ["--registration", "open", "--limit-logins-per-address", "0"];
        let mut server = Self::stopped_in(folder, &[&usual, flags].concat());
        server.restart();
        let admin = SignedIn::by_setup(&server.visitor(), &server.setup_token(), "boss").await;
        server.admin = Some(admin);
        server
    }

    /// Without limits of rate and of sockets, for tests that write a lot.
    pub async fn without_rates(flags: &[&str]) -> Self {
        Self::start_with(&[&UNLIMITED, flags].concat()).await
    }

    /// The admin who was made at the start.
    pub fn admin(&self) -> &SignedIn {
        self.admin.as_ref().expect("started with an admin")
    }

    /// Somebody without a session.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.place())
    }

    /// Somebody new who registered, and is signed in.
    pub async fn register(&self, username: &str) -> SignedIn {
        SignedIn::by_registration(&self.visitor(), username).await
    }

    /// Where it listens, now and after each restart.
    pub fn place(&self) -> Place {
        self.place.clone()
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        *self.place.lock().unwrap()
    }

    /// `127.0.0.1:<port>`.
    pub fn host(&self) -> String {
        self.address().to_string()
    }

    /// The token of the setup link on standard output.
    pub fn setup_token(&self) -> String {
        let output = &self.running.as_ref().expect("a running server").output;
        output
            .find(|line| {
                let (_, rest) = line.split_once("/setup?token=")?;
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
                Some(rest[..end.unwrap_or(rest.len())].to_owned())
            })
            .unwrap_or_else(|| panic!("no setup link in:\n{}", output.text()))
    }

    /// What it printed on standard output since its last start.
    pub fn printed(&self) -> String {
        self.running
            .as_ref()
            .expect("a running server")
            .output
            .text()
    }

    /// What it logged since the first start.
    pub fn logged(&self) -> String {
        std::fs::read_to_string(self.directory.path().join("stderr.log")).unwrap_or_default()
    }

    /// Its working directory.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// The SQLite file.
    pub fn database_file(&self) -> PathBuf {
        self.directory.path().join("data/teahouse.db")
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.running.as_ref().expect("a running server").child.id()
    }

    /// Its resident memory in KiB.
    pub fn resident_kib(&self) -> u64 {
        let path = format!("/proc/{}/status", self.process());
        let status = std::fs::read_to_string(path).expect("our own child");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        number.expect("a number of KiB").parse().expect("a number")
    }

    /// From the next start on the server is run by another program, which must become it: `strace -D …`.
    pub fn run_by(&mut self, runner: &[&str]) {
        self.runner = runner.iter().map(|&word| word.to_owned()).collect();
    }

    /// Starts it on the data that is there.
    pub fn restart(&mut self) {
        self.stop_now();
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.directory.path().join("stderr.log"))
            .expect("a log file");
        let mut child = self
            .server()
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(&self.flags)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        let output = Output::of(child.stdout.take().expect("piped"));
        let address = output.find(|line| {
            let (_, rest) = line.split_once("http://127.0.0.1:")?;
            let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
            Some(SocketAddr::from(([127, 0, 0, 1], digits.parse().ok()?)))
        });
        let Some(address) = address else {
            let _ = child.kill();
            panic!("no address in:\n{}\nlog:\n{}", output.text(), self.logged());
        };
        *self.place.lock().unwrap() = address;
        self.running = Some(Running { child, output });
    }

    /// `kill -9`: nothing in the process gets a chance to tidy up.
    pub fn kill(&mut self) {
        self.stop_now();
    }

    /// SIGTERM, as `systemctl stop` sends it. Returns at once.
    pub fn terminate(&self) {
        self.signal("-TERM");
    }

    /// Sends it a signal, as `kill` names them.
    pub fn signal(&self, signal: &str) {
        let sent = Command::new("kill")
            .args([signal, &self.process().to_string()])
            .status();
        assert!(sent.is_ok_and(|status| status.success()), "{signal}");
    }

    /// Waits until the process has ended.
    pub async fn exit(&mut self) -> ExitStatus {
        let running = self.running.as_mut().expect("a running server");
        let since = Instant::now();
        loop {
            if let Some(status) = running.child.try_wait().expect("our own child") {
                self.running = None;
                return status;
            }
            assert!(since.elapsed() < PATIENCE, "the server does not stop");
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// Runs a command of the program in the same directory, also beside the running server.
    pub fn command(&self, arguments: &[&str]) -> Ended {
        self.command_with_input(arguments, "")
    }

    /// The same with something on standard input.
    pub fn command_with_input(&self, arguments: &[&str], input: &str) -> Ended {
        Ended::of(self.program().args(arguments), input)
    }

    /// The same with environment variables.
    pub fn command_with_variables(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
        let mut program = self.program();
        Ended::of(program.args(arguments).envs(variables.iter().copied()), "")
    }

    /// Makes a user by the command line, with the password of everybody.
    pub fn create_user(&self, arguments: &[&str]) {
        let command = [&["user", "create"], arguments].concat();
        self.command_with_input(&command, &format!("{PASSWORD}\n"))
            .must_succeed();
    }

    fn program(&self) -> Command {
        self.at_home(Command::new(PROGRAM))
    }

    fn server(&self) -> Command {
        let Some((runner, arguments)) = self.runner.split_first() else {
            return self.program();
        };
        let mut command = Command::new(runner);
        command.args(arguments).arg(PROGRAM);
        self.at_home(command)
    }

    fn at_home(&self, mut command: Command) -> Command {
        command.current_dir(self.directory.path());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TEAHOUSE_")) {
            command.env_remove(name);
        }
        command
    }

    fn stop_now(&mut self) {
        if let Some(mut running) = self.running.take() {
            let _ = running.child.kill();
            let _ = running.child.wait();
        }
    }
}

impl Ended {
    fn of(program: &mut Command, input: &str) -> Self {
        let mut child = program
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("piped");
        // A command that does not read its input may be gone already.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let ended = child.wait_with_output().expect("our own child");
        Self {
            code: ended.status.code(),
            out: String::from_utf8_lossy(&ended.stdout).into_owned(),
            err: String::from_utf8_lossy(&ended.stderr).into_owned(),
        }
    }

    /// Fails with everything it said unless it ended with 0; gives standard output.
    #[track_caller]
    pub fn must_succeed(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// Fails unless it ended with 1 and one sentence on standard error.
    #[track_caller]
    pub fn must_be_refused(self) -> String {
        assert_eq!(self.code, Some(1), "{self:?}");
        assert_eq!(self.err.trim().lines().count(), 1, "{self:?}");
        self.err
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.stop_now();
        let log = self.logged();
        if std::thread::panicking() {
            let tail: Vec<&str> = log.lines().rev().take(40).collect();
            eprintln!("the server's log, newest first:\n{}", tail.join("\n"));
        } else {
            assert!(!log.contains("panicked at"), "the server panicked:\n{log}");
        }
    }
}
