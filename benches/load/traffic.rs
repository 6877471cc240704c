//! One run of load over open sockets: a flood, in which each sender has a few messages under way and sends the next with
//! each answer, or a steady rate, in which messages leave by the clock, whatever became of those before.

use std::time::{Duration, Instant};

use super::Failed;
use super::arguments::Options;
use super::audit::{Ack, Audit, Heard};
use super::crowd::Crowd;
use super::frames::Label;
use super::machine;
use super::target::{Kind, Target};

const PATIENCE: Duration = Duration::from_secs(60);

/// How messages are sent.
#[derive(Clone, Copy, Debug)]
pub enum Pace {
    /// The first `senders` sockets have `window` messages under way each.
    Flood { senders: usize, window: usize },
    /// In all, from the sockets in turn.
    Steady { per_second: u32 },
}

/// What one run gave.
#[derive(Default)]
pub struct Outcome {
    pub messages: u64,
    pub deliveries: u64,
    /// Until everybody had heard everything.
    pub span: Duration,
    /// `None` for a server that is not ours.
    pub processor: Option<Duration>,
    /// Of each delivery of a steady rate, from the moment when it was to be sent, in ms.
    pub delivery_ms: Vec<f64>,
    /// Of each ack, from the sending, in ms.
    pub ack_ms: Vec<f64>,
    pub acks: Vec<Ack>,
}

/// Open sockets, and the rooms in which they are.
pub struct Traffic<'t> {
    target: &'t Target,
    crowd: Crowd,
    rooms: Vec<usize>,
    text_bytes: usize,
    /// A nonce is used once, also over the runs.
    runs: usize,
}

/// What is under way in one run.
struct Run<'r> {
    crowd: &'r mut Crowd,
    audit: Audit,
    rooms: &'r [usize],
    text_bytes: usize,
    tag: String,
    began: Instant,
    /// By room and number.
    sent_at: Vec<Vec<u64>>,
}

impl<'t> Traffic<'t> {
    /// Opens `each` sockets in each of `rooms` rooms.
    pub fn open(
        target: &'t Target,
        rooms: usize,
        each: usize,
        options: &Options,
    ) -> Result<Self, Failed> {
        let rooms: Vec<usize> = (0..each).flat_map(|_| 0..rooms).collect();
        let mut crowd = Crowd::new()?;
        crowd.open(target, rooms.iter().copied())?;
        Ok(Self {
            target,
            crowd,
            rooms,
            text_bytes: options.text_bytes,
            runs: 0,
        })
    }

    /// Loads the server for a while, then waits until everything has come. Fails with what was lost or wrong.
    pub fn run(&mut self, pace: Pace, span: Duration) -> Result<Outcome, Failed> {
        self.runs += 1;
        let process = self.target.process;
        let before = process.map(machine::processor_time).transpose()?;
        let count = self.rooms.iter().max().map_or(0, |last| last + 1);
        let mut run = Run {
            crowd: &mut self.crowd,
            audit: Audit::new(self.target.kind, &self.rooms),
            rooms: &self.rooms,
            text_bytes: self.text_bytes,
            tag: format!("{:x}-{}", rand::random::<u32>(), self.runs),
            began: Instant::now(),
            sent_at: vec![Vec::new(); count],
        };
        let mut outcome = Outcome::default();
        match pace {
            Pace::Flood { senders, window } => run.flood(senders, window, span, &mut outcome)?,
            Pace::Steady { per_second } => run.steady(per_second, span, &mut outcome)?,
        }
        run.finish(&mut outcome)?;
        let after = process.map(machine::processor_time).transpose()?;
        outcome.span = run.began.elapsed();
        outcome.processor = before
            .zip(after)
            .map(|(before, after)| after.saturating_sub(before));
        run.audit.verdict()?;
        outcome.messages = run.audit.sent() as u64;
        outcome.deliveries = run.audit.deliveries;
        outcome.acks = run.audit.acks;
        Ok(outcome)
    }
}

impl Run<'_> {
    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    fn send(&mut self, sender: usize, nanoseconds: u64) {
        let room = self.rooms[sender];
        let number = self.audit.number(room);
        self.sent_at[room].push(nanoseconds);
        let label = Label {
            room,
            sender,
            number,
            nanoseconds,
        };
        let text = label.text(self.text_bytes);
        if self.audit.kind() == Kind::Teahouse {
            let tag = &self.tag;
            let command = format!(
                r#"{{"type":"message","nonce":"{tag}-{room}-{number}","message":"{text}"}}"#
            );
            self.crowd.queue(sender, &command);
        } else {
            self.crowd.queue(sender, &text);
        }
    }

    fn flood(
        &mut self,
        senders: usize,
        window: usize,
        span: Duration,
        outcome: &mut Outcome,
    ) -> Result<(), Failed> {
        for sender in 0..senders {
            for _ in 0..window {
                self.send(sender, self.now());
            }
        }
        self.crowd.flush()?;
        let mut answered = Vec::new();
        while self.began.elapsed() < span && !self.audit.went_wrong() {
            self.turn(Duration::from_millis(100), false, outcome, &mut answered)?;
            for sender in answered.drain(..) {
                self.send(sender, self.now());
            }
            self.crowd.flush()?;
        }
        Ok(())
    }

    fn steady(
        &mut self,
        per_second: u32,
        span: Duration,
        outcome: &mut Outcome,
    ) -> Result<(), Failed> {
        let gap = Duration::from_secs(1) / per_second;
        let mut due = self.began.elapsed() + gap;
        let mut turns = 0;
        while due < span && !self.audit.went_wrong() {
            let now = self.began.elapsed();
            if now < due {
                self.turn(due - now, true, outcome, &mut Vec::new())?;
                continue;
            }
            let sender = turns % self.rooms.len();
            self.send(sender, u64::try_from(due.as_nanos())?);
            self.crowd.flush()?;
            turns += 1;
            due += gap;
        }
        Ok(())
    }

    /// What was sent in the end comes, too.
    fn finish(&mut self, outcome: &mut Outcome) -> Result<(), Failed> {
        let since = Instant::now();
        // Latencies count where their load lasted.
        let mut late = Outcome::default();
        while !self.audit.is_complete() && !self.audit.went_wrong() && since.elapsed() < PATIENCE {
            self.turn(
                Duration::from_millis(100),
                false,
                &mut late,
                &mut Vec::new(),
            )?;
        }
        outcome.ack_ms.append(&mut late.ack_ms);
        Ok(())
    }

    /// Reads what came; `answered` gets the sender of each message whose answer is among it.
    fn turn(
        &mut self,
        longest: Duration,
        is_timed: bool,
        outcome: &mut Outcome,
        answered: &mut Vec<usize>,
    ) -> Result<(), Failed> {
        let Self {
            crowd,
            audit,
            sent_at,
            began,
            ..
        } = self;
        #[expect(clippy::cast_precision_loss, reason = "nanoseconds of minutes at most")]
        let since_ms = |sent: u64| (began.elapsed().as_nanos() as f64 - sent as f64) / 1e6;
        let acks = audit.kind() == Kind::Teahouse;
        crowd.turn(longest, |member, frame| match audit.hear(member, frame) {
            Heard::Message(label) => {
                if is_timed {
                    outcome.delivery_ms.push(since_ms(label.nanoseconds));
                }
                if !acks && label.sender == member {
                    answered.push(member);
                }
            }
            Heard::Ack(ack) => {
                outcome.ack_ms.push(since_ms(sent_at[ack.room][ack.number]));
                answered.push(member);
            }
            Heard::Other => {}
        })
    }
}
