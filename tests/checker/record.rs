//! What happened, as it happened: invocations and answers, and everything else as lines for a person to read.

use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::operation::{Operation, OperationId, Outcome};

/// Lines kept for the history file: bounds the memory of a run that goes astray.
const MOST_LINES: usize = 200_000;

/// Shared by all clients of a run.
pub struct Record {
    start: Instant,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    operations: Vec<Operation>,
    lines: Vec<Value>,
    surprises: Vec<String>,
}

impl Record {
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            inner: Mutex::default(),
        }
    }

    /// Since the start of the run.
    pub fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    /// Notes something for the history file.
    pub fn note(&self, who: &str, what: &str, detail: Value) {
        let at = self.now();
        let mut inner = self.inner();
        if inner.lines.len() < MOST_LINES {
            let line =
                json!({"ms": at.as_micros() as f64 / 1e3, "who": who, "what": what, "of": detail});
            inner.lines.push(line);
        }
    }

    /// Notes what no server may do at any time; the run is failed by it.
    pub fn surprise(&self, who: &str, what: String) {
        self.note(who, "SURPRISE", json!(what));
        self.inner().surprises.push(format!("{who}: {what}"));
    }

    /// Notes an operation just before it is sent for the first time.
    pub fn invoke(&self, operation: Operation) -> OperationId {
        let detail = json!({"nonce": operation.nonce, "room": operation.room,
            "command": operation.command.frame(&operation.nonce)});
        self.note(&operation.user, "invoke", detail);
        let mut inner = self.inner();
        inner.operations.push(operation);
        inner.operations.len() - 1
    }

    /// Notes one more try.
    pub fn tried(&self, id: OperationId) {
        self.inner().operations[id].tries += 1;
    }

    /// Notes that an operation has to wait and be sent again.
    pub fn put_off(&self, id: OperationId, code: &str) {
        self.inner().operations[id].put_off = true;
        self.note("-", "put off", json!({"operation": id, "code": code}));
    }

    /// Notes the answer.
    pub fn answer(&self, id: OperationId, outcome: Outcome) {
        let at = self.now();
        let operation = {
            let mut inner = self.inner();
            let operation = &mut inner.operations[id];
            operation.outcome = Some(outcome);
            operation.answered = at;
            operation.clone()
        };
        let what = match operation.outcome {
            Some(Outcome::Acknowledged { .. }) => "ok",
            _ => "fail",
        };
        let detail = json!({"nonce": operation.nonce, "outcome": format!("{:?}", operation.outcome),
            "tries": operation.tries});
        self.note(&operation.user, what, detail);
    }

    /// One operation as it stands.
    pub fn operation(&self, id: OperationId) -> Operation {
        self.inner().operations[id].clone()
    }

    /// Everything that was asked for.
    pub fn operations(&self) -> Vec<Operation> {
        self.inner().operations.clone()
    }

    /// What no server may do, and this one did.
    pub fn surprises(&self) -> Vec<String> {
        self.inner().surprises.clone()
    }

    /// The history, one JSON value for each line.
    pub fn lines(&self) -> Vec<Value> {
        self.inner().lines.clone()
    }
}
