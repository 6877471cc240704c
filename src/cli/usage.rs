//! What clap found wrong, as one sentence in the operator's language.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::domain::Sentence;

/// The sentence for a wrong usage; none where help or the version was asked for.
pub(super) fn sentence(error: &clap::Error) -> Option<Sentence> {
    let named = |kind| shown(error.get(kind));
    Some(match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => return None,
        ErrorKind::UnknownArgument => {
            Sentence::new("usage-unknown-argument").with("argument", named(ContextKind::InvalidArg))
        }
        ErrorKind::InvalidSubcommand => Sentence::new("usage-unknown-command")
            .with("command", named(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand => Sentence::new("usage-missing-command")
            .with("commands", named(ContextKind::ValidSubcommand)),
        ErrorKind::MissingRequiredArgument => {
            Sentence::new("usage-missing").with("arguments", named(ContextKind::InvalidArg))
        }
        ErrorKind::ArgumentConflict => Sentence::new("usage-conflict")
            .with("argument", named(ContextKind::InvalidArg))
            .with("other", named(ContextKind::PriorArg)),
        ErrorKind::InvalidValue
        | ErrorKind::ValueValidation
        | ErrorKind::NoEquals
        | ErrorKind::TooFewValues
        | ErrorKind::TooManyValues
        | ErrorKind::WrongNumberOfValues => {
            let argument = named(ContextKind::InvalidArg);
            // whoever writes a password there need not see it in a log too
            let secret = argument.contains("password");
            let value = named(ContextKind::InvalidValue);
            Sentence::new("usage-value")
                .with("argument", argument)
                .with("value", if secret { String::new() } else { value })
        }
        _ => Sentence::new("usage-wrong"),
    })
}

fn shown(value: Option<&ContextValue>) -> String {
    match value {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::arguments::Arguments;
    use crate::cli::help::translated;
    use crate::domain::Locale;

    #[test]
    fn wrong_usage_names_what_is_wrong_in_one_sentence() {
        for (arguments, key, named) in [
            (&["brew"][..], "usage-unknown-command", "brew"),
            (&["send", "--loud"], "usage-unknown-argument", "--loud"),
            (&["user"], "usage-missing-command", "create, import"),
            (&["send", "lobby"], "usage-missing", "<TEXT>"),
            (
                &["migrate", "--plan", "--status"],
                "usage-conflict",
                "--status",
            ),
            (&["invite", "create", "--uses=x"], "usage-value", "x"),
            (&["serve", "--listen"], "usage-value", "--listen"),
        ] {
            let command = translated(Arguments::command(), Locale::En);
            let error = command
                .try_get_matches_from([&["teahouse"], arguments].concat())
                .unwrap_err();
            let sentence = sentence(&error).unwrap();
            assert_eq!(sentence.key(), key, "{arguments:?}");
            let text = sentence.text(Locale::En);
            assert!(text.contains(named), "{text}");
            assert!(!text.contains('\n'), "{text}");
        }
    }
}
