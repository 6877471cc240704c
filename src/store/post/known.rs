//! What is read inside the transaction before anything is decided.

use std::collections::{HashMap, HashSet};

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

use super::super::StoreError;
use super::NewMessage;
use super::padded::push_rows;
use crate::domain::{
    Actor, MessageId, Nonce, Person, RoomId, RoomKind, RoomName, RoomRole, Seq, SiteRole,
    Timestamp, UserId, excerpt,
};

pub(super) type NonceKey = (UserId, RoomId, String);

/// What the transaction knows before it decides.
#[derive(Default)]
pub(super) struct Known {
    pub(super) rooms: HashMap<RoomId, RoomState>,
    pub(super) members: HashMap<(RoomId, UserId), Member>,
    /// Those who were members and left: a mute and slow mode go on for them.
    pub(super) former: HashMap<(RoomId, UserId), Member>,
    /// Who is kept out of a room, or has been blocked by somebody in a direct one.
    pub(super) kept_out: HashSet<(RoomId, UserId)>,
    pub(super) authors: HashMap<UserId, (Person, SiteRole)>,
    pub(super) nonces: HashMap<NonceKey, (String, Seq, MessageId)>,
    /// The messages that are answered, as far as they are there.
    pub(super) targets: HashMap<MessageId, Target>,
    /// The newest that a message ever had; 0 for none.
    pub(super) last_id: i64,
}

pub(super) struct RoomState {
    pub(super) name: RoomName,
    pub(super) kind: RoomKind,
    pub(super) archived: bool,
    pub(super) slow_seconds: u32,
    pub(super) announcements: bool,
    pub(super) head: Seq,
    /// How many messages it has had, deleted ones too.
    pub(super) messages: i64,
}

/// A message that is answered.
pub(super) struct Target {
    pub(super) room: RoomId,
    pub(super) author: Person,
    pub(super) excerpt: String,
    /// The first message of its thread, with its author and its seq: itself, where it answers nothing.
    pub(super) thread: MessageId,
    pub(super) thread_author: UserId,
    pub(super) thread_seq: Seq,
}

#[derive(Clone, Copy)]
pub(super) struct Member {
    pub(super) role: RoomRole,
    pub(super) muted_until: Option<Timestamp>,
    /// The moment of the own newest message; read where the room is slow.
    pub(super) last_post: Option<Timestamp>,
}

impl Member {
    /// Who joins by posting.
    pub(super) const NEW: Self = Self {
        role: RoomRole::Member,
        muted_until: None,
        last_post: None,
    };
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
        select_kept_out(&mut query, posts);
        select_nonces(&mut query, posts);
        select_targets(&mut query, posts);
        // Ids that were used once never come again, whatever was deleted (https://www.sqlite.org/autoinc.html).
        query.push("select 'id' as what, seq from sqlite_sequence where name = 'messages';");
        let mut known = Self::default();
        for row in query.build().fetch_all(connection).await? {
            match row.try_get("what")? {
                "room" => known.rooms.extend([room(&row)?]),
                "author" => known.authors.extend([author(&row)?]),
                "member" => known.members.extend([member(&row)?]),
                "former" => known.former.extend([member(&row)?]),
                "kept out" => known.kept_out.extend([pair(&row)?]),
                "target" => known.targets.extend([target(&row)?]),
                "id" => known.last_id = row.try_get("seq")?,
                _ => known.nonces.extend([nonce(&row)?]),
            }
        }
        Ok(known)
    }

    /// What is known of the author of a post as a member of its room, of now or of before.
    pub(super) fn before(&self, post: &NewMessage) -> Option<Member> {
        let key = (post.room, post.author);
        let known = self.members.get(&key).or(self.former.get(&key));
        known.copied()
    }

    /// Who the author of a post is in its room.
    pub(super) fn actor(&self, post: &NewMessage, now: Timestamp) -> Actor {
        let key = (post.room, post.author);
        let member = self.members.get(&key);
        let muted_until = self.before(post).and_then(|known| known.muted_until);
        Actor {
            user: post.author,
            site: self
                .authors
                .get(&post.author)
                .map_or(SiteRole::Member, |author| author.1),
            room: member.map(|member| member.role),
            muted: muted_until.is_some_and(|until| until > now),
            banned: self.kept_out.contains(&key),
        }
    }
}

