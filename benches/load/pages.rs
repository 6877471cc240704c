//! The room page: how many a second, how soon its first byte comes, in a small room and in a large one, alone and while
//! many sockets hear much.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::Failed;
use super::arguments::Options;
use super::fill;
use super::http::{self, Client};
use super::series::{Series, Table, percentile_of, short};
use super::target::{House, Kind, Target, room_name};
use super::traffic::{Pace, Traffic};

const CLIENTS: usize = 16;
const SMALL: i64 = 100;
/// Of the flood beside the pages.
const SOCKETS: usize = 1_000;
const PER_SECOND: u32 = 200;

/// What the clients saw in one run.
pub struct Seen {
    pub per_second: f64,
    pub first_byte_ms: Vec<f64>,
    pub bytes: usize,
}

pub fn run(options: &Options) -> Result<(), Failed> {
    let mut table = Table::new(&["page", "a second", "first byte p50 ms", "p99 ms", "KiB"]);
    let house = House {
        rooms: 2,
        people: SOCKETS,
        peopled: 1,
    };
    let mut target = Target::start(Kind::Teahouse, house, options)?;
    fill::messages(&mut target, 0, SMALL)?;
    fill::messages(&mut target, 1, options.messages)?;
    target.restart(options)?;
    for (room, name) in [
        (0, format!("a room of {SMALL} messages")),
        (1, format!("a room of {} messages", options.messages)),
    ] {
        series(&name, options, &mut table, || {
            ask(&target, room, CLIENTS, options)
        })?;
    }
    let mut traffic = Traffic::open(&target, 1, SOCKETS, options)?;
    let name = format!("the first, while {SOCKETS} sockets hear {PER_SECOND} messages/s");
    series(&name, options, &mut table, || {
        std::thread::scope(|scope| {
            let asking = scope.spawn(|| ask(&target, 0, CLIENTS, options));
            traffic
                .run(
                    Pace::Steady {
                        per_second: PER_SECOND,
                    },
                    options.span,
                )
                .map_err(|error| error.to_string())?;
            asking.join().map_err(|_| "a client panicked".to_owned())?
        })
    })?;
    table.print(&format!("Room pages, {CLIENTS} keep-alive clients"));
    Ok(())
}

fn series(
    name: &str,
    options: &Options,
    table: &mut Table,
    mut once: impl FnMut() -> Result<Seen, String>,
) -> Result<(), Failed> {
    let (mut rate, mut median, mut late) =
        (Series::default(), Series::default(), Series::default());
    let mut bytes = 0;
    for run in 0..=options.runs {
        let mut seen = once()?;
        if run > 0 {
            rate.push(seen.per_second);
            median.push(percentile_of(&mut seen.first_byte_ms, 50.0));
            late.push(percentile_of(&mut seen.first_byte_ms, 99.0));
            bytes = seen.bytes;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "the size of a page")]
    let kib = bytes as f64 / 1024.0;
    table.row(vec![
        name.to_owned(),
        rate.cell(),
        median.cell(),
        late.cell(),
        short(kib),
    ]);
    Ok(())
}

/// Asks for a room's page with so many clients, each with one request under way.
pub fn ask(
    target: &Target,
    room: usize,
    clients: usize,
    options: &Options,
) -> Result<Seen, String> {
    let began = Instant::now();
    let failed = AtomicBool::new(false);
    let seen: Result<Vec<_>, String> = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..clients)
            .map(|number| {
                let failed = &failed;
                scope.spawn(move || {
                    let seen = client(target, room, number, failed, options);
                    seen.map_err(|error| {
                        failed.store(true, Ordering::Relaxed);
                        error.to_string()
                    })
                })
            })
            .collect();
        let join = |client: std::thread::ScopedJoinHandle<'_, _>| {
            client.join().map_err(|_| "a client panicked".to_owned())?
        };
        asking.into_iter().map(join).collect()
    });
    let seen = seen?;
    let bytes = seen.first().map_or(0, |(bytes, _)| *bytes);
    let first_byte_ms: Vec<f64> = seen.into_iter().flat_map(|(_, times)| times).collect();
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let per_second = first_byte_ms.len() as f64 / began.elapsed().as_secs_f64();
    Ok(Seen {
        per_second,
        first_byte_ms,
        bytes,
    })
}

fn client(
    target: &Target,
    room: usize,
    number: usize,
    failed: &AtomicBool,
    options: &Options,
) -> Result<(usize, Vec<f64>), Failed> {
    let mut client = Client::connect(target.address)?;
    let request = http::get(
        target,
        target.cookie(number),
        &format!("/rooms/{}", room_name(room)),
    );
    let began = Instant::now();
    let (mut bytes, mut times) = (0, Vec::new());
    while began.elapsed() < options.span && !failed.load(Ordering::Relaxed) {
        let answer = client.ask(&request)?;
        if answer.status != 200 {
            return Err(format!("the page was answered with {}", answer.status).into());
        }
        bytes = answer.body.len();
        times.push(answer.first_byte.as_secs_f64() * 1e3);
    }
    Ok((bytes, times))
}
