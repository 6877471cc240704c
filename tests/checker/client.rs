//! A correct client: loads its room, follows it live, resumes after every cut, and sends what was not answered again,
//! with the same nonce and in order.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use rand::RngExt;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::commands::{Draws, Next};
use crate::holding::{Door, Holding, Reading, Session};
use crate::operation::{Expected, Operation, OperationId};
use crate::plan::Seat;
use crate::record::Record;
use crate::support::{SignedIn, Socket, encoded};
use crate::view::Pages;

/// How long a handshake or a request may take before it is tried again.
const PATIENCE: Duration = Duration::from_secs(2);

/// One client and its outbox.
pub struct Client {
    pub name: String,
    pub index: usize,
    pub seat: Seat,
    pub person: SignedIn,
    /// Of the client's own link.
    pub address: String,
    pub record: Arc<Record>,
    pub holding: Arc<Holding>,
    pub draws: Draws,
    /// Sent or to be sent, and not answered yet, in order.
    pub outbox: VecDeque<OperationId>,
}

impl Client {
    /// Lives until it is told to stop.
    pub async fn live(mut self) {
        let mut habit = self.holding.habit.subscribe();
        while !habit.borrow().stop {
            if habit.borrow_and_update().online {
                if let Some(socket) = self.connect().await {
                    self.session(socket).await;
                }
                self.holding.held().connected = false;
                let pause = self.draws.random().random_range(5..120);
                sleep(Duration::from_millis(pause)).await;
            } else {
                // Offline until the habit changes; the sender outlives every client.
                let _ = habit.changed().await;
            }
        }
    }

    /// Loads the room where nothing is held, and opens a socket after what is held.
    async fn connect(&mut self) -> Option<Socket> {
        let loads = self.holding.held().view.last.is_none();
        if loads {
            let pages = self.load().await?;
            self.holding.held().view.load(&pages);
        }
        let (last, epoch) = {
            let held = self.holding.held();
            (held.view.last.unwrap_or_default(), held.view.epoch.clone())
        };
        let room = encoded(self.seat.room);
        let path = format!("/ws/chat/{room}/?since={last}&epoch={epoch}");
        let began = self.record.now();
        let host = self.person.host();
        let opening = async {
            let opening = Socket::try_open_by(&self.address, &self.person, &path, Some("chat.v1"));
            let mut socket = opening.await?;
            socket.hello = socket
                .arrival()
                .await
                .map_err(|closed| closed.code.unwrap_or(0))?;
            // Access that ended after the door has no hello.
            match socket.hello["code"].as_u64() {
                Some(code) if socket.hello["type"] == "bye" => {
                    Err(u16::try_from(code).unwrap_or(0))
                }
                _ => Ok(socket),
            }
        };
        match timeout(PATIENCE, opening).await {
            Ok(Ok(socket)) => {
                self.note("connected", &socket.hello);
                if socket.hello["type"] != "hello" {
                    self.surprise(format!("the first frame is {}", socket.hello));
                }
                let session = Session {
                    began,
                    opened: self.record.now(),
                    head: socket.hello["head"].as_i64().unwrap_or(-1),
                    loaded: loads,
                    events: Vec::new(),
                    complete: None,
                    reached: None,
                    closed: None,
                };
                let mut held = self.holding.held();
                held.sessions.push(session);
                held.connected = true;
                let role = &socket.hello["role"];
                held.view.note_role(self.seat.user, role);
                held.view.counts.clear();
                held.view.read.clear();
                drop(held);
                Some(socket)
            }
            // The server stops, or the link is down.
            Ok(Err(0 | 503 | 1012)) | Err(_) => None,
            // It has come back on another port meanwhile.
            Ok(Err(421)) if host != self.person.host() => None,
            // Shut out, or so it says: whether rightly is looked at in the end.
            Ok(Err(status @ (403 | 404 | 4403))) => {
                self.note("refused", &json!(status));
                let ended = self.record.now();
                self.holding.held().doors.push(Door {
                    began,
                    ended,
                    status,
                });
                None
            }
            Ok(Err(status)) => {
                self.surprise(format!("the handshake was answered with {status}"));
                None
            }
        }
    }

