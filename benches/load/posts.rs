//! Durable posts: how many a second, how soon each is acknowledged, next to what one fsync takes on this disk.

use std::time::Instant;

use super::Failed;
use super::arguments::Options;
use super::audit::Ack;
use super::frames::Label;
use super::http::{self, Client};
use super::machine;
use super::rows;
use super::series::{Series, Table, percentile_of};
use super::target::{House, Kind, Target, rooms_path};
use super::traffic::{Pace, Traffic};

const ROOMS: usize = 20;
const SENDERS: usize = 64;
const FSYNCS: usize = 500;

/// What was measured in one way of posting.
#[derive(Default)]
struct Figures {
    posts: Series,
    median_ms: Series,
    late_ms: Series,
    per_million: Series,
    audited: usize,
}

pub fn run(options: &Options) -> Result<(), Failed> {
    let mut table = Table::new(&[
        "posts",
        "a second",
        "p50 ms",
        "p99 ms",
        "CPU s per million posts",
        "acks audited",
    ]);
    for (name, rooms, each, senders, window) in [
        ("one sender alone, over a socket", 1, 1, 1, 1),
        ("64 senders in 20 rooms, one under way each", 20, 4, 64, 1),
        ("64 senders in 20 rooms, eight under way each", 20, 4, 64, 8),
    ] {
        let people = rooms * each;
        let target = Target::start(
            Kind::Teahouse,
            House {
                rooms,
                people,
                ..House::default()
            },
            options,
        )?;
        let mut traffic = Traffic::open(&target, rooms, each, options)?;
        let mut figures = Figures::default();
        for run in 0..=options.runs {
            let mut outcome = traffic.run(Pace::Flood { senders, window }, options.span)?;
            let audited = rows::audit(&target, &outcome.acks)?;
            if run > 0 {
                figures.audited += audited;
                let (posts, span) = (outcome.acks.len(), outcome.span.as_secs_f64());
                figures.push(posts, span, &mut outcome.ack_ms, outcome.processor);
            }
        }
        figures.row(name, &mut table);
    }
    over_http(options)?.row("64 clients in 20 rooms, over HTTP", &mut table);
    table.print("Durable posts");
    let mut times =
        machine::fsync_times(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")), FSYNCS)?;
    println!(
        "\nfsync of 4 KiB in the same folder: p50 {:.2} ms, p99 {:.2} ms",
        percentile_of(&mut times, 50.0),
        percentile_of(&mut times, 99.0)
    );
    Ok(())
}

impl Figures {
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    fn push(
        &mut self,
        posts: usize,
        seconds: f64,
        times_ms: &mut [f64],
        processor: Option<std::time::Duration>,
    ) {
        self.posts.push(posts as f64 / seconds);
        self.median_ms.push(percentile_of(times_ms, 50.0));
        self.late_ms.push(percentile_of(times_ms, 99.0));
        if let Some(processor) = processor {
            self.per_million
                .push(processor.as_secs_f64() * 1e6 / posts as f64);
        }
    }

    fn row(&self, name: &str, table: &mut Table) {
        table.row(vec![
            name.to_owned(),
            self.posts.cell(),
            self.median_ms.cell(),
            self.late_ms.cell(),
            self.per_million.cell(),
            self.audited.to_string(),
        ]);
    }
}

fn over_http(options: &Options) -> Result<Figures, Failed> {
    let house = House {
        rooms: ROOMS,
        people: ROOMS * 4,
        ..House::default()
    };
    let target = Target::start(Kind::Teahouse, house, options)?;
    let mut figures = Figures::default();
    for run in 0..=options.runs {
        let before = target.process.map(machine::processor_time).transpose()?;
        let began = Instant::now();
        let posted: Result<Vec<_>, String> = std::thread::scope(|scope| {
            let clients: Vec<_> = (0..SENDERS)
                .map(|sender| {
                    let target = &target;
                    scope.spawn(move || {
                        client(target, sender, options).map_err(|error| error.to_string())
                    })
                })
                .collect();
            let join = |client: std::thread::ScopedJoinHandle<'_, _>| {
                client.join().map_err(|_| "a client panicked".to_owned())?
            };
            clients.into_iter().map(join).collect()
        });
        let (acks, times): (Vec<_>, Vec<_>) = posted?.into_iter().unzip();
        let (acks, mut times) = (acks.concat(), times.concat());
        let seconds = began.elapsed().as_secs_f64();
        let after = target.process.map(machine::processor_time).transpose()?;
        let processor = before
            .zip(after)
            .map(|(before, after)| after.saturating_sub(before));
        let audited = rows::audit(&target, &acks)?;
        if run > 0 {
            figures.audited += audited;
            figures.push(acks.len(), seconds, &mut times, processor);
        }
    }
    Ok(figures)
}

/// One keep-alive client, which posts the next when the last is answered.
fn client(
    target: &Target,
    sender: usize,
    options: &Options,
) -> Result<(Vec<Ack>, Vec<f64>), Failed> {
    let mut client = Client::connect(target.address)?;
    let room = sender % ROOMS;
    let (mut acks, mut times) = (Vec::new(), Vec::new());
    let began = Instant::now();
    while began.elapsed() < options.span {
        let number = acks.len();
        let label = Label {
            room,
            sender,
            number,
            nanoseconds: 0,
        };
        let body = format!(r#"{{"message":"{}"}}"#, label.text(options.text_bytes));
        let request = http::post(
            target,
            target.cookie(sender),
            &rooms_path(room),
            "application/json",
            &body,
        );
        let answer = client.ask(&request)?;
        if answer.status != 201 {
            return Err(format!("a post was answered with {}", answer.status).into());
        }
        let message: serde_json::Value = serde_json::from_slice(&answer.body)?;
        times.push(answer.whole.as_secs_f64() * 1e3);
        acks.push(Ack {
            room,
            number,
            seq: message["seq"].as_i64().ok_or("no seq")?,
            id: message["id"].as_str().ok_or("no id")?.parse()?,
        });
    }
    Ok((acks, times))
}
