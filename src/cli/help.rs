//! Puts the texts of `locales/` into the command line, by key: `help-user-create`, `help-user-create-bot`,
//! `help-setting-listen`.

use clap::{Arg, ArgAction, Command};

use crate::config::Settings;
use crate::domain::Locale;

/// The command line with every text in one language, and its settings shown where one looks for them.
pub(super) fn translated(command: Command, locale: Locale) -> Command {
    let mut command = command
        .arg(
            Arg::new("help")
                .long("help")
                .short('h')
                .action(ArgAction::Help)
                .global(true),
        )
        .arg(
            Arg::new("version")
                .long("version")
                .short('V')
                .action(ArgAction::Version),
        );
    command = translate(command, "help", locale).after_help(locale.text("help-after"));
    // only now do the commands below have the settings too
    command.build();
    command.mut_subcommands(|below| match below.get_name() {
        "serve" => below,
        _ => without_settings(below),
    })
}

fn translate(command: Command, key: &str, locale: Locale) -> Command {
    command
        .about(locale.text(key))
        // `teahouse user` alone gets a sentence, as every other wrong usage
        .arg_required_else_help(false)
        .help_template(format!(
            "{{about}}\n\n{} {{usage}}\n\n{{all-args}}{{after-help}}\n",
            locale.text("help-usage")
        ))
        .subcommand_help_heading(locale.text("help-commands"))
        .mut_args(|argument| translate_argument(argument, key, locale))
        .mut_subcommands(|below| {
            let key = format!("{key}-{}", below.get_name());
            translate(below, &key, locale)
        })
}

fn translate_argument(argument: Arg, key: &str, locale: Locale) -> Arg {
    let name = argument.get_id().to_string();
    let spelled = name.replace('_', "-");
    if Settings::NAMES.contains(&name.as_str()) {
        let text = locale.text(&format!("help-setting-{spelled}"));
        let default = Settings::default().shown(&name);
        let with_default = match default.as_str() {
            "" => text,
            default => format!("{text} [{default}]"),
        };
        let heading = locale.text("help-settings");
        let argument = argument.help(with_default).help_heading(heading);
        return if argument.get_num_args().is_none() {
            argument.value_name("VALUE")
        } else {
            argument
        };
    }
    let heading = if argument.is_positional() {
        "help-arguments"
    } else {
        "help-options"
    };
    let key = match name.as_str() {
        "help" | "version" => format!("help-{name}"),
        // read in one way by every command
        "password_stdin" | "whom" | "which_room" => format!("help-{spelled}"),
        _ => format!("{key}-{spelled}"),
    };
    argument
        .help(locale.text(&key))
        .help_heading(locale.text(heading))
}

/// The settings work with every command; thirty lines of them would hide the command's own.
fn without_settings(command: Command) -> Command {
    command
        .mut_args(|argument| {
            let is_setting = Settings::NAMES.contains(&argument.get_id().as_str());
            argument.hide(is_setting)
        })
        .mut_subcommands(without_settings)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;
    use crate::cli::arguments::Arguments;

    fn collect(command: &Command, texts: &mut BTreeSet<String>) {
        texts.extend(command.get_about().map(ToString::to_string));
        for argument in command.get_arguments() {
            let help = argument.get_help().map(ToString::to_string);
            texts.insert(help.unwrap_or_else(|| format!("{} has no help", argument.get_id())));
        }
        for below in command.get_subcommands() {
            collect(below, texts);
        }
    }

    #[test]
    fn every_command_and_argument_has_its_text_and_no_text_is_left_over() {
        let around = [
            "help-after",
            "help-usage",
            "help-commands",
            "help-arguments",
            "help-options",
            "help-settings",
        ];
        for locale in Locale::ALL {
            let mut shown = BTreeSet::new();
            collect(&translated(Arguments::command(), locale), &mut shown);
            for text in &shown {
                assert!(!text.starts_with("help-"), "no text for {text}");
                assert!(!text.ends_with("has no help"), "{text}");
            }
            for (key, text) in locale.texts_of("help") {
                let used = shown
                    .iter()
                    .any(|help| *help == text || help.starts_with(&format!("{text} [")));
                assert!(used || around.contains(&key.as_str()), "{key} is not used");
            }
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        translated(Arguments::command(), Locale::En).debug_assert();
    }

    #[test]
    fn the_settings_are_shown_by_serve_and_not_by_the_other_commands() {
        let mut command = translated(Arguments::command(), Locale::En);
        let mut help = |name: &str| {
            let below = command.find_subcommand_mut(name).unwrap();
            below.render_long_help().to_string()
        };
        assert!(help("serve").contains("--public-url"));
        assert!(!help("send").contains("--public-url"));
    }
}
