//! One connection of a client: frames in, commands out, and the doubt that makes it reconnect.

use std::time::Duration;

use rand::RngExt;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until, timeout};

use crate::client::Client;
use crate::holding::Habit;
use crate::operation::{Expected, OperationId, Outcome};
use crate::support::Socket;

/// A link on which nothing comes for so long after a ping is given up.
const DEAD_AFTER: Duration = Duration::from_millis(1_200);
const PING_EVERY: Duration = Duration::from_millis(300);
const STEP: Duration = Duration::from_millis(5);
/// Commands under way at once in a flood.
const FLOOD: usize = 16;
/// Error codes after which the same command is sent again.
const PASSING: [&str; 3] = ["unavailable", "internal", "rate_limited"];

/// The connection is over.
struct Over;

/// What one connection remembers.
struct Life {
    heard: Instant,
    next_ping: Instant,
    next_command: Instant,
    /// The seq that must come next.
    expected: i64,
    since: i64,
    pings: i64,
    /// The first reading that was sent on this connection: of earlier ones nobody can be sure.
    first_reading: usize,
    /// The number of a ping, and how many readings were sent before it: its answer says that they are carried out.
    sent_readings: Vec<(i64, usize)>,
    /// The number of the last ping before it, and an order that no answer says is carried out.
    sent_orders: Vec<(i64, Value)>,
}

impl Client {
    /// Serves one connection until it ends or is given up.
    pub async fn session(&mut self, mut socket: Socket) {
        let now = Instant::now();
        let (since, pings, first_reading) = {
            let held = self.holding.held();
            (
                held.view.last.unwrap_or_default(),
                held.ponged + 1,
                // Those that were ordered and not sent, or sent in vain, go out on this one.
                held.readings.len() - held.orders.len(),
            )
        };
        let mut life = Life {
            heard: now,
            next_ping: now,
            next_command: now,
            expected: since + 1,
            since,
            pings,
            first_reading,
            sent_readings: Vec::new(),
            sent_orders: Vec::new(),
        };
        let _ = self.serve(&mut socket, &mut life).await;
        let unsure = life.sent_orders.into_iter().map(|(_, order)| order);
        self.holding.held().orders.splice(0..0, unsure);
    }

    async fn serve(&mut self, socket: &mut Socket, life: &mut Life) -> Result<(), Over> {
        let mut habit = self.holding.habit.subscribe();
        for id in self.outbox.clone() {
            self.send_again(socket, id).await?;
        }
        loop {
            let now = *habit.borrow_and_update();
            if now.stop || !now.online {
                return Err(Over);
            }
            tokio::select! {
                arrived = socket.arrival(), if now.reads => match arrived {
                    Ok(frame) => {
                        life.heard = Instant::now();
                        self.take(life, frame).await?;
                    }
                    Err(closed) => {
                        self.note("closed", &json!(closed.code));
                        if let Some(session) = self.holding.held().sessions.last_mut() {
                            session.closed = closed.code;
                        }
                        return Err(Over);
                    }
                },
                _ = habit.changed() => life.heard = Instant::now(),
                () = sleep_until(Instant::now() + STEP), if now.reads => {
                    self.step(socket, life, now).await?;
                }
            }
        }
    }

    async fn step(
        &mut self,
        socket: &mut Socket,
        life: &mut Life,
        habit: Habit,
    ) -> Result<(), Over> {
        let now = Instant::now();
        if now - life.heard > DEAD_AFTER {
            self.note("given up", &Value::Null);
            return Err(Over);
        }
        let orders = std::mem::take(&mut self.holding.held().orders);
        let sent = orders.iter().map(|order| (life.pings, order.clone()));
        life.sent_orders.extend(sent);
        for order in orders {
            self.send(socket, &order).await?;
        }
        if habit.writes && now >= life.next_command {
            let pace = self
                .seat
                .pace
                .mul_f64(self.draws.random().random_range(0.2..2.0));
            life.next_command = if habit.floods { now } else { now + pace };
            let (window, at_once) = if habit.floods {
                (FLOOD, FLOOD)
            } else {
                (self.seat.window, 1)
            };
            for _ in 0..at_once {
                if self.outbox.len() >= window {
                    break;
                }
                if let Some(frame) = self.next_command(habit.floods) {
                    self.send(socket, &frame).await?;
                }
            }
        }
        if now >= life.next_ping {
            life.next_ping = now + PING_EVERY;
            life.pings += 1;
            let readings = self.holding.held().readings.len();
            life.sent_readings.push((life.pings, readings));
            self.send(socket, &json!({"type": "ping", "n": life.pings}))
                .await?;
        }
        Ok(())
    }

    async fn send_again(&mut self, socket: &mut Socket, id: OperationId) -> Result<(), Over> {
        let operation = self.record.operation(id);
        self.record.tried(id);
        self.note("again", &json!(operation.nonce));
        self.send(socket, &operation.command.frame(&operation.nonce))
            .await
    }

