//! How soon a server is ready that was started on a million messages, and on none.

use std::time::{Duration, Instant};

use super::Failed;
use super::arguments::Options;
use super::fill;
use super::http::{self, Client};
use super::machine;
use super::series::{Series, Table};
use super::target::{House, Kind, Target};

const PATIENCE: Duration = Duration::from_secs(60);

pub fn run(options: &Options) -> Result<(), Failed> {
    let mut table = Table::new(&["messages", "ready in ms", "RSS MiB then"]);
    for messages in [0, options.messages] {
        let mut target = Target::start(
            Kind::Teahouse,
            House {
                rooms: 1,
                people: 16,
                ..House::default()
            },
            options,
        )?;
        if messages > 0 {
            fill::messages(&mut target, 0, messages)?;
        }
        let (mut ready, mut resident) = (Series::default(), Series::default());
        for _ in 0..options.runs {
            let began = Instant::now();
            target.restart(options)?;
            wait(&target, began)?;
            ready.push(began.elapsed().as_secs_f64() * 1e3);
            let process = target
                .process
                .ok_or("only a server of our own is started")?;
            #[expect(clippy::cast_precision_loss, reason = "KiB of one process")]
            resident.push(machine::resident_kib(process)? as f64 / 1024.0);
        }
        table.row(vec![messages.to_string(), ready.cell(), resident.cell()]);
    }
    table.print("Start, after a kill, until /readyz says 200");
    Ok(())
}

fn wait(target: &Target, began: Instant) -> Result<(), Failed> {
    let request = http::get(target, target.cookie(0), "/readyz");
    while began.elapsed() < PATIENCE {
        let answer = Client::connect(target.address).and_then(|mut client| client.ask(&request));
        if answer.is_ok_and(|answer| answer.status == 200) {
            return Ok(());
        }
    }
    Err("the server was not ready in time".into())
}
