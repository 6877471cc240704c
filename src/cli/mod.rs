//! The command line: a file per command, over the same `chat` and `store` as the pages.
//!
//! Called by `main` and nothing else. Every command works beside a running server and takes effect in it at once: it
//! changes the database by itself, then rings the server through its private socket.
//! Whoever runs one is the operator, who may do everything; what is done to people and rooms is in the audit log.

mod arguments;
mod audit;
mod confirmation;
mod emoji;
mod failure;
mod help;
mod house;
mod housekeeping;
mod invite;
mod language;
mod layer;
mod lock;
mod log;
mod member;
mod migrate;
mod password_input;
mod report;
mod rerender;
mod room;
mod room_settings;
mod search;
mod send;
mod serve;
mod session;
mod site_link;
mod usage;
mod user;
mod user_access;
mod user_delete;
mod user_import;

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use crate::config::{self, Settings};
use crate::domain::{Locale, Sentence};
use arguments::{Arguments, Command};
use failure::Failure;

/// What a command is run with.
struct Context {
    settings: Settings,
    /// The operator's language.
    locale: Locale,
}

/// Runs the program: `arguments` as the system gave them, the program's name first. The exit code is 0 done,
/// 1 refused or failed with one sentence on standard error, 2 wrong usage.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut locale = language::of(&arguments, variable);
    let result = parse(arguments, locale).and_then(|parsed| match parsed {
        Some((command, settings)) => {
            locale = settings.locale.unwrap_or(locale);
            execute(command, Context { settings, locale })
        }
        None => Ok(()),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // there is nobody left to tell where standard error is closed
            let _ = writeln!(std::io::stderr(), "{}", failure.sentence().text(locale));
            ExitCode::from(failure.code())
        }
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// The command and its settings; none where help or the version was asked for, and printed.
fn parse(arguments: Vec<OsString>, locale: Locale) -> Result<Option<(Command, Settings)>, Failure> {
    let command = help::translated(Arguments::command(), locale);
    let parsed = command
        .try_get_matches_from(arguments)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(error) => match usage::sentence(&error) {
            Some(sentence) => return Err(Failure::Usage(sentence)),
            None => {
                print(&error.render().to_string());
                return Ok(None);
            }
        },
    };
    let settings = config::load(&parsed.flags, variable, Path::new(".")).map_err(Failure::Usage)?;
    Ok(Some((parsed.command.unwrap_or(Command::Serve), settings)))
}

fn execute(command: Command, context: Context) -> Result<(), Failure> {
    let serves = matches!(command, Command::Serve);
    // a command's standard error is for its one sentence
    log::start(
        context.settings.log_format,
        if serves { "info" } else { "warn" },
    );
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Sentence::new("cli-runtime").with("reason", error.to_string()))?;
    let output = runtime.block_on(async {
        match command {
            Command::Serve => serve::run(&context).await.map(|()| String::new()),
            Command::Migrate(arguments) => migrate::run(&arguments, &context).await,
            Command::User(command) => user::run(command, &context).await,
            Command::Room(command) => room::run(command, &context).await,
            Command::Report(command) => report::run(command, &context).await,
            Command::Invite(command) => invite::run(&command, &context).await,
            Command::Session(command) => session::run(command, &context).await,
            Command::Audit(command) => audit::run(&command, &context).await,
            Command::Emoji(command) => emoji::run(&command, &context).await,
            Command::Layer(command) => layer::run(&command, &context).await,
            Command::Search(command) => search::run(&command, &context).await,
            Command::Send(arguments) => send::run(arguments, &context).await,
            Command::Rerender => rerender::run(&context).await,
        }
    })?;
    print(&output);
    Ok(())
}

/// Writes to standard output. A reader that has had enough (`| head`) is no failure.
fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
