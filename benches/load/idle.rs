//! Sockets that are open and quiet: memory of each, and how soon all of them are connected.

use std::time::{Duration, Instant};

use super::Failed;
use super::arguments::Options;
use super::crowd::Crowd;
use super::machine;
use super::series::{Series, Table};
use super::target::{House, Kind, Target};

/// Until what a handshake needed is given back.
const SETTLED: Duration = Duration::from_secs(1);
const ROOMS: usize = 10;

pub fn run(options: &Options) -> Result<(), Failed> {
    let mut table = Table::new(&[
        "server",
        "sockets",
        "KiB each",
        "idle server MiB",
        "connected in s",
        "connects/s",
    ]);
    for kind in Kind::wanted(options) {
        let (mut each, mut empty, mut seconds, mut rate) = (
            Series::default(),
            Series::default(),
            Series::default(),
            Series::default(),
        );
        for _ in 0..options.runs {
            // A server each time: memory that was given back stays with the process.
            let house = House {
                rooms: ROOMS,
                people: options.sockets,
                ..House::default()
            };
            let target = Target::start(kind, house, options)?;
            let process = target
                .process
                .ok_or("memory is only seen of a server of our own")?;
            let before = machine::resident_kib(process)?;
            let mut crowd = Crowd::new()?;
            let began = Instant::now();
            crowd.open(&target, (0..options.sockets).map(|number| number % ROOMS))?;
            let opened = began.elapsed().as_secs_f64();
            let settling = Instant::now();
            while settling.elapsed() < SETTLED {
                crowd.turn(Duration::from_millis(50), |_, _| {})?;
            }
            let after = machine::resident_kib(process)?;
            #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
            let (sockets, before, after) = (options.sockets as f64, before as f64, after as f64);
            each.push((after - before) / sockets);
            empty.push(before / 1024.0);
            seconds.push(opened);
            rate.push(sockets / opened);
        }
        table.row(vec![
            kind.name().to_owned(),
            options.sockets.to_string(),
            each.cell(),
            empty.cell(),
            seconds.cell(),
            rate.cell(),
        ]);
    }
    table.print("Idle sockets");
    Ok(())
}