    /// Every message of the room, page after page from the beginning; `None` when the server does not answer.
    pub async fn load(&self) -> Option<Pages> {
        timeout(PATIENCE * 4, load(&self.person, self.seat.room))
            .await
            .ok()?
    }

    /// Takes the next draw into the outbox; the frame to send, if there is one.
    pub fn next_command(&mut self, floods: bool) -> Option<Value> {
        let next = if floods {
            self.draws.flood()
        } else {
            self.draws.next(&self.holding.held().view)
        };
        match next {
            Next::Nothing => None,
            Next::Typing => Some(json!({"type": "typing", "on": true})),
            Next::Read { upto, back } => {
                let mut held = self.holding.held();
                let certain = upto.min(held.view.last.unwrap_or_default());
                held.readings.push(Reading {
                    upto,
                    certain,
                    confirmed: false,
                });
                drop(held);
                self.note("read", &json!({"upto": upto, "back": back}));
                Some(if back {
                    json!({"type": "read", "upto": upto, "back": true})
                } else {
                    json!({"type": "read", "upto": upto})
                })
            }
            Next::Operation {
                command,
                expected,
                nonce,
            } => {
                let nonce = match nonce {
                    // One command under a nonce at a time, so that each answer has its question.
                    Some(nonce) if self.is_waiting(&nonce) => return None,
                    Some(nonce) => nonce,
                    None => self.draws.nonce(),
                };
                let frame = command.frame(&nonce);
                self.invoke(Operation {
                    client: self.index,
                    user: self.seat.user.to_owned(),
                    room: self.seat.room.to_owned(),
                    nonce,
                    command,
                    expected,
                    invoked: self.record.now(),
                    tries: 1,
                    put_off: false,
                    outcome: None,
                    answered: Duration::ZERO,
                });
                Some(frame)
            }
        }
    }

    fn invoke(&mut self, operation: Operation) {
        if matches!(operation.expected, Expected::SameAs(_)) {
            self.note("again", &Value::from(operation.nonce.clone()));
        }
        self.outbox.push_back(self.record.invoke(operation));
        self.holding.held().unanswered = self.outbox.len();
    }

    fn is_waiting(&self, nonce: &str) -> bool {
        self.outbox
            .iter()
            .any(|id| self.record.operation(*id).nonce == nonce)
    }

    pub fn note(&self, what: &str, detail: &Value) {
        self.record.note(&self.name, what, detail.clone());
    }

    pub fn surprise(&self, what: String) {
        self.record.surprise(&self.name, what);
    }
}

/// Every message of a room by the API, page after page from the beginning.
pub async fn load(person: &SignedIn, room: &str) -> Option<Pages> {
    let mut pages: Option<Pages> = None;
    let mut after = 0;
    loop {
        let path = format!(
            "/api/rooms/{}/messages?after={after}&limit=100",
            encoded(room)
        );
        let request = person.request(reqwest::Method::GET, &path);
        let response = request.send().await.ok()?.error_for_status().ok()?;
        let page: Value = response.json().await.ok()?;
        let messages = page["messages"].as_array()?.clone();
        let last = messages.last().and_then(|message| message["seq"].as_i64());
        let pages = pages.get_or_insert_with(|| Pages {
            messages: Vec::new(),
            head: page["head"].as_i64().unwrap_or(-1),
            epoch: page["epoch"].as_str().unwrap_or_default().to_owned(),
        });
        pages.messages.extend(messages);
        match (page["has_after"].as_bool(), last) {
            (Some(true), Some(last)) => after = last,
            _ => return Some(pages.clone()),
        }
    }
}
