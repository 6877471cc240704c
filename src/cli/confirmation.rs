//! A name that is typed again before something goes that does not come back.

use std::io::{BufRead, IsTerminal, Read, Write};

use crate::domain::{Locale, Sentence};

/// Longer than any name may be.
const LONGEST_LINE_BYTES: u64 = 4_096;

/// The line that answers. A question is put on a terminal only: elsewhere standard error is for the one sentence of a
/// refusal. Empty where nothing can be read.
pub(super) fn ask(question: &Sentence, locale: Locale) -> String {
    if std::io::stdin().is_terminal() {
        let mut error = std::io::stderr().lock();
        let asked = write!(error, "{} ", question.text(locale)).and_then(|()| error.flush());
        if asked.is_err() {
            return String::new();
        }
    }
    let mut line = String::new();
    let input = std::io::stdin().lock();
    match input.take(LONGEST_LINE_BYTES).read_line(&mut line) {
        Ok(_) => line.trim().to_owned(),
        Err(_) => String::new(),
    }
}
