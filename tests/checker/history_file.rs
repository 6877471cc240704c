//! What is kept of a run that failed: the plan, the findings, everything that happened, the server's log and its data.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::checks::Finding;
use crate::faults::Scene;
use crate::plan::Plan;
use crate::run::describe;

/// Writes `target/tmp/checker/seed-<N>/`, in place of what an earlier run left there; gives the path of the history.
pub fn write(plan: &Plan, scene: &Scene, findings: &[Finding]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("checker/seed-{}", plan.seed));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder below target/");
    let history = folder.join("history.jsonl");
    let mut file = fs::File::create(&history).expect("a file below target/");
    let head = json!({
        "seed": plan.seed, "flags": plan.flags,
        "seats": plan.seats.iter().map(describe).collect::<Vec<String>>(),
        "faults": plan.faults.iter().map(|(at, fault)| format!("{at:?}: {fault:?}")).collect::<Vec<String>>(),
        "deeds": plan.deeds.iter().map(|deed| format!("{deed:?}")).collect::<Vec<String>>(),
        "findings": findings.iter().map(|finding| format!("{finding:?}")).collect::<Vec<String>>(),
    });
    let lines = std::iter::once(head).chain(scene.record.lines());
    for line in lines {
        writeln!(file, "{}", Value::to_string(&line)).expect("room on the disk");
    }
    fs::write(folder.join("server.log"), scene.server.logged()).expect("room on the disk");
    for name in ["teahouse.db", "teahouse.db-wal"] {
        // A write-ahead log is there only while the server runs.
        let _ = fs::copy(
            scene.server.database_file().with_file_name(name),
            folder.join(name),
        );
    }
    history
}