    async fn send(&self, socket: &mut Socket, frame: &Value) -> Result<(), Over> {
        match timeout(DEAD_AFTER, socket.try_send(frame.to_string().into())).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(Over),
        }
    }

    async fn take(&mut self, life: &mut Life, frame: Value) -> Result<(), Over> {
        if frame.get("seq").is_some() {
            self.event(life, frame);
            return Ok(());
        }
        match frame["type"].as_str().unwrap_or_default() {
            "ack" | "error" => self.answered(&frame),
            "resumed" => self.resumed(life, &frame).await,
            "activity" | "read" => {
                self.note("counts", &frame);
                self.holding.held().view.note_counts(&frame);
                Ok(())
            }
            "pong" => {
                self.ponged(life, frame["n"].as_i64().unwrap_or(-1));
                Ok(())
            }
            "bye" => {
                self.note("bye", &frame);
                Ok(())
            }
            // A page asks for its list again, with all counts.
            "rooms" => {
                self.holding.held().view.counts.clear();
                Ok(())
            }
            "typing" | "presence" | "presence_diff" => Ok(()),
            _ => {
                self.surprise(format!("a frame of no known type: {frame}"));
                Ok(())
            }
        }
    }

    /// A room event: each seq once and in order, on every connection.
    fn event(&self, life: &mut Life, frame: Value) {
        let seq = frame["seq"].as_i64().unwrap_or(-1);
        self.note("received", &frame);
        match seq - life.expected {
            0 => {}
            ..0 => self.surprise(format!("doubled: {seq} after {}", life.expected - 1)),
            1.. => self.surprise(format!("gap: {seq} after {}", life.expected - 1)),
        }
        life.expected = life.expected.max(seq + 1);
        let mut held = self.holding.held();
        // What was loaded meanwhile is known already.
        if held.view.last.is_none_or(|last| seq > last) {
            held.view.apply(&frame);
        }
        if let Some(session) = held.sessions.last_mut() {
            session.events.push(frame);
        }
    }

    async fn resumed(&mut self, life: &mut Life, frame: &Value) -> Result<(), Over> {
        self.note("resumed", frame);
        let to = frame["to"].as_i64().unwrap_or(-1);
        let complete = frame["complete"] == true;
        let head = {
            let mut held = self.holding.held();
            let session = held.sessions.last_mut().expect("a session");
            session.complete = Some(complete);
            session.head
        };
        let replayed = life.expected - 1;
        let right = if complete {
            to == replayed && to >= head && frame["from"] == json!(life.since + 1)
        } else {
            replayed == life.since && to >= head && to - life.since > 500
        };
        if !right {
            self.surprise(format!(
                "since {} and head {head}, up to {replayed}: {frame}",
                life.since
            ));
        }
        if complete {
            return Ok(());
        }
        life.expected = to + 1;
        match self.load().await {
            Some(pages) => {
                life.heard = Instant::now();
                if pages.head < to {
                    self.surprise(format!(
                        "pages of head {} after a live start at {to}",
                        pages.head
                    ));
                }
                let mut held = self.holding.held();
                held.view.load(&pages);
                held.sessions.last_mut().expect("a session").reached = Some(pages.head);
                Ok(())
            }
            None => {
                // Nothing is held for certain: the next connection begins by loading.
                self.holding.held().view.last = None;
                Err(Over)
            }
        }
    }

    /// An ack or an error ends the operation of its nonce, or puts it off.
    fn answered(&mut self, frame: &Value) -> Result<(), Over> {
        let nonce = frame["nonce"].as_str().unwrap_or_default();
        let place = self
            .outbox
            .iter()
            .position(|id| self.record.operation(*id).nonce == nonce);
        let Some(place) = place else {
            self.surprise(format!("nobody asked for {frame}"));
            return Ok(());
        };
        let id = self.outbox[place];
        if frame["type"] == "ack" {
            let operation = self.record.operation(id);
            if operation.expected == Expected::Accepted || operation.expected == Expected::Either {
                self.draws.remember(nonce, id, &operation.command);
            }
            self.record.answer(
                id,
                Outcome::Acknowledged {
                    seq: frame["event"].as_i64().unwrap_or(-1),
                    id: frame["id"].as_str().unwrap_or_default().to_owned(),
                    dup: frame["dup"] == true,
                },
            );
        } else {
            let code = frame["code"].as_str().unwrap_or_default().to_owned();
            // A message to a room that is hidden from its writer now may have been stored before: it waits until then.
            let is_hidden =
                code == "not_found" && self.record.operation(id).command.kind() == "message";
            if PASSING.contains(&code.as_str()) || is_hidden {
                self.record.put_off(id, &code);
                return Err(Over);
            }
            self.record.answer(id, Outcome::Refused { code });
        }
        self.outbox.remove(place);
        self.holding.held().unanswered = self.outbox.len();
        Ok(())
    }

    fn ponged(&self, life: &mut Life, number: i64) {
        let mut held = self.holding.held();
        held.ponged = held.ponged.max(number);
        life.sent_orders.retain(|(pings, _)| *pings >= number);
        life.sent_readings.retain(|(ping, readings)| {
            if *ping == number {
                for reading in &mut held.readings[life.first_reading..*readings] {
                    reading.confirmed = true;
                }
            }
            *ping > number
        });
    }
}
