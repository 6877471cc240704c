//! What sign-ins cost the others: a steady rate of messages and a reader of pages, with and without a thousand sign-ins a
//! minute beside them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::Failed;
use super::arguments::Options;
use super::http::{self, Client};
use super::pages;
use super::rows;
use super::series::{Series, Table, percentile_of};
use super::support::PASSWORD;
use super::target::{House, Kind, Target};
use super::traffic::{Pace, Traffic};

const PER_MINUTE: u32 = 1_000;
const SOCKETS: usize = 100;
const PER_SECOND: u32 = 50;

pub fn run(options: &Options) -> Result<(), Failed> {
    let mut table = Table::new(&[
        "beside it",
        "delivery p50 ms",
        "delivery p99 ms",
        "ack p99 ms",
        "page first byte p99 ms",
        "sign-ins a minute",
    ]);
    let house = House {
        rooms: 1,
        people: SOCKETS,
        ..House::default()
    };
    let target = Target::start(Kind::Teahouse, house, options)?;
    let mut traffic = Traffic::open(&target, 1, SOCKETS, options)?;
    for signs_in in [false, true] {
        let mut columns: [Series; 5] = Default::default();
        for run in 0..=options.runs {
            let over = AtomicBool::new(false);
            let figures = std::thread::scope(|scope| {
                let reading = scope.spawn(|| pages::ask(&target, 0, 1, options));
                let signing = scope.spawn(|| {
                    if !signs_in {
                        return Ok(0.0);
                    }
                    sign_in(&target, &over).map_err(|error| error.to_string())
                });
                let heard = traffic
                    .run(
                        Pace::Steady {
                            per_second: PER_SECOND,
                        },
                        options.span,
                    )
                    .map_err(|error| error.to_string());
                over.store(true, Ordering::Relaxed);
                let seen = reading
                    .join()
                    .map_err(|_| "a reader panicked".to_owned())??;
                let signed = signing
                    .join()
                    .map_err(|_| "a guest panicked".to_owned())??;
                Ok::<_, String>((heard?, seen, signed))
            });
            let (mut heard, mut seen, signed) = figures?;
            rows::audit(&target, &heard.acks)?;
            if run > 0 {
                columns[0].push(percentile_of(&mut heard.delivery_ms, 50.0));
                columns[1].push(percentile_of(&mut heard.delivery_ms, 99.0));
                columns[2].push(percentile_of(&mut heard.ack_ms, 99.0));
                columns[3].push(percentile_of(&mut seen.first_byte_ms, 99.0));
                columns[4].push(signed);
            }
        }
        let name = if signs_in { "sign-ins" } else { "nothing" };
        let cells = columns.iter().map(Series::cell);
        table.row(std::iter::once(name.to_owned()).chain(cells).collect());
    }
    table.print(&format!(
        "Sign-ins beside {PER_SECOND} messages/s to {SOCKETS} sockets and one reader of pages"
    ));
    Ok(())
}

/// Signs in by the clock until it is over; says how many a minute that were.
fn sign_in(target: &Target, over: &AtomicBool) -> Result<f64, Failed> {
    let gap = Duration::from_secs(60) / PER_MINUTE;
    let body = format!("username=boss&password={}", PASSWORD.replace(' ', "+"));
    let request = http::post(
        target,
        "",
        "/login",
        "application/x-www-form-urlencoded",
        &body,
    );
    let began = Instant::now();
    let mut client = Client::connect(target.address)?;
    let mut done = 0;
    while !over.load(Ordering::Relaxed) {
        let answer = client.ask(&request)?;
        if answer.status != 303 {
            return Err(format!("a sign-in was answered with {}", answer.status).into());
        }
        done += 1;
        std::thread::sleep((gap * done).saturating_sub(began.elapsed()));
    }
    Ok(f64::from(done) * 60.0 / began.elapsed().as_secs_f64())
}
