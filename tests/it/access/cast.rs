//! The ten kinds of people, and rooms in which each of them is what the name says.

use std::collections::HashMap;

use serde_json::json;

use crate::support::{SignedIn, TestServer, Visitor};

/// What somebody is to a room. The order is that of the columns in `routes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Not signed in.
    Nobody,
    /// Signed in, and never a member.
    Stranger,
    Member,
    /// A member who may not write.
    Muted,
    /// Was a member, and was removed.
    Former,
    Banned,
    Moderator,
    Owner,
    /// Looks after the site; was a member of the rooms, and is no longer.
    Admin,
    /// Was a member when the account was switched off; comes with the old cookie.
    Deactivated,
}

impl Kind {
    pub const ALL: [Self; 10] = [
        Self::Nobody,
        Self::Stranger,
        Self::Member,
        Self::Muted,
        Self::Former,
        Self::Banned,
        Self::Moderator,
        Self::Owner,
        Self::Admin,
        Self::Deactivated,
    ];

    /// Those who were members once, and so may have written something.
    pub const WRITERS: [Self; 8] = [
        Self::Member,
        Self::Muted,
        Self::Former,
        Self::Banned,
        Self::Moderator,
        Self::Owner,
        Self::Admin,
        Self::Deactivated,
    ];

    pub fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

/// A server with the ten, and the rooms that a test asks for.
pub struct Cast {
    pub server: TestServer,
    people: HashMap<Kind, SignedIn>,
    nobody: Visitor,
    /// A member of every room who is in no column: whose messages are those of somebody else.
    pub writer: SignedIn,
}

impl Cast {
    pub async fn new() -> Self {
        let flags = [
            "--limit-connections-per-address=0",
            "--limit-logins-per-name=0",
        ];
        let server = TestServer::without_rates(&flags).await;
        let mut people = HashMap::from([(Kind::Admin, server.admin().clone())]);
        for kind in Kind::ALL {
            if kind != Kind::Nobody && kind != Kind::Admin {
                people.insert(kind, server.register(&kind.name()).await);
            }
        }
        Self {
            people,
            nobody: server.visitor(),
            writer: server.register("writer").await,
            server,
        }
    }

    /// Who comes as this kind.
    pub fn person(&self, kind: Kind) -> &Visitor {
        match kind {
            Kind::Nobody => &self.nobody,
            kind => &self.people[&kind],
        }
    }

    fn owner(&self) -> &SignedIn {
        &self.people[&Kind::Owner]
    }

    /// Makes a room, `open` or `private`, in which everybody is what their kind says; each of the writers has written
    /// so many messages in it before. Their ids, by kind.
    pub async fn room(
        &self,
        name: &str,
        kind: &str,
        messages: usize,
    ) -> HashMap<Kind, Vec<String>> {
        let fields = [("name", name), ("title", name), ("kind", kind)];
        self.owner().post("/rooms", &fields).await.must_be(303);
        self.add(name, "writer", "member").await;
        let mut written = HashMap::new();
        for kind in Kind::WRITERS {
            match kind {
                Kind::Owner => {}
                Kind::Admin => self.add(name, "boss", "member").await,
                Kind::Moderator => self.add(name, "moderator", "moderator").await,
                kind => self.add(name, &kind.name(), "member").await,
            }
            let ids: &mut Vec<String> = written.entry(kind).or_default();
            for _ in 0..messages {
                ids.push(say(&self.people[&kind], name).await);
            }
        }
        for (kind, action) in [
            (Kind::Muted, "mute"),
            (Kind::Former, "remove"),
            (Kind::Banned, "ban"),
        ] {
            let id = self.people[&kind].id().await;
            let path = format!("/rooms/{name}/members/{id}");
            let changed = self.owner().post(&path, &[("action", action)]).await;
            changed.must_be(303);
        }
        let leave = format!("/rooms/{name}/leave");
        let left = self.people[&Kind::Admin].post(&leave, &[]).await;
        left.must_be(303);
        written
    }

    async fn add(&self, room: &str, username: &str, role: &str) {
        let path = format!("/rooms/{room}/members");
        let fields = [("username", username), ("role", role)];
        self.owner().post(&path, &fields).await.must_be(303);
    }

    /// Switches the account off of the one who is to come with an old cookie: after all rooms are made.
    pub fn deactivate(&self) {
        let arguments = ["user", "deactivate", "deactivated"];
        self.server.command(&arguments).must_succeed();
    }
}

/// Posts by the API; the id of the message.
pub async fn say(person: &Visitor, room: &str) -> String {
    let path = format!("/api/rooms/{room}/messages");
    let posted = person.post_json(&path, &json!({"message": "words"})).await;
    let posted = posted.must_be(201).json();
    posted["id"].as_str().expect("ids are strings").to_owned()
}
