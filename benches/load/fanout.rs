//! Deliveries: what one costs in processor time of the server, and how long it takes, in rooms of several shapes.

use super::Failed;
use super::arguments::Options;
use super::machine;
use super::plot;
use super::rows;
use super::series::{Series, Table, percentile_of, short};
use super::target::{House, Kind, Target};
use super::traffic::{Pace, Traffic};

/// Rooms, sockets in each, and how they are loaded.
struct Shape {
    name: &'static str,
    rooms: usize,
    each: usize,
    pace: Pace,
}

const fn flood(name: &'static str, rooms: usize, each: usize, senders: usize) -> Shape {
    Shape {
        name,
        rooms,
        each,
        pace: Pace::Flood { senders, window: 8 },
    }
}

const fn steady(name: &'static str, per_second: u32) -> Shape {
    Shape {
        name,
        rooms: 1,
        each: 100,
        pace: Pace::Steady { per_second },
    }
}

pub fn run(options: &Options) -> Result<(), Failed> {
    let shapes = [
        flood("1 room × 100, flood", 1, 100, 64),
        flood("1 × 1,000, flood", 1, 1_000, 64),
        flood("100 rooms × 10, flood", 100, 10, 100),
        steady("50 messages/s × 100", 50),
        steady("500 messages/s × 100", 500),
    ];
    measure("Deliveries", &shapes, options)
}

pub fn run_rooms(options: &Options) -> Result<(), Failed> {
    let shapes = [
        flood("10 rooms × 10, flood", 10, 10, 20),
        flood("100 rooms × 10, flood", 100, 10, 100),
        flood("1,000 rooms × 2, flood", 1_000, 2, 1_000),
    ];
    measure("Many rooms", &shapes, options)
}

/// What was measured of one server with one shape.
#[derive(Default)]
struct Figures {
    per_million: Series,
    deliveries: Series,
    messages: Series,
    median_ms: Series,
    late_ms: Series,
    resident: Series,
    audited: usize,
}

fn measure(title: &str, shapes: &[Shape], options: &Options) -> Result<(), Failed> {
    let mut table = Table::new(&[
        "shape",
        "server",
        "CPU s per million deliveries",
        "ratio",
        "deliveries/s",
        "messages/s",
        "p50 ms",
        "p99 ms",
        "RSS MiB",
        "acks audited",
    ]);
    let mut bars = Vec::new();
    for shape in shapes
        .iter()
        .filter(|shape| shape.name.contains(&options.only))
    {
        let mut teahouse = 0.0;
        for kind in Kind::wanted(options) {
            let figures = shape.measure(kind, options)?;
            let cost = figures.per_million.median();
            if kind == Kind::Teahouse {
                teahouse = cost;
            }
            bars.push(plot::Bar {
                group: shape.name.to_owned(),
                name: kind.name().to_owned(),
                value: cost,
            });
            table.row(vec![
                shape.name.to_owned(),
                kind.name().to_owned(),
                figures.per_million.cell(),
                format!("{} ×", short(teahouse / cost)),
                figures.deliveries.cell(),
                figures.messages.cell(),
                figures.median_ms.cell(),
                figures.late_ms.cell(),
                figures.resident.cell(),
                figures.audited.to_string(),
            ]);
        }
    }
    table.print(&format!(
        "{title} (ratio: Teahouse's cost over that server's)"
    ));
    options.svg.as_ref().map_or(Ok(()), |path| {
        plot::write(path, "CPU seconds per million deliveries", &bars)
    })
}

impl Shape {
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    fn measure(&self, kind: Kind, options: &Options) -> Result<Figures, Failed> {
        let house = House {
            rooms: self.rooms,
            people: self.rooms * self.each,
            ..House::default()
        };
        let target = Target::start(kind, house, options)?;
        let mut traffic = Traffic::open(&target, self.rooms, self.each, options)?;
        let mut figures = Figures::default();
        for run in 0..=options.runs {
            let mut outcome = traffic
                .run(self.pace, options.span)
                .map_err(|error| format!("{}, {}: {error}", self.name, kind.name()))?;
            figures.audited += rows::audit(&target, &outcome.acks)?;
            if run == 0 {
                // Caches, buffers and statements are warm from here on.
                continue;
            }
            let (deliveries, seconds) = (outcome.deliveries as f64, outcome.span.as_secs_f64());
            figures.deliveries.push(deliveries / seconds);
            figures.messages.push(outcome.messages as f64 / seconds);
            if let Some(processor) = outcome.processor {
                figures
                    .per_million
                    .push(processor.as_secs_f64() * 1e6 / deliveries);
            }
            if !outcome.delivery_ms.is_empty() {
                figures
                    .median_ms
                    .push(percentile_of(&mut outcome.delivery_ms, 50.0));
                figures
                    .late_ms
                    .push(percentile_of(&mut outcome.delivery_ms, 99.0));
            }
            if let Some(process) = target.process {
                figures
                    .resident
                    .push(machine::resident_kib(process)? as f64 / 1024.0);
            }
        }
        eprintln!(
            "load: {} · {}: {}",
            self.name,
            kind.name(),
            figures.per_million.cell()
        );
        Ok(figures)
    }
}
