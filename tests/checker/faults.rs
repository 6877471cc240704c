//! Carries out the faults of a plan, one after the other, and heals everything at the end.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::block_in_place;
use tokio::time::sleep;

use crate::figures::Figures;
use crate::holding::{Habit, Holding};
use crate::link::{Flow, Link};
use crate::plan::Fault;
use crate::record::Record;
use crate::support::TestServer;

/// promises.md E1 says 5 s; the rest is for a machine that does other things as well.
const LONGEST_STOP: Duration = Duration::from_secs(8);

/// What faults act on.
pub struct Scene {
    pub server: TestServer,
    pub links: Vec<Arc<Link>>,
    pub holdings: Vec<Arc<Holding>>,
    pub record: Arc<Record>,
    pub figures: Figures,
}

impl Scene {
    /// Carries out the faults at their times; those of a link or a client run beside the others.
    pub async fn suffer(&mut self, faults: &[(Duration, Fault)]) {
        let start = Instant::now();
        let mut beside = tokio::task::JoinSet::new();
        for (at, fault) in faults {
            sleep(at.saturating_sub(start.elapsed())).await;
            self.record.note("-", "fault", json!(format!("{fault:?}")));
            match fault.clone() {
                Fault::Kill { down } => {
                    self.figures.kills += 1;
                    self.server.kill();
                    self.restart(down).await;
                }
                Fault::Terminate { down } => {
                    self.figures.terminations += 1;
                    self.terminate().await;
                    self.restart(down).await;
                }
                Fault::Stop { lasting } => {
                    self.figures.stops += 1;
                    self.server.signal("-STOP");
                    sleep(lasting).await;
                    self.server.signal("-CONT");
                }
                Fault::CutAll => {
                    self.figures.cuts += self.links.len();
                    self.links.iter().for_each(|link| link.cut());
                }
                Fault::Cut { client } => {
                    self.figures.cuts += 1;
                    self.links[client].cut();
                }
                Fault::Hold {
                    client,
                    up,
                    down,
                    lasting,
                    then_cut,
                } => {
                    self.figures.holds += 1;
                    self.figures.cuts += usize::from(then_cut);
                    let flow = |held| if held { Flow::Hold } else { Flow::Pass };
                    let (up, down) = (flow(up), flow(down));
                    beside.spawn(bend(
                        self.links[client].clone(),
                        up,
                        down,
                        lasting,
                        then_cut,
                    ));
                }
                Fault::LoseAcks { client, lasting } => {
                    self.figures.cuts += 1;
                    let link = self.links[client].clone();
                    beside.spawn(bend(link, Flow::Pass, Flow::Swallow, lasting, true));
                }
                Fault::Slow { client, lasting } => {
                    self.figures.slow += 1;
                    let habit = |habit: &mut Habit, on| habit.reads = on;
                    beside.spawn(behave(self.holdings[client].clone(), habit, lasting));
                }
                Fault::Flood {
                    clients,
                    missing,
                    offline,
                    lasting,
                } => {
                    self.figures.floods += 1;
                    let flooding = |habit: &mut Habit, healed: bool| habit.floods = !healed;
                    for client in clients {
                        beside.spawn(behave(self.holdings[client].clone(), flooding, lasting));
                    }
                    let (holding, link) = (&self.holdings[missing], &self.links[missing]);
                    if offline {
                        let habit = |habit: &mut Habit, on| habit.online = on;
                        beside.spawn(behave(holding.clone(), habit, lasting));
                    } else {
                        beside.spawn(stall(holding.clone(), link.clone(), lasting));
                    }
                }
                Fault::Away { client, lasting } => {
                    self.figures.away += 1;
                    let habit = |habit: &mut Habit, on| habit.online = on;
                    beside.spawn(behave(self.holdings[client].clone(), habit, lasting));
                }
            }
        }
        while beside.join_next().await.is_some() {}
        self.record.note("-", "healed", json!(null));
    }

    async fn restart(&mut self, down: Duration) {
        sleep(down).await;
        block_in_place(|| self.server.restart());
        self.record
            .note("-", "restarted", json!(self.server.host()));
    }

    async fn terminate(&mut self) {
        let since = Instant::now();
        self.server.terminate();
        let status = self.server.exit().await;
        let took = since.elapsed();
        self.record.note(
            "-",
            "exit",
            json!({"status": status.to_string(), "ms": took.as_millis()}),
        );
        if status.code() != Some(0) || took > LONGEST_STOP {
            self.record
                .surprise("server", format!("SIGTERM: {status} after {took:?}"));
        }
    }
}

async fn bend(link: Arc<Link>, up: Flow, down: Flow, lasting: Duration, then_cut: bool) {
    link.set(up, down);
    sleep(lasting).await;
    if then_cut {
        link.cut();
    } else {
        link.set(Flow::Pass, Flow::Pass);
    }
}

async fn behave(holding: Arc<Holding>, set: fn(&mut Habit, bool), lasting: Duration) {
    holding.habit.send_modify(|habit| set(habit, false));
    sleep(lasting).await;
    holding.habit.send_modify(|habit| set(habit, true));
}

/// A client that does not read, and a link that takes nothing for it: what the kernels would keep for both is soon more
/// than a busy machine writes.
async fn stall(holding: Arc<Holding>, link: Arc<Link>, lasting: Duration) {
    link.set(Flow::Pass, Flow::Hold);
    behave(holding, |habit, on| habit.reads = on, lasting).await;
    link.set(Flow::Pass, Flow::Pass);
}
