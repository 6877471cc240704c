//! There is no seam between history and what is live (docs/promises.md A6): the product's own consumer is moved by hand
//! from one await point to the next, and commits and rings are put between any two of them, in every way there is.

mod house;
mod stage;
mod stream;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use teahouse::channels::Event;
use teahouse::domain::RoomEvent;

use self::house::{House, Write};
use self::stage::Stage;
use self::stream::assert_exact;

/// Await points from the first `group_add` to rest, where nothing happens meanwhile: three groups, the guard, the
/// session, the head, and the wait for events; and one more for a page or a heal.
const POINTS: usize = 8;
const ROOMY_BYTES: usize = 1 << 20;

/// What happens beside the consumer.
#[derive(Clone, Copy, Debug)]
enum Act {
    Commit(Write),
    /// Rings for the commit of this number, of this case.
    Ring(usize),
    /// Rings with the head alone.
    Head,
}

use Act::{Commit, Head, Ring};

/// Plays one case: before the consumer's step `n` come the acts whose place is `n`.
async fn play(house: &mut House, acts: &[(usize, Act)], resumes: bool) {
    let since = resumes.then_some(house.head);
    let mut stage = Stage::set(house, since, ROOMY_BYTES).await;
    let mut log = Vec::new();
    for point in 0..=POINTS {
        for (_, act) in acts.iter().filter(|(place, _)| *place == point) {
            perform(house, &mut log, *act).await;
        }
        stage.step(house).await;
    }
    stage.rest(house).await;
    assert_exact(house, &stage.frames, since, &log, &acts);
}

async fn perform(house: &mut House, log: &mut Vec<RoomEvent>, act: Act) {
    match act {
        Commit(write) => log.push(house.commit(write).await),
        Ring(number) => house.ring(Event::Room(vec![log[number].clone()])).await,
        Head => house.ring_head().await,
    }
}

/// Every way to put acts of this order at the points, as places that never go back.
fn placements(acts: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for _ in 0..acts {
        all = all
            .into_iter()
            .flat_map(|places| {
                let least = places.last().copied().unwrap_or(0);
                (least..=POINTS).map(move |place| [places.as_slice(), &[place]].concat())
            })
            .collect();
    }
    all
}

/// Plays each order of acts in each placement, and says how many cases that were.
async fn play_all(house: &mut House, name: &str, orders: &[&[Act]], resumes: bool) {
    let mut cases = 0;
    for order in orders {
        for places in placements(order.len()) {
            let acts: Vec<(usize, Act)> = places.into_iter().zip(order.iter().copied()).collect();
            play(house, &acts, resumes).await;
            cases += 1;
        }
    }
    println!("{name}: {cases} interleavings");
}

const POST: Act = Commit(Write::Post);
const EDIT: Act = Commit(Write::Edit);
const DELETE: Act = Commit(Write::Delete);

#[tokio::test]
async fn two_commits_and_their_rings_at_every_await_point_are_told_once_and_in_order() {
    let mut house = House::open(4_096).await;
    let orders: [&[Act]; 4] = [
        &[POST, Ring(0), POST, Ring(1)],
        &[POST, POST, Ring(0), Ring(1)],
        &[POST, Ring(0), DELETE, Ring(1)],
        &[POST, EDIT, Ring(0), Ring(1)],
    ];
    play_all(&mut house, "resumed", &orders, true).await;
    play_all(&mut house, "new", &orders, false).await;
}

#[tokio::test]
async fn rings_that_are_lost_doubled_or_turned_round_change_nothing() {
    let mut house = House::open(4_096).await;
    let orders: [&[Act]; 6] = [
        // Turned round, doubled, the first lost, the last lost and healed by the bell of another process.
        &[POST, EDIT, Ring(1), Ring(0)],
        &[POST, Ring(0), Ring(0), Head],
        &[POST, DELETE, Ring(1)],
        &[POST, Ring(0), EDIT, Head],
        &[POST, Head, Head],
        &[POST, POST, POST, Ring(2)],
    ];
    play_all(&mut house, "faulty rings, resumed", &orders, true).await;
}

#[tokio::test]
async fn a_queue_that_overflows_at_any_await_point_is_healed_from_the_store() {
    // The second ring that nobody has taken drops the queue and leaves the marker.
    let mut house = House::open(1).await;
    let orders: [&[Act]; 2] = [&[POST, DELETE, Ring(0), Ring(1)], &[POST, EDIT, Head, Head]];
    play_all(&mut house, "a queue of one", &orders, true).await;
    play_all(&mut house, "a queue of one, new", &orders[..1], false).await;
}

#[tokio::test]
async fn more_than_one_page_is_healed_while_the_log_goes_on_growing() {
    const BEHIND: usize = 1_001;
    let mut house = House::open(1).await;
    for point in 0..=POINTS {
        let since = Some(house.head);
        let mut stage = Stage::set(&house, since, ROOMY_BYTES * 4).await;
        stage.rest(&mut house).await;
        let mut log = Vec::new();
        for _ in 0..BEHIND {
            perform(&mut house, &mut log, POST).await;
        }
        for number in [BEHIND - 2, BEHIND - 1] {
            perform(&mut house, &mut log, Ring(number)).await;
        }
        for _ in 0..point {
            stage.step(&mut house).await;
        }
        for act in [DELETE, POST, Ring(BEHIND), Ring(BEHIND + 1)] {
            perform(&mut house, &mut log, act).await;
        }
        stage.rest(&mut house).await;
        assert_exact(&house, &stage.frames, since, &log, &point);
    }
}

/// Long cases that no list could hold: the consumer's steps, commits, rings of any kind and a reader who takes a little
/// now and then, drawn from a seed.
#[tokio::test]
async fn a_thousand_seeded_cases_with_a_reader_who_takes_his_time_are_told_once_and_in_order() {
    const SEEDS: u64 = 500;
    for queue_frames in [2, 4_096] {
        let mut house = House::open(queue_frames).await;
        for seed in 0..SEEDS {
            draw(&mut house, seed).await;
        }
    }
    println!("{} seeded cases", 2 * SEEDS);
}

async fn draw(house: &mut House, seed: u64) {
    let mut random = StdRng::seed_from_u64(seed);
    let since = random.random_ratio(3, 4).then_some(house.head);
    let mut stage = Stage::set(house, since, random.random_range(64..4_096)).await;
    let mut log = Vec::new();
    for _ in 0..random.random_range(10..60) {
        let last = log.len().checked_sub(1);
        match (random.random_range(0..10), last) {
            (0..4, _) => drop(stage.step(house).await),
            (4, Some(_)) => {
                let write = [Write::Edit, Write::Delete][random.random_range(0..2)];
                // What is deleted cannot be changed again.
                let act = match log.last().map(|event: &RoomEvent| event.change.kind()) {
                    Some("deleted") => POST,
                    _ => Commit(write),
                };
                perform(house, &mut log, act).await;
            }
            (5 | 6, Some(last)) => {
                let number = random.random_range(last.saturating_sub(3)..=last);
                perform(house, &mut log, Ring(number)).await;
            }
            (7, _) => perform(house, &mut log, Head).await,
            (8, _) => drop(stage.read()),
            _ => perform(house, &mut log, POST).await,
        }
    }
    perform(house, &mut log, Head).await;
    stage.rest(house).await;
    assert_exact(house, &stage.frames, since, &log, &seed);
}
