//! What grows with what: the cost of a post, a page, the list of rooms with its counts, and a resume, against rooms,
//! members, messages and open sockets. A column that rises along its rows does more than its work.

use std::time::{Duration, Instant};

use super::Failed;
use super::arguments::Options;
use super::crowd::Crowd;
use super::fill;
use super::http::{self, Client};
use super::series::{Table, percentile_of, short};
use super::target::{House, Kind, Target, room_name, rooms_path};

/// Of each verb, at each size.
const TIMES: usize = 100;
/// What a returning client missed.
const MISSED: i64 = 50;

pub fn run(options: &Options) -> Result<(), Failed> {
    let mut table = Table::new(&[
        "size",
        "post ms",
        "room page ms",
        "rooms with counts ms",
        "resume of 50 ms",
    ]);
    for count in [10, 100, 1_000, 10_000] {
        let name = format!("{count} rooms of the user");
        measure(
            &name,
            options,
            &mut table,
            |target| fill::rooms(target, count),
            0,
        )?;
    }
    for count in [10, 100, 1_000, 10_000] {
        let name = format!("{count} members of the room");
        measure(
            &name,
            options,
            &mut table,
            |target| fill::members(target, 0, count),
            0,
        )?;
    }
    let mut count = 1_000;
    while count <= options.messages {
        let name = format!("{count} messages in the room");
        measure(
            &name,
            options,
            &mut table,
            |target| fill::messages(target, 0, count),
            0,
        )?;
        count *= 10;
    }
    let mut sockets = 10;
    while sockets <= options.sockets {
        let name = format!("{sockets} sockets in another room");
        measure(&name, options, &mut table, |_| Ok(()), sockets)?;
        sockets *= 10;
    }
    table.print(&format!("Growth (median of {TIMES}, one after the other)"));
    Ok(())
}

fn measure(
    name: &str,
    options: &Options,
    table: &mut Table,
    grow: impl FnOnce(&mut Target) -> Result<(), Failed>,
    sockets: usize,
) -> Result<(), Failed> {
    let house = House {
        rooms: 2,
        people: sockets.max(16),
        ..House::default()
    };
    let mut target = Target::start(Kind::Teahouse, house, options)?;
    grow(&mut target)?;
    target.restart(options)?;
    let mut crowd = Crowd::new()?;
    crowd.open(&target, std::iter::repeat_n(1, sockets))?;
    let cookie = target.admin.cookie();
    let mut client = Client::connect(target.address)?;
    let post = |number: usize| {
        let body = format!(r#"{{"message":"number {number}"}}"#);
        http::post(&target, &cookie, &rooms_path(0), "application/json", &body)
    };
    let page = http::get(&target, &cookie, &format!("/rooms/{}", room_name(0)));
    let rooms = http::get(&target, &cookie, "/api/rooms");
    let cells = vec![
        name.to_owned(),
        median(|number| ask(&mut client, &post(number), 201))?,
        median(|_| ask(&mut client, &page, 200))?,
        median(|_| ask(&mut client, &rooms, 200))?,
        median(|_| resume(&target))?,
    ];
    eprintln!("load: {}", cells.join(" · "));
    table.row(cells);
    Ok(())
}

fn median(mut verb: impl FnMut(usize) -> Result<Duration, Failed>) -> Result<String, Failed> {
    let mut times = Vec::with_capacity(TIMES);
    for number in 0..TIMES {
        times.push(verb(number)?.as_secs_f64() * 1e3);
    }
    Ok(short(percentile_of(&mut times, 50.0)))
}

fn ask(client: &mut Client, request: &[u8], status: u16) -> Result<Duration, Failed> {
    let answer = client.ask(request)?;
    if answer.status != status {
        return Err(format!("answered with {} for {status}", answer.status).into());
    }
    Ok(answer.whole)
}

/// From the handshake to the end of what was missed.
fn resume(target: &Target) -> Result<Duration, Failed> {
    let server = target
        .server
        .as_ref()
        .ok_or("only of a server of our own")?;
    let room = room_name(0);
    target.runtime.block_on(async {
        let socket =
            super::support::Socket::chat_v1(server.admin(), &format!("/ws/chat/{room}/")).await;
        let head = socket.hello["head"].as_i64().ok_or("no head")?;
        let epoch = socket.hello["epoch"].as_str().ok_or("no epoch")?;
        let since = head - MISSED;
        let path = format!("/ws/chat/{room}/?since={since}&epoch={epoch}");
        socket.leave().await;
        let began = Instant::now();
        let mut returned = super::support::Socket::chat_v1(server.admin(), &path).await;
        let resumed = returned.expect("resumed").await;
        let took = began.elapsed();
        if resumed["complete"] != true || resumed["to"] != head {
            return Err(format!("not resumed: {resumed}").into());
        }
        returned.leave().await;
        Ok(took)
    })
}
