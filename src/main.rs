//! The program `teahouse`: hands the command line to the library, and nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    teahouse::cli::run(std::env::args_os())
}
