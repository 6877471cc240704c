//! The kinds of people, and rooms in which each of them is what the name says.

use std::collections::HashMap;

use serde_json::json;

use crate::support::{SignedIn, TestServer, Visitor};

/// What somebody is to a room.
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
    /// Has been blocked by another in a direct room.
    Blocked,
    /// That other.
    Blocker,
}

impl Kind {
    /// Those of rooms with a name.
    const IN_NAMED: [Self; 10] = [
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

    /// Those of direct rooms, where nobody has a rank, and whose members stay.
    const IN_DIRECT: [Self; 7] = [
        Self::Nobody,
        Self::Stranger,
        Self::Member,
        Self::Blocked,
        Self::Blocker,
        Self::Admin,
        Self::Deactivated,
    ];

    /// Those who were members once, and so may have written something.
    const WRITERS: [Self; 8] = [
        Self::Member,
        Self::Muted,
        Self::Former,
        Self::Banned,
        Self::Moderator,
        Self::Owner,
        Self::Admin,
        Self::Deactivated,
    ];

    /// The same in direct rooms.
    const WRITERS_IN_DIRECT: [Self; 4] = [
        Self::Member,
        Self::Blocked,
        Self::Blocker,
        Self::Deactivated,
    ];

    /// Those of a room that is `direct` or of another kind, in the order of the columns in `table`.
    pub fn all_of(room: &str) -> &'static [Self] {
        match room {
            "direct" => &Self::IN_DIRECT,
            _ => &Self::IN_NAMED,
        }
    }

    pub fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

/// A room in which everybody is what their kind says.
pub struct Room {
    pub name: String,
    /// `open`, `private` or `direct`.
    pub kind: &'static str,
    /// The messages that each of the writers has written there, by their ids.
    pub written: HashMap<Kind, Vec<String>>,
}

/// A server with all of them, and the rooms that a test asks for.
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
        for kind in Kind::IN_NAMED.into_iter().chain(Kind::IN_DIRECT) {
            if kind != Kind::Nobody && !people.contains_key(&kind) {
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

    /// Makes a room, `open` or `private`, in which each of the writers has written so many messages before they became
    /// what their kind says.
    pub async fn room(&self, name: &str, kind: &'static str, messages: usize) -> Room {
        let fields = [("name", name), ("title", name), ("kind", kind)];
        self.owner().post("/rooms", &fields).await.must_be(303);
        self.add(name, "writer", "member").await;
        for kind in Kind::WRITERS {
            match kind {
                Kind::Owner => {}
                Kind::Admin => self.add(name, "boss", "member").await,
                Kind::Moderator => self.add(name, "moderator", "moderator").await,
                kind => self.add(name, &kind.name(), "member").await,
            }
        }
        let written = self.write(&Kind::WRITERS, name, messages).await;
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
        Room {
            name: name.to_owned(),
            kind,
            written,
        }
    }

    /// The same with the direct room of those who are in one.
    pub async fn direct(&self, messages: usize) -> Room {
        let people = Kind::WRITERS_IN_DIRECT.map(Kind::name).join(" ");
        let made = self.writer.post("/direct", &[("people", &people)]).await;
        let made = made.must_be(303);
        let name = made.location().trim_start_matches("/rooms/").to_owned();
        let written = self.write(&Kind::WRITERS_IN_DIRECT, &name, messages).await;
        let block = format!("/people/{}/block", Kind::Blocked.name());
        let blocker = self.person(Kind::Blocker);
        blocker.post(&block, &[("blocked", "1")]).await.must_be(303);
        Room {
            name,
            kind: "direct",
            written,
        }
    }

    async fn write(
        &self,
        kinds: &[Kind],
        room: &str,
        messages: usize,
    ) -> HashMap<Kind, Vec<String>> {
        let mut written = HashMap::new();
        for kind in kinds {
            let ids: &mut Vec<String> = written.entry(*kind).or_default();
            for _ in 0..messages {
                ids.push(say(&self.people[kind], room).await);
            }
        }
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
