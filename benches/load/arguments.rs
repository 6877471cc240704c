//! The words after `--`: what to measure, and how.

use std::path::PathBuf;
use std::time::Duration;

/// What is measured.
#[derive(Clone, Copy, Debug)]
pub enum Mode {
    Fanout,
    Posts,
    Rooms,
    Idle,
    Pages,
    Growth,
    Logins,
    Search,
    Start,
}

/// How it is measured.
#[derive(Clone, Debug)]
pub struct Options {
    pub runs: usize,
    /// Of load, in each run.
    pub span: Duration,
    /// The server on the first core, the load on the last.
    pub pinned: bool,
    pub baselines: bool,
    /// For `idle`, and the upper end of `growth`.
    pub sockets: usize,
    /// For `start`, and the upper end of `growth` and `pages`.
    pub messages: i64,
    /// Length of a text, and so of a frame of the baselines.
    pub text_bytes: usize,
    pub svg: Option<PathBuf>,
    /// Only the rows whose name contains it.
    pub only: String,
    /// Another server than our own: `http://host:port`, and `name:password`.
    pub url: Option<String>,
    pub account: Option<(String, String)>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            runs: 5,
            span: Duration::from_secs(2),
            pinned: true,
            baselines: true,
            sockets: 10_000,
            messages: 1_000_000,
            text_bytes: 64,
            svg: None,
            only: String::new(),
            url: None,
            account: None,
        }
    }
}

const USAGE: &str = "cargo bench --bench load -- fanout|posts|rooms|idle|pages|growth|logins|search|start [--runs 5] [--seconds 2] \
    [--unpinned] [--no-baselines] [--sockets 10000] [--messages 1000000] [--text-bytes 64] [--only ROW] [--svg FILE] \
    [--url http://host:port --account name:password]";

/// `None`: nothing is asked for, as by `cargo bench` alone.
pub fn read(arguments: Vec<String>) -> Result<Option<(Mode, Options)>, String> {
    let mut mode = None;
    let mut options = Options::default();
    let mut words = arguments.into_iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        match word.as_str() {
            // cargo's own
            "--bench" => {}
            "fanout" => mode = Some(Mode::Fanout),
            "posts" => mode = Some(Mode::Posts),
            "rooms" => mode = Some(Mode::Rooms),
            "idle" => mode = Some(Mode::Idle),
            "pages" => mode = Some(Mode::Pages),
            "growth" => mode = Some(Mode::Growth),
            "logins" => mode = Some(Mode::Logins),
            "search" => mode = Some(Mode::Search),
            "start" => mode = Some(Mode::Start),
            "--runs" => options.runs = number::<usize>(&value()?)?.max(1),
            "--seconds" => options.span = Duration::from_secs(number(&value()?)?),
            "--unpinned" => options.pinned = false,
            "--no-baselines" => options.baselines = false,
            "--sockets" => options.sockets = number(&value()?)?,
            "--messages" => options.messages = number(&value()?)?,
            "--text-bytes" => options.text_bytes = number::<usize>(&value()?)?.max(64),
            "--only" => options.only = value()?,
            "--svg" => options.svg = Some(value()?.into()),
            "--url" => options.url = Some(value()?),
            "--account" => {
                let account = value()?;
                let (name, password) = account
                    .split_once(':')
                    .ok_or("an account is name:password")?;
                options.account = Some((name.to_owned(), password.to_owned()));
            }
            _ => return Err(format!("what is {word}?\n{USAGE}")),
        }
    }
    if options.url.is_some() != options.account.is_some() {
        return Err("--url and --account go together".to_owned());
    }
    if mode.is_none() {
        println!("{USAGE}");
    }
    Ok(mode.map(|mode| (mode, options)))
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.replace(['_', ','], "")
        .parse()
        .map_err(|_| format!("{text} is no number"))
}
