//! What is drawn from the seed before anything runs: the server's settings, who sits where, and which faults come when.
//!
//! The same seed gives the same plan and the same commands; the machine still decides who is first.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use crate::warden::{self, Planned};

/// The admin, who moderates every room.
pub const BOSS: &str = "boss";
/// Who only ever reads forward, and one who also marks as unread again.
pub const PEOPLE: [&str; 3] = ["anna", "bert", "carl"];
pub const MARKS_UNREAD: &str = "bert";
/// Everybody is a member of the first; the second is joined by posting; the third is anna's,
/// with guests who come and go; the fourth is the admin's, for announcements.
pub const ROOMS: [&str; 4] = ["lobby", "ops", "茶馆", "notices"];
pub const OWNER_OF_PRIVATE: &str = "anna";

const LEAST_CLIENTS: usize = 11;
const MOST_CLIENTS: usize = 15;

/// Whether only those who look after the room write in it.
pub fn is_for_announcements(room: &str) -> bool {
    room == ROOMS[3]
}

/// Whether somebody looks after what others write in a room, from its beginning to its end. Others do for a time.
pub fn moderates(user: &str, room: &str) -> bool {
    user == BOSS || (room == ROOMS[2] && user == OWNER_OF_PRIVATE)
}

/// One client: somebody in a room, at a pace.
#[derive(Clone, Debug)]
pub struct Seat {
    pub user: &'static str,
    pub room: &'static str,
    /// Commands that may be unanswered at once.
    pub window: usize,
    /// Between two commands.
    pub pace: Duration,
    /// The longest text, in characters.
    pub longest_text: usize,
    pub seed: u64,
}

/// What goes wrong.
#[derive(Clone, Debug)]
pub enum Fault {
    /// SIGKILL, and a restart on the same data after a while.
    Kill { down: Duration },
    /// SIGTERM, and a restart.
    Terminate { down: Duration },
    /// SIGSTOP, and SIGCONT.
    Stop { lasting: Duration },
    /// All links at once.
    CutAll,
    /// One client's link.
    Cut { client: usize },
    /// Bytes stay on their way for a while; `then_cut`: and never arrive.
    Hold {
        client: usize,
        up: bool,
        down: bool,
        lasting: Duration,
        then_cut: bool,
    },
    /// What the server sends is lost, and then the link: commits without acks.
    LoseAcks { client: usize, lasting: Duration },
    /// The client does not read.
    Slow { client: usize, lasting: Duration },
    /// The client is offline.
    Away { client: usize, lasting: Duration },
    /// Clients of one room post as fast as they can, and another one is offline or does not read meanwhile.
    Flood {
        clients: Vec<usize>,
        missing: usize,
        offline: bool,
        lasting: Duration,
    },
}

impl Fault {
    /// Whether it may end this client's connection.
    fn cuts(&self, missing: usize) -> bool {
        match self {
            Self::Kill { .. } | Self::Terminate { .. } | Self::Stop { .. } | Self::CutAll => true,
            Self::Cut { client }
            | Self::Hold { client, .. }
            | Self::LoseAcks { client, .. }
            | Self::Slow { client, .. }
            | Self::Away { client, .. } => *client == missing,
            Self::Flood { .. } => false,
        }
    }
}

/// A run.
#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    pub flags: Vec<String>,
    pub seats: Vec<Seat>,
    pub faults: Vec<(Duration, Fault)>,
    pub deeds: Vec<Planned>,
}

impl Plan {
    pub fn draw(seed: u64, load: Duration) -> Self {
        let mut draws = StdRng::seed_from_u64(seed);
        let seats = seats(&mut draws);
        let faults = faults(&mut draws, &seats, load);
        let has_stalled =
            |(_, fault): &(Duration, Fault)| matches!(fault, Fault::Flood { offline: false, .. });
        let flags = flags(&mut draws, faults.iter().any(has_stalled));
        let deeds = warden::draw(&mut draws, load);
        Self {
            seed,
            flags,
            seats,
            faults,
            deeds,
        }
    }
}

/// Small queues and short deadlines in some runs, so that slow readers lag, heal and are closed: always where somebody
/// does not read in a flood.
fn flags(draws: &mut StdRng, has_stalled: bool) -> Vec<String> {
    let one_of = |draws: &mut StdRng, flag: &str, values: &[u32]| {
        format!("{flag}={}", values.choose(draws).expect("values"))
    };
    vec![
        one_of(draws, "--limit-queue-frames", &[4, 32, 4096]),
        one_of(draws, "--limit-queue-bytes", &[8_192, 1_048_576]),
        one_of(
            draws,
            "--write-deadline-seconds",
            if has_stalled { &[1] } else { &[1, 10] },
        ),
        "--heartbeat-seconds=1".to_owned(),
        "--heartbeat-dead-seconds=3".to_owned(),
        "--limit-connections-per-address=0".to_owned(),
    ]
}

