//! What is read inside the transaction before anything is decided.

use std::collections::{HashMap, HashSet};

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

use super::super::StoreError;
use super::NewMessage;
use super::padded::push_rows;
use crate::domain::{
    Actor, MessageId, Nonce, Person, RoomId, RoomName, RoomRole, Seq, SiteRole, UserId,
};

pub(super) type NonceKey = (UserId, RoomId, String);

/// What the transaction knows before it decides.
#[derive(Default)]
pub(super) struct Known {
    pub(super) rooms: HashMap<RoomId, RoomState>,
    pub(super) members: HashMap<(RoomId, UserId), RoomRole>,
    pub(super) authors: HashMap<UserId, (Person, SiteRole)>,
    pub(super) nonces: HashMap<NonceKey, (String, Seq, MessageId)>,
    /// The newest that a message ever had; 0 for none.
    pub(super) last_id: i64,
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
    /// In one go: each statement by itself would be a way to the database's thread and back.
    pub(super) async fn read(
        connection: &mut SqliteConnection,
        posts: &[NewMessage],
    ) -> Result<Self, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new("");
        select_rooms(&mut query, posts);
        select_authors(&mut query, posts);
        select_members(&mut query, posts);
        select_nonces(&mut query, posts);
        // Ids that were used once never come again, whatever was deleted (https://www.sqlite.org/autoinc.html).
        query.push("select 'id' as what, seq from sqlite_sequence where name = 'messages';");
        let mut known = Self::default();
        for row in query.build().fetch_all(connection).await? {
            match row.try_get("what")? {
                "room" => known.rooms.extend([room(&row)?]),
                "author" => known.authors.extend([author(&row)?]),
                "member" => known.members.extend([member(&row)?]),
                "id" => known.last_id = row.try_get("seq")?,
                _ => known.nonces.extend([nonce(&row)?]),
            }
        }
        Ok(known)
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

fn select_rooms(query: &mut QueryBuilder<Sqlite>, posts: &[NewMessage]) {
    let ids: HashSet<i64> = posts.iter().map(|post| post.room.0).collect();
    query.push(
        "select 'room' as what, r.id, r.name, r.kind, r.archived_at, r.head, coalesce(
            (select m.place from messages m where m.room_id = r.id order by m.seq desc limit 1), 0) as messages
         from rooms r where r.id in (select value from json_each(",
    );
    query.push_bind(serde_json::json!(ids).to_string());
    query.push("));");
}

fn room(row: &SqliteRow) -> Result<(RoomId, RoomState), sqlx::Error> {
    let state = RoomState {
        name: RoomName::stored(row.try_get("name")?),
        open: row.try_get::<&str, _>("kind")? == "open",
        archived: row.try_get::<Option<i64>, _>("archived_at")?.is_some(),
        head: Seq(row.try_get("head")?),
        messages: row.try_get("messages")?,
    };
    Ok((RoomId(row.try_get("id")?), state))
}

/// The authors who may still write at all.
fn select_authors(query: &mut QueryBuilder<Sqlite>, posts: &[NewMessage]) {
    let ids: HashSet<i64> = posts.iter().map(|post| post.author.0).collect();
    query.push(
        "select 'author' as what, id, username, display_name, role from users
         where deactivated_at is null and id in (select value from json_each(",
    );
    query.push_bind(serde_json::json!(ids).to_string());
    query.push("));");
}

fn author(row: &SqliteRow) -> Result<(UserId, (Person, SiteRole)), sqlx::Error> {
    let person = Person {
        id: UserId(row.try_get("id")?),
        name: row.try_get("display_name")?,
        username: row.try_get("username")?,
    };
    Ok((person.id, (person, SiteRole::parse(row.try_get("role")?))))
}

fn select_members(query: &mut QueryBuilder<Sqlite>, posts: &[NewMessage]) {
    let pairs: HashSet<(RoomId, UserId)> =
        posts.iter().map(|post| (post.room, post.author)).collect();
    query.push(
        "select 'member' as what, room_id, user_id, role from memberships where (room_id, user_id) in (",
    );
    let pairs = pairs.into_iter().collect();
    push_rows(query, 2, pairs, |values, (room, user): (RoomId, UserId)| {
        values.push_bind(room.0).push_bind(user.0);
    });
    query.push(");");
}

fn member(row: &SqliteRow) -> Result<((RoomId, UserId), RoomRole), sqlx::Error> {
    let pair = (
        RoomId(row.try_get("room_id")?),
        UserId(row.try_get("user_id")?),
    );
    Ok((pair, RoomRole::parse(row.try_get("role")?)))
}

fn select_nonces(query: &mut QueryBuilder<Sqlite>, posts: &[NewMessage]) {
    let named: Vec<(&NewMessage, &Nonce)> = posts
        .iter()
        .filter_map(|post| Some((post, post.nonce.as_ref()?)))
        .collect();
    if named.is_empty() {
        return;
    }
    query.push(
        "select 'nonce' as what, user_id, room_id, nonce, command, seq, message_id from nonces
         where (user_id, room_id, nonce) in (",
    );
    push_rows(query, 3, named, |values, (post, nonce)| {
        values
            .push_bind(post.author.0)
            .push_bind(post.room.0)
            .push_bind(nonce.as_str());
    });
    query.push(");");
}

fn nonce(row: &SqliteRow) -> Result<(NonceKey, (String, Seq, MessageId)), sqlx::Error> {
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
    Ok((key, earlier))
}
