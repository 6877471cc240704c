//! Where settings come from, and which wins: flag, environment variable, `teahouse.toml`, default.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::Settings;
use super::value::Given;
use crate::domain::Sentence;

/// The settings file, looked for in the working directory.
pub const FILE_NAME: &str = "teahouse.toml";

/// The flags that were given, as they were written; flattened into the command line.
#[derive(Clone, Debug, Default)]
pub struct Flags(BTreeMap<&'static str, String>);

/// Reads all sources and checks the whole. The error is one sentence for the operator.
///
/// `variable` is the environment; an empty variable counts as none, as in compose files.
pub fn load(
    flags: &Flags,
    variable: impl Fn(&str) -> Option<String>,
    directory: &Path,
) -> Result<Settings, Sentence> {
    let mut file = read_file(directory)?;
    let mut settings = Settings::default();
    for &name in Settings::NAMES {
        let variable_name = format!("TEAHOUSE_{}", name.to_uppercase());
        let in_file = file.remove(name);
        let (place, given) = if let Some(text) = flags.0.get(name) {
            (flag_name(name), Given::Text(text.clone()))
        } else if let Some(text) = variable(&variable_name).filter(|text| !text.is_empty()) {
            (variable_name, Given::Text(text))
        } else if let Some(value) = in_file {
            (format!("{FILE_NAME}: {name}"), Given::Line(value))
        } else {
            continue;
        };
        settings
            .set(name, &given)
            .map_err(|must_be| must_be.with("setting", place))?;
        settings.given.insert(name);
    }
    if let Some(key) = file.keys().next() {
        return Err(Sentence::new("setting-unknown").with("setting", format!("{FILE_NAME}: {key}")));
    }
    settings.check()?;
    Ok(settings)
}

fn read_file(directory: &Path) -> Result<toml::Table, Sentence> {
    let text = match std::fs::read_to_string(directory.join(FILE_NAME)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(toml::Table::new()),
        Err(error) => {
            return Err(Sentence::new("setting-file-unreadable")
                .with("file", FILE_NAME)
                .with("reason", error.to_string()));
        }
    };
    text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.unwrap_or_default().matches('\n').count() + 1;
        Sentence::new("setting-file-broken")
            .with("file", FILE_NAME)
            // as text: a language would group the digits of a number
            .with("line", line.to_string())
    })
}

fn flag_name(name: &str) -> String {
    format!("--{}", name.replace('_', "-"))
}

impl Args for Flags {
    fn augment_args(command: Command) -> Command {
        let switches = ["allow_plain_http"];
        command.args(Settings::NAMES.iter().map(|&name| {
            let argument = Arg::new(name).long(name.replace('_', "-")).global(true);
            if switches.contains(&name) {
                // `=` is required, else the switch would swallow the command's name
                argument
                    .num_args(0..=1)
                    .require_equals(true)
                    .default_missing_value("true")
                    .value_name("true|false")
            } else {
                argument
            }
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = Settings::NAMES.iter().filter_map(|&name| {
            let from_flag = matches.value_source(name) == Some(ValueSource::CommandLine);
            let value = matches.get_one::<String>(name).filter(|_| from_flag)?;
            Some((name, value.clone()))
        });
        Ok(Self(given.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
