//! What is read inside the transaction before anything is decided.

use std::collections::{HashMap, HashSet};

use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

use super::super::StoreError;
use super::NewMessage;
use crate::domain::{
    Actor, MessageId, Nonce, Person, RoomId, RoomName, RoomRole, Seq, SiteRole, UserId,
};

pub(super) type NonceKey = (UserId, RoomId, String);

/// What the transaction knows before it decides.
pub(super) struct Known {
    pub(super) rooms: HashMap<RoomId, RoomState>,
    pub(super) members: HashMap<(RoomId, UserId), RoomRole>,
    pub(super) authors: HashMap<UserId, (Person, SiteRole)>,
    pub(super) nonces: HashMap<NonceKey, (String, Seq, MessageId)>,
}

pub(super) struct RoomState {
    pub(super) name: RoomName,
    pub(super) open: bool,
    pub(super) archived: bool,
    pub(super) head: Seq,
    /// How many messages it has had, deleted ones too.
    pub(super) messages: i64,
}

impl Known {
    pub(super) async fn read(
        connection: &mut SqliteConnection,
        posts: &[NewMessage],
    ) -> Result<Self, StoreError> {
        let rooms: HashSet<RoomId> = posts.iter().map(|post| post.room).collect();
        let authors: HashSet<UserId> = posts.iter().map(|post| post.author).collect();
        let pairs: HashSet<(RoomId, UserId)> =
            posts.iter().map(|post| (post.room, post.author)).collect();
        Ok(Self {
            rooms: read_rooms(connection, rooms).await?,
            members: read_members(connection, pairs).await?,
            authors: read_authors(connection, authors).await?,
            nonces: read_nonces(connection, posts).await?,
        })
    }

    /// Who the author of a post is in its room.
    pub(super) fn actor(&self, post: &NewMessage) -> Actor {
        Actor {
            user: post.author,
            site: self
                .authors
                .get(&post.author)
                .map_or(SiteRole::Member, |author| author.1),
            room: self.members.get(&(post.room, post.author)).copied(),
        }
    }
}

async fn read_rooms(
    connection: &mut SqliteConnection,
    ids: HashSet<RoomId>,
) -> Result<HashMap<RoomId, RoomState>, StoreError> {
    let mut query = QueryBuilder::<Sqlite>::new(
        "select r.id, r.name, r.kind, r.archived_at, r.head, coalesce(
            (select m.place from messages m where m.room_id = r.id order by m.seq desc limit 1), 0) as messages
         from rooms r where r.id in (",
    );
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(id.0);
    }
    query.push(")");
    let mut rooms = HashMap::new();
    for row in query.build().fetch_all(connection).await? {
        let state = RoomState {
            name: RoomName::stored(row.try_get("name")?),
            open: row.try_get::<&str, _>("kind")? == "open",
            archived: row.try_get::<Option<i64>, _>("archived_at")?.is_some(),
            head: Seq(row.try_get("head")?),
            messages: row.try_get("messages")?,
        };
        rooms.insert(RoomId(row.try_get("id")?), state);
    }
    Ok(rooms)
}

async fn read_members(
    connection: &mut SqliteConnection,
    pairs: HashSet<(RoomId, UserId)>,
) -> Result<HashMap<(RoomId, UserId), RoomRole>, StoreError> {
    let mut query = QueryBuilder::<Sqlite>::new(
        "select room_id, user_id, role from memberships where (room_id, user_id) in (",
    );
    query.push_values(pairs, |mut row, (room, user)| {
        row.push_bind(room.0).push_bind(user.0);
    });
    query.push(")");
    let mut members = HashMap::new();
    for row in query.build().fetch_all(connection).await? {
        let pair = (
            RoomId(row.try_get("room_id")?),
            UserId(row.try_get("user_id")?),
        );
        members.insert(pair, RoomRole::parse(row.try_get("role")?));
    }
    Ok(members)
}

/// The authors who may still write at all.
async fn read_authors(
    connection: &mut SqliteConnection,
    ids: HashSet<UserId>,
) -> Result<HashMap<UserId, (Person, SiteRole)>, StoreError> {
    let mut query = QueryBuilder::<Sqlite>::new(
        "select id, username, display_name, role from users where deactivated_at is null and id in (",
    );
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(id.0);
    }
    query.push(")");
    let mut authors = HashMap::new();
    for row in query.build().fetch_all(connection).await? {
        let person = Person {
            id: UserId(row.try_get("id")?),
            name: row.try_get("display_name")?,
            username: row.try_get("username")?,
        };
        authors.insert(person.id, (person, SiteRole::parse(row.try_get("role")?)));
    }
    Ok(authors)
}

async fn read_nonces(
    connection: &mut SqliteConnection,
    posts: &[NewMessage],
) -> Result<HashMap<NonceKey, (String, Seq, MessageId)>, StoreError> {
    let named: Vec<(&NewMessage, &Nonce)> = posts
        .iter()
        .filter_map(|post| Some((post, post.nonce.as_ref()?)))
        .collect();
    let mut found = HashMap::new();
    if named.is_empty() {
        return Ok(found);
    }
    let mut query = QueryBuilder::<Sqlite>::new(
        "select user_id, room_id, nonce, command, seq, message_id from nonces where (user_id, room_id, nonce) in (",
    );
    query.push_values(named, |mut row, (post, nonce)| {
        row.push_bind(post.author.0)
            .push_bind(post.room.0)
            .push_bind(nonce.as_str());
    });
    query.push(")");
    for row in query.build().fetch_all(connection).await? {
        let key = (
            UserId(row.try_get("user_id")?),
            RoomId(row.try_get("room_id")?),
            row.try_get("nonce")?,
        );
        let earlier = (
            row.try_get("command")?,
            Seq(row.try_get("seq")?),
            MessageId(row.try_get("message_id")?),
        );
        found.insert(key, earlier);
    }
    Ok(found)
}
