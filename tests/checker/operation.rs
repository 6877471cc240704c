//! What a client asked for, and what became of it.

use std::time::Duration;

use serde_json::{Value, json};

/// The place of an operation in the record.
pub type OperationId = usize;

/// What a client asks for; message ids as the server names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Message { text: String },
    Edit { id: String, text: String },
    Delete { id: String },
}

impl Command {
    /// The `type` of the frame, which is also the kind of command under a nonce.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Message { .. } => "message",
            Self::Edit { .. } => "edit",
            Self::Delete { .. } => "delete",
        }
    }

    /// The kind of the event that it makes.
    pub fn event(&self) -> &'static str {
        match self {
            Self::Message { .. } => "message",
            Self::Edit { .. } => "edited",
            Self::Delete { .. } => "deleted",
        }
    }

    /// The frame, the same on every try.
    pub fn frame(&self, nonce: &str) -> Value {
        match self {
            Self::Message { text } => json!({"type": "message", "nonce": nonce, "message": text}),
            Self::Edit { id, text } => {
                json!({"type": "edit", "nonce": nonce, "id": id, "message": text})
            }
            Self::Delete { id } => json!({"type": "delete", "nonce": nonce, "id": id}),
        }
    }
}

/// What is known before about how an operation must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The server decides: an edit may come after a deletion.
    Either,
    /// Good in every point.
    Accepted,
    /// Wrong by itself, with this code.
    Refused(&'static str),
    /// A second time what was acknowledged before: the first ack again, and nothing stored.
    SameAs(OperationId),
}

/// How an operation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Acknowledged { seq: i64, id: String, dup: bool },
    Refused { code: String },
}

/// One operation, from the first try to its answer.
#[derive(Clone, Debug)]
pub struct Operation {
    pub client: usize,
    pub user: String,
    pub room: String,
    pub nonce: String,
    pub command: Command,
    pub expected: Expected,
    /// When it was first tried, since the start of the run.
    pub invoked: Duration,
    /// How often it was sent.
    pub tries: u32,
    /// It was put off (`unavailable`) and sent again later, so it has lost its place in the client's order.
    pub put_off: bool,
    pub outcome: Option<Outcome>,
    /// When the answer came.
    pub answered: Duration,
}

impl Operation {
    /// The seq and the message of one that was acknowledged for the first time: what must be in the log.
    pub fn stored(&self) -> Option<(i64, &str)> {
        match (&self.outcome, self.expected) {
            (_, Expected::SameAs(_)) => None,
            (Some(Outcome::Acknowledged { seq, id, .. }), _) => Some((*seq, id)),
            _ => None,
        }
    }
}