fn select_rooms(query: &mut QueryBuilder<Sqlite>, posts: &[NewMessage]) {
    let ids: HashSet<i64> = posts.iter().map(|post| post.room.0).collect();
    query.push(
        "select 'room' as what, r.id, r.name, case when r.people is null then r.kind else 'direct' end as kind,
            r.archived_at, r.slow_seconds, r.announcements, r.head, coalesce(
            (select m.place from messages m where m.room_id = r.id order by m.seq desc limit 1), 0) as messages
         from rooms r where r.deleted_at is null and r.id in (select value from json_each(",
    );
    query.push_bind(serde_json::json!(ids).to_string());
    query.push("));");
}

fn room(row: &SqliteRow) -> Result<(RoomId, RoomState), sqlx::Error> {
    let state = RoomState {
        name: RoomName::stored(row.try_get("name")?),
        kind: RoomKind::stored(row.try_get("kind")?),
        archived: row.try_get::<Option<i64>, _>("archived_at")?.is_some(),
        slow_seconds: row.try_get("slow_seconds")?,
        announcements: row.try_get("announcements")?,
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
        "select 'member' as what, m.room_id, m.user_id, m.role, m.muted_until,
            case when r.slow_seconds > 0 then
                (select x.created_at from messages x where x.room_id = m.room_id and x.seq = m.last_own) end as last_post
         from memberships m join rooms r on r.id = m.room_id where (m.room_id, m.user_id) in (",
    );
    let pairs: Vec<(RoomId, UserId)> = pairs.into_iter().collect();
    push_pairs(query, pairs.clone());
    query.push(
        ") union all
         select 'former', f.room_id, f.user_id, 'member', f.muted_until,
            case when r.slow_seconds > 0 then
                (select x.created_at from messages x where x.room_id = f.room_id and x.seq = f.last_own) end
         from former_members f join rooms r on r.id = f.room_id where (f.room_id, f.user_id) in (",
    );
    push_pairs(query, pairs);
    query.push(");");
}

fn push_pairs(query: &mut QueryBuilder<Sqlite>, pairs: Vec<(RoomId, UserId)>) {
    push_rows(query, 2, pairs, |values, (room, user)| {
        values.push_bind(room.0).push_bind(user.0);
    });
}

fn pair(row: &SqliteRow) -> Result<(RoomId, UserId), sqlx::Error> {
    Ok((
        RoomId(row.try_get("room_id")?),
        UserId(row.try_get("user_id")?),
    ))
}

fn member(row: &SqliteRow) -> Result<((RoomId, UserId), Member), sqlx::Error> {
    let moment = |column: &str| -> Result<Option<Timestamp>, sqlx::Error> {
        Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp))
    };
    let member = Member {
        role: RoomRole::parse(row.try_get("role")?),
        muted_until: moment("muted_until")?,
        last_post: moment("last_post")?,
    };
    Ok((pair(row)?, member))
}

fn select_kept_out(query: &mut QueryBuilder<Sqlite>, posts: &[NewMessage]) {
    let rooms: HashSet<i64> = posts.iter().map(|post| post.room.0).collect();
    let authors: HashSet<i64> = posts.iter().map(|post| post.author.0).collect();
    let (rooms, authors) = (
        serde_json::json!(rooms).to_string(),
        serde_json::json!(authors).to_string(),
    );
    query.push("select 'kept out' as what, room_id, user_id from bans where room_id in (select value from json_each(");
    query.push_bind(rooms.clone());
    query.push(")) and user_id in (select value from json_each(");
    query.push_bind(authors.clone());
    query.push(
        ")) union all
         select 'kept out', m.room_id, b.blocked_id from rooms r join memberships m on m.room_id = r.id
         join blocks b on b.user_id = m.user_id
         where r.people is not null and r.id in (select value from json_each(",
    );
    let direct = rooms.clone();
    query.push_bind(rooms);
    query.push(")) and b.blocked_id in (select value from json_each(");
    query.push_bind(authors.clone());
    query.push(
        ")) union all
         select 'kept out', m.room_id, b.user_id from rooms r join memberships m on m.room_id = r.id
         join blocks b on b.blocked_id = m.user_id
         where r.people is not null and r.id in (select value from json_each(",
    );
    query.push_bind(direct);
    query.push(")) and b.user_id in (select value from json_each(");
    query.push_bind(authors);
    query.push("));");
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

/// Only where something is answered: other messages cost nothing more.
fn select_targets(query: &mut QueryBuilder<Sqlite>, posts: &[NewMessage]) {
    let ids: HashSet<i64> = posts
        .iter()
        .filter_map(|post| Some(post.reply_to?.0))
        .collect();
    if ids.is_empty() {
        return;
    }
    query.push(
        "select 'target' as what, m.id, m.room_id, m.body, m.user_id, u.username, u.display_name,
            f.id as thread, f.user_id as thread_author, f.seq as thread_seq
         from messages m join users u on u.id = m.user_id join messages f on f.id = coalesce(m.thread, m.id)
         where m.deleted_at is null and m.id in (select value from json_each(",
    );
    query.push_bind(serde_json::json!(ids).to_string());
    query.push("));");
}

fn target(row: &SqliteRow) -> Result<(MessageId, Target), sqlx::Error> {
    let target = Target {
        room: RoomId(row.try_get("room_id")?),
        author: Person {
            id: UserId(row.try_get("user_id")?),
            name: row.try_get("display_name")?,
            username: row.try_get("username")?,
        },
        excerpt: excerpt(row.try_get("body")?),
        thread: MessageId(row.try_get("thread")?),
        thread_author: UserId(row.try_get("thread_author")?),
        thread_seq: Seq(row.try_get("thread_seq")?),
    };
    Ok((MessageId(row.try_get("id")?), target))
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
