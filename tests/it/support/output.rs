//! The lines that a child process prints, as they come.

use std::io::{BufRead, BufReader, Read};
use std::sync::{Arc, Condvar, Mutex};

use super::PATIENCE;

#[derive(Default)]
struct Lines {
    printed: Vec<String>,
    ended: bool,
}

/// What was printed so far; reads on in the background, so that the child never blocks on a full pipe.
#[derive(Clone, Default)]
pub struct Output(Arc<(Mutex<Lines>, Condvar)>);

impl Output {
    /// Starts to read.
    pub fn of(stream: impl Read + Send + 'static) -> Self {
        let output = Self::default();
        let shared = output.clone();
        std::thread::spawn(move || {
            let (lines, changed) = &*shared.0;
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                lines.lock().unwrap().printed.push(line);
                changed.notify_all();
            }
            lines.lock().unwrap().ended = true;
            changed.notify_all();
        });
        output
    }

    /// The first thing that `pick` finds in a line; `None` when the child stopped or said nothing in time.
    pub fn find<T>(&self, mut pick: impl FnMut(&str) -> Option<T>) -> Option<T> {
        let (lines, changed) = &*self.0;
        let mut found = None;
        let waited = changed.wait_timeout_while(lines.lock().unwrap(), PATIENCE, |lines| {
            found = lines.printed.iter().find_map(|line| pick(line));
            found.is_none() && !lines.ended
        });
        drop(waited);
        found
    }

    /// Everything printed so far.
    pub fn text(&self) -> String {
        self.0.0.lock().unwrap().printed.join("\n")
    }
}
