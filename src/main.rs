//! The program `teahouse`: hands the command line to the library, and nothing else.

use std::process::ExitCode;

/// A room page and a commit are hundreds of small allocations each; docs/performance.md has what this one saves.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    teahouse::cli::run(std::env::args_os())
}