fn seats(draws: &mut StdRng) -> Vec<Seat> {
    let count = draws.random_range(LEAST_CLIENTS..=MOST_CLIENTS);
    // The first seats see to it that each room has readers of each kind.
    let fixed = [
        ("anna", ROOMS[0]),
        ("bert", ROOMS[0]),
        ("anna", ROOMS[0]),
        (BOSS, ROOMS[1]),
        ("carl", ROOMS[1]),
        (OWNER_OF_PRIVATE, ROOMS[2]),
        (OWNER_OF_PRIVATE, ROOMS[2]),
        ("bert", ROOMS[2]),
        ("carl", ROOMS[2]),
        (BOSS, ROOMS[3]),
        ("carl", ROOMS[3]),
    ];
    (0..count)
        .map(|index| {
            let (user, room) = fixed.get(index).copied().unwrap_or_else(|| {
                let everybody = [PEOPLE.as_slice(), &[BOSS]].concat();
                let user = everybody.choose(draws).expect("people");
                (user, ROOMS[draws.random_range(0..2)])
            });
            Seat {
                user,
                room,
                window: draws.random_range(1..=8),
                pace: Duration::from_millis(draws.random_range(2..25)),
                longest_text: *[20, 200, 3_000].choose(draws).expect("values"),
                seed: draws.random(),
            }
        })
        .collect()
}

fn faults(draws: &mut StdRng, seats: &[Seat], load: Duration) -> Vec<(Duration, Fault)> {
    let until = load.as_millis() as u64;
    let milliseconds = |draws: &mut StdRng, from: u64, to: u64| {
        Duration::from_millis(draws.random_range(from..to))
    };
    let mut faults = Vec::new();
    for _ in 0..draws.random_range(1..=2) {
        let at = milliseconds(draws, until / 5, until);
        faults.push((at, of_server(draws)));
    }
    for _ in 0..draws.random_range(8..=16) {
        let at = milliseconds(draws, until / 10, until);
        let client = draws.random_range(0..seats.len());
        let short = milliseconds(draws, 20, 400);
        let long = milliseconds(draws, 300, 2_000);
        let fault = match draws.random_range(0..10) {
            0 => Fault::CutAll,
            1 | 2 => Fault::Cut { client },
            3 => Fault::Hold {
                client,
                up: true,
                down: true,
                lasting: long,
                then_cut: draws.random(),
            },
            4 => Fault::Hold {
                client,
                up: true,
                down: false,
                lasting: long,
                then_cut: false,
            },
            5 => Fault::Hold {
                client,
                up: false,
                down: true,
                lasting: long,
                then_cut: draws.random(),
            },
            6 | 7 => Fault::LoseAcks {
                client,
                lasting: short,
            },
            8 => Fault::Slow {
                client,
                lasting: long,
            },
            _ => Fault::Away {
                client,
                lasting: long,
            },
        };
        faults.push((at, fault));
    }
    if draws.random_ratio(1, 2) {
        let offline = draws.random();
        // Longer than the shortest write deadline, so that who does not read is closed.
        let lasting = milliseconds(draws, 2_000, 3_000);
        let all: Vec<usize> = (0..seats.len())
            .filter(|seat| seats[*seat].room == ROOMS[0])
            .collect();
        let (missing, clients) = all
            .split_first()
            .expect("somebody in the lobby, by `seats`");
        let fault = Fault::Flood {
            clients: clients.to_vec(),
            missing: *missing,
            offline,
            lasting,
        };
        let at = milliseconds(draws, until / 8, until / 4);
        if !offline {
            // Whoever does not read must stay connected to be too slow: what would cut the connection comes afterwards.
            for (other, disturbing) in &mut faults {
                if *other < at + lasting && disturbing.cuts(*missing) {
                    *other = at + lasting;
                }
            }
        }
        faults.push((at, fault));
    }
    faults.sort_by_key(|(at, _)| *at);
    faults
}

fn of_server(draws: &mut StdRng) -> Fault {
    let down = Duration::from_millis(draws.random_range(0..300));
    match draws.random_range(0..5) {
        0..=2 => Fault::Kill { down },
        3 => Fault::Terminate { down },
        _ => Fault::Stop {
            lasting: Duration::from_millis(draws.random_range(50..1_800)),
        },
    }
}
