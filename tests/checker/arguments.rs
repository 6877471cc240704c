//! The command line of the checker. What `cargo test` hands to every test program is passed over.

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Runs seeds.
    Seeds {
        seeds: Vec<u64>,
        /// Keep the history of runs that went well, too.
        keep: bool,
    },
    /// Another test was asked for by name.
    Nothing,
}

/// Seeds of a short run.
const SHORT: u64 = 10;

/// Reads the arguments after the program's name.
pub fn read(arguments: impl Iterator<Item = String>) -> Result<Task, String> {
    let mut arguments = arguments.peekable();
    let mut seeds: Vec<u64> = (1..=SHORT).collect();
    let mut asked = false;
    let mut keep = false;
    let mut filtered = false;
    let number = |name: &str, value: Option<String>| {
        value
            .and_then(|text| text.parse::<u64>().ok())
            .ok_or_else(|| format!("{name} needs a whole number"))
    };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seed" => {
                seeds = vec![number("--seed", arguments.next())?];
                asked = true;
            }
            "--seeds" => {
                seeds = (1..=number("--seeds", arguments.next())?).collect();
                asked = true;
            }
            "--keep" => keep = true,
            "--list" => return Ok(Task::Nothing),
            flag if flag.starts_with('-') => {
                // Of the test runner: --nocapture, --test-threads 2, …
                if arguments
                    .peek()
                    .is_some_and(|next| next.parse::<u64>().is_ok())
                {
                    arguments.next();
                }
            }
            name => filtered |= !"checker".contains(name),
        }
    }
    if filtered && !asked {
        return Ok(Task::Nothing);
    }
    Ok(Task::Seeds { seeds, keep })
}
