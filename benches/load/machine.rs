//! What the machine says: cores, processor time and memory of a process, its own fsync.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::thread::{CpuSet, sched_setaffinity};

use super::Failed;
use super::arguments::Options;

/// The clock of `/proc/<pid>/stat`: 100 ticks a second on every Linux.
const TICK: Duration = Duration::from_millis(10);

/// As many open files as we may have.
pub fn raise_file_limit() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    if setrlimit(Resource::Nofile, raised).is_err() {
        eprintln!("load: the limit of open files stays at {:?}", limit.current);
    }
}

/// Which half of the machine a thread is on; what it starts inherits that.
#[derive(Clone, Copy)]
pub enum Side {
    Server,
    Load,
}

/// Puts this thread, and what it starts from now on, on its side, where there are two cores to share.
pub fn pin(side: Side, options: &Options) {
    let cores = cores();
    if !options.pinned || cores < 2 {
        return;
    }
    let mut set = CpuSet::new();
    set.set(match side {
        Side::Server => 0,
        Side::Load => cores - 1,
    });
    if let Err(error) = sched_setaffinity(None, &set) {
        eprintln!("load: not pinned: {error}");
    }
}

fn cores() -> usize {
    File::open("/proc/cpuinfo")
        .and_then(std::io::read_to_string)
        .map_or(1, |text| text.matches("processor\t").count())
}

/// The first line of every output: where these figures come from.
pub fn describe(options: &Options) {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name\t: "))
        .unwrap_or("a processor without a name");
    let busy = read("/proc/loadavg");
    println!(
        "{} cores ({model}), {}, {} runs of {} s; load average before: {}",
        cores(),
        if options.pinned {
            "server on the first, load on the last"
        } else {
            "not pinned"
        },
        options.runs,
        options.span.as_secs(),
        busy.split(' ').next().unwrap_or("unknown"),
    );
}

/// Processor time that a process has used, in user and system mode, all threads.
pub fn processor_time(process: u32) -> Result<Duration, Failed> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name stands in parentheses and may have spaces.
    let (_, fields) = stat.rsplit_once(')').ok_or("no name in stat")?;
    let ticks: u32 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u32>().ok())
        .sum();
    Ok(TICK * ticks)
}

/// Resident memory of a process, in KiB.
pub fn resident_kib(process: u32) -> Result<u64, Failed> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .ok_or_else(|| "no VmRSS".into())
}

/// How long it takes to append 4 KiB to a file of the folder and have it on the disk, in milliseconds.
pub fn fsync_times(folder: &Path, count: usize) -> Result<Vec<f64>, Failed> {
    let path = folder.join("fsync-probe");
    let mut file = File::create(&path)?;
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        let since = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        times.push(since.elapsed().as_secs_f64() * 1e3);
    }
    std::fs::remove_file(path)?;
    Ok(times)
}
