//! The audit log: who did what to whom, chained by hash, so that a row that is changed or missing shows.

use std::fmt;
use std::net::IpAddr;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Message, Person, Room, RoomId, RoomName, Timestamp, User, UserId};

/// By which door somebody did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// A page.
    Page,
    /// The JSON API.
    Api,
    /// A socket.
    Socket,
    /// The command line: whoever has the machine.
    Command,
    /// Nobody: the server itself.
    Server,
}

impl Via {
    /// As stored and listed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Api => "api",
            Self::Socket => "socket",
            Self::Command => "command",
            Self::Server => "server",
        }
    }
}

/// Who does something, and from where: what a verb needs for its permission and for the audit log.
#[derive(Clone, Debug)]
pub struct Doer {
    /// `None`: the operator at the command line, who may do everything.
    pub person: Option<Person>,
    /// By which door.
    pub via: Via,
    /// From where; `None`: from the machine itself.
    pub address: Option<IpAddr>,
}

impl Doer {
    /// Whoever runs a command on the machine.
    #[must_use]
    pub const fn operator() -> Self {
        Self {
            person: None,
            via: Via::Command,
            address: None,
        }
    }

    /// The user, if it is one.
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        self.person.as_ref().map(|person| person.id)
    }
}

/// What is written down of one deed.
#[derive(Clone, Debug, Default)]
pub struct AuditEntry {
    /// What was done: `member.removed`.
    pub action: &'static str,
    /// In which room.
    pub room: Option<(RoomId, RoomName)>,
    /// To whom.
    pub whom: Option<(UserId, String)>,
    /// What was before; null where there is nothing to say.
    pub was: Value,
    /// What is now.
    pub became: Value,
}

impl AuditEntry {
    /// A deed.
    #[must_use]
    pub fn new(action: &'static str) -> Self {
        Self {
            action,
            ..Self::default()
        }
    }

    /// A new account, however it was made.
    #[must_use]
    pub fn user_created(user: &User) -> Self {
        Self::new("user.created")
            .to(&user.person())
            .changed(Value::Null, json!({ "role": user.role }))
    }

    /// A deed upon a message, and so upon its author. What it said is nobody's to read again, so only its number is here.
    #[must_use]
    pub fn about_message(action: &'static str, room: &Room, message: &Message) -> Self {
        Self::new(action)
            .in_room(room.id, &room.name)
            .to(&message.author)
            .changed(json!({ "message": message.id }), Value::Null)
    }

    /// Says in which room.
    #[must_use]
    pub fn in_room(mut self, id: RoomId, name: &RoomName) -> Self {
        self.room = Some((id, name.clone()));
        self
    }

    /// Says to whom.
    #[must_use]
    pub fn to(mut self, person: &Person) -> Self {
        self.whom = Some((person.id, person.username.clone()));
        self
    }

    /// Says what it was before and what it is now.
    #[must_use]
    pub fn changed(mut self, was: Value, became: Value) -> Self {
        self.was = was;
        self.became = became;
        self
    }
}

/// A stored row, as it is hashed and listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number, from 1 on, dense.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who; `None` for the operator.
    pub actor_id: Option<UserId>,
    /// The username of that time; empty for the operator.
    pub actor: String,
    /// By which door.
    pub via: String,
    /// From where; empty from the machine itself.
    pub address: String,
    /// What.
    pub action: String,
    /// In which room.
    pub room_id: Option<RoomId>,
    /// The room's name of that time.
    pub room: String,
    /// To whom.
    pub user_id: Option<UserId>,
    /// The username of that time.
    pub whom: String,
    /// JSON, or empty.
    pub was: String,
    /// JSON, or empty.
    pub became: String,
    /// Of the row before and this one.
    pub hash: Vec<u8>,
}

impl AuditRow {
    /// SHA-256 over the hash of the row before and all fields of this one, each with its length in front, so that no
    /// two rows read alike.
    #[must_use]
    pub fn hash_after(&self, previous: &[u8]) -> Vec<u8> {
        let mut hash = Sha256::new();
        let mut add = |field: &dyn fmt::Display| {
            let text = field.to_string();
            hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(text.as_bytes());
        };
        let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
        add(&hex(previous));
        add(&self.id);
        add(&self.at.0);
        add(&id(self.actor_id.map(|user| user.0)));
        add(&id(self.room_id.map(|room| room.0)));
        add(&id(self.user_id.map(|user| user.0)));
        for text in [
            &self.actor,
            &self.via,
            &self.address,
            &self.action,
            &self.room,
            &self.whom,
            &self.was,
            &self.became,
        ] {
            add(text);
        }
        hash.finalize().to_vec()
    }
}

/// A hash as people compare it.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
