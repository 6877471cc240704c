//! One seed, from an empty folder to the findings.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::checks::{self, Facts, Finding, Kind};
use crate::client::{Client, load};
use crate::commands::Draws;
use crate::faults::Scene;
use crate::figures::Figures;
use crate::finale::{everybody, room_counts};
use crate::holding::{Held, Holding};
use crate::link::Link;
use crate::operation::{Expected, Outcome};
use crate::plan::{BOSS, OWNER_OF_PRIVATE, PEOPLE, Plan, ROOMS, Seat};
use crate::record::Record;
use crate::rows;
use crate::support::server::UNLIMITED;
use crate::support::{SignedIn, TestServer};
use crate::warden::{Deed, Warden};

/// How long commands are given and faults happen.
const LOAD: Duration = Duration::from_millis(3_500);

/// What came of one seed.
pub struct Ran {
    pub figures: Figures,
    pub findings: Vec<Finding>,
    /// Where the history of a failed run lies.
    pub history: Option<PathBuf>,
}

/// Runs one seed.
pub async fn run(seed: u64, keep: bool) -> Ran {
    let plan = Plan::draw(seed, LOAD);
    let flags: Vec<&str> = plan.flags.iter().map(String::as_str).collect();
    let server =
        TestServer::start_in(&folder(seed), &[&UNLIMITED, flags.as_slice()].concat()).await;
    let people = people(&server).await;
    let record = Arc::new(Record::new());
    let mut scene = Scene {
        links: Vec::new(),
        holdings: Vec::new(),
        record: record.clone(),
        figures: Figures::default(),
        server,
    };
    let mut warden = Warden::new(&people, record.clone()).await;
    warden.open().await;
    let mut clients = Vec::new();
    for (index, seat) in plan.seats.iter().enumerate() {
        let link = Arc::new(Link::to(scene.server.place()).await);
        let holding = Arc::new(Holding::new());
        let client = Client {
            name: format!("client {index} ({} in {})", seat.user, seat.room),
            index,
            seat: seat.clone(),
            person: people[seat.user].clone(),
            address: link.address.to_string(),
            record: record.clone(),
            holding: holding.clone(),
            draws: Draws::new(index, seat),
            outbox: Default::default(),
        };
        scene.links.push(link);
        scene.holdings.push(holding);
        clients.push(tokio::spawn(client.live()));
    }
    tokio::join!(scene.suffer(&plan.faults), warden.carry_out(&plan.deeds));
    warden.heal().await;
    scene.settle(&plan, &people).await;
    scene.read_on(&plan, &people).await;
    for holding in &scene.holdings {
        holding.habit.send_modify(|habit| habit.stop = true);
    }
    for client in clients {
        client.await.expect("a client does not panic");
    }
    let mut facts = gather(&scene, &plan, &people).await;
    facts.deeds = warden.done;
    let mut findings = checks::check(&facts);
    if scene.server.logged().contains("panicked at") {
        let what = format!("the server panicked: {}", scene.server.logged());
        findings.push(Finding {
            kind: Kind::Surprise,
            what,
        });
    }
    let mut figures = figures(scene.figures, &facts);
    // By the server: who does not read gets no close frame.
    figures.closed_as_slow = scene.server.logged().matches("Close(TooSlow)").count();
    figures.count(&findings);
    let history = (keep || !findings.is_empty())
        .then(|| crate::history_file::write(&plan, &scene, &findings));
    Ran {
        figures,
        findings,
        history,
    }
}

async fn people(server: &TestServer) -> HashMap<&'static str, SignedIn> {
    let mut people = HashMap::from([(BOSS, server.admin().clone())]);
    for name in PEOPLE {
        people.insert(name, server.register(name).await);
    }
    people[BOSS].create_room(ROOMS[1]).await;
    people[OWNER_OF_PRIVATE].create_private_room(ROOMS[2]).await;
    people[BOSS].create_room(ROOMS[3]).await;
    let only = [("title", ROOMS[3]), ("announcements", "1")];
    let path = format!("/rooms/{}/settings", ROOMS[3]);
    people[BOSS].post(&path, &only).await.must_be(303);
    people
}

/// Everything that the checks read.
async fn gather(scene: &Scene, plan: &Plan, people: &HashMap<&'static str, SignedIn>) -> Facts {
    let mut listings = HashMap::new();
    let mut counts = HashMap::new();
    for user in everybody() {
        for (room, told) in room_counts(&people[user]).await {
            if let Some(pages) = load(&people[user], &room).await {
                listings.insert((user.to_owned(), room.clone()), pages);
            }
            counts.insert((user.to_owned(), room), told);
        }
    }
    let file = scene.server.database_file();
    let operations = scene.record.operations();
    Facts {
        versions: checks::versions(&operations),
        operations,
        clients: plan
            .seats
            .iter()
            .cloned()
            .zip(scene.holdings.iter().map(|holding| held(holding)))
            .collect(),
        rows: rows::read(&file).await.expect("the rows"),
        listings,
        counts,
        surprises: scene.record.surprises(),
        deeds: Vec::new(),
    }
}

fn held(holding: &Holding) -> Held {
    std::mem::take(&mut holding.held())
}

fn figures(mut figures: Figures, facts: &Facts) -> Figures {
    figures.seeds = 1;
    for operation in &facts.operations {
        match (&operation.outcome, operation.expected) {
            (Some(Outcome::Acknowledged { .. }), Expected::SameAs(_)) => figures.duplicates += 1,
            (Some(Outcome::Acknowledged { dup, .. }), _) => {
                figures.acknowledged += 1;
                figures.duplicates += usize::from(*dup);
                match operation.command.kind() {
                    "message" => figures.messages += 1,
                    "edit" => figures.edits += 1,
                    _ => figures.deletions += 1,
                }
            }
            (Some(Outcome::Refused { .. }), _) => figures.refused += 1,
            (None, _) => {}
        }
    }
    for (_, held) in &facts.clients {
        figures.connections += held.sessions.len();
        figures.doors += held.doors.len();
        for session in &held.sessions {
            figures.replays += usize::from(session.complete == Some(true));
            figures.reloads += usize::from(session.complete == Some(false));
            figures.events += session.events.len();
        }
    }
    for done in &facts.deeds {
        match done.deed {
            Deed::Remove => figures.removals += 1,
            Deed::Ban => figures.bans += 1,
            Deed::Leave => figures.leaves += 1,
            Deed::Mute => figures.mutes += 1,
            Deed::Raise => figures.raises += usize::from(done.carried_out),
            Deed::Unmute | Deed::Lower | Deed::LetIn => {}
        }
    }
    figures.by_role = checks::count_by_role(facts);
    figures.counts = facts.counts.len();
    figures
}

/// Half of the seeds have their data in memory: a kill cannot tell the difference, and commits are so fast there that
/// clients fall far behind.
fn folder(seed: u64) -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if seed.is_multiple_of(2) && memory.is_dir() {
        return memory;
    }
    std::env::temp_dir()
}

/// A seat for the history file.
pub fn describe(seat: &Seat) -> String {
    format!(
        "{} in {}, {} at once, every {:?}",
        seat.user, seat.room, seat.window, seat.pace
    )
}
