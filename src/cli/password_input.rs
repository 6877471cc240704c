//! A password from a prompt or from standard input; never from the command line, where every user of the machine sees it.

use std::io::{BufRead, IsTerminal};

use super::failure::Failure;
use crate::domain::{Locale, Password};

/// Longer than any password may be (1,024 bytes): the rest need not be read to refuse it.
const LONGEST_LINE_BYTES: u64 = 4_096;

/// Asks for a new password. From standard input, where it is no terminal or `from_stdin` says so, one line is read.
pub(super) fn ask(
    from_stdin: bool,
    own_words: &[&str],
    locale: Locale,
) -> Result<Password, Failure> {
    let typed = if from_stdin || !std::io::stdin().is_terminal() {
        read_line(std::io::stdin().lock())?
    } else {
        prompt_twice(locale)?
    };
    Ok(Password::chosen(&typed, own_words)?)
}

fn read_line(input: impl BufRead) -> Result<String, Failure> {
    let mut line = String::new();
    input
        .take(LONGEST_LINE_BYTES)
        .read_line(&mut line)
        .map_err(|_| Failure::new("cli-password-unreadable"))?;
    let line = line.strip_suffix('\n').unwrap_or(&line);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

fn prompt_twice(locale: Locale) -> Result<String, Failure> {
    let prompt = |key| {
        rpassword::prompt_password(locale.text(key))
            .map_err(|_| Failure::new("cli-password-unreadable"))
    };
    let first = prompt("cli-password-prompt")?;
    if prompt("cli-password-prompt-again")? != first {
        return Err(Failure::new("cli-password-differs"));
    }
    Ok(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_read_and_its_end_is_not_part_of_it() {
        for (input, line) in [
            (&b"green rain\nrest"[..], "green rain"),
            (b"green rain\r\n", "green rain"),
            (b" green rain ", " green rain "),
            (b"", ""),
        ] {
            assert_eq!(read_line(input).unwrap(), line);
        }
        assert!(read_line(&b"\xff\xfe\n"[..]).is_err());
    }
}
